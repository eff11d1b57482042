import type { Actor, Belonging, Session } from './session.ts';

/** Asks with the rights of another, or with one's own in full; `belonging` says what is taken for true about their groups. */
export async function asActor<T>(
  session: Session,
  actor: Actor,
  ask: () => Promise<T>,
  belonging?: Belonging,
): Promise<T> {
  const { actor: asker, belonging: before } = session;
  session.actor = actor;
  session.belonging = belonging;
  session.reached = false;
  session.scoped = false;
  try {
    return await ask();
  } finally {
    session.actor = asker;
    session.belonging = before;
    session.reached = false;
    session.scoped = false;
  }
}
