import { levelRank, rank, type Level, type Privacy, type Role } from '../domain/vocabulary.ts';
import type { Writer } from './access.ts';
import { aside, shadow } from './aside.ts';
import { governingProjects } from '../kinds/governing.ts';
import type { AskedRecord } from './record-history.ts';
import { checkInvariants, isSound } from './invariants.ts';
import { endSession, sessionOf, Writing, type Reading, type Session } from './session.ts';
import type { UserRow } from './users.ts';

/** Something that could be otherwise, of the user whom a question is about or of a container. */
export type Supposition =
  | { enabled: true }
  | { level: Level }
  | { person: number }
  | { container: number; role: Role }
  | { container: number; privacy: Privacy }
  | { container: number; managedBy: Role };

export interface Supposing {
  /** Runs `act`, and takes back what it changed. */
  trial<T>(act: () => Promise<T>): Promise<T>;
  /** Leaves out that these containers govern the record or keep a voucher of its individual. */
  forget(record: AskedRecord, containers: readonly number[]): void;
  /** Makes it so, at once, whoever might or might not do it. */
  put(user: number, supposition: Supposition): void;
  /** Whether it could be so: no invariant would be broken. */
  couldBe(): Promise<boolean>;
  /** Runs what that person would run, with their rights, and holds it to the invariants; all of that in the copies, too. */
  as(person: Pick<UserRow, 'id' | 'login' | 'level' | 'person_id'>): Writer;
}

/** What a change of rights writes, with the audit log, which stays as it is. */
const changed = ['lab_user', 'container', 'membership'] as const;

/**
 * Lets `ask` find out what would be so if this or that were otherwise, put by the very same queries and done by the very same
 * commands. All of it happens in temporary copies inside the transaction that asks, and leaves nothing.
 */
export async function supposing<T>(reading: Reading, ask: (supposing: Supposing) => Promise<T>): Promise<T> {
  const session = sessionOf(reading);
  return aside(session, async () => {
    shadow(session, changed);
    shadow(session, ['audit'], 'false');
    return ask({
      trial: (act) => aside(session, act),
      forget: (record, containers) => forget(session, record, containers),
      put: (user, supposition) => put(session, user, supposition),
      couldBe: () => isSound(session),
      as: (person) => ({ write: (run) => write(session, person, run) }),
    });
  });
}

async function write<T>(
  session: Session,
  { id, login, level, person_id: personId }: Parameters<Supposing['as']>[0],
  run: (writing: Writing) => Promise<T>,
): Promise<T> {
  const actor = { id, login, level, personId };
  const own: Session = { ...session, actor, belonging: undefined, reached: false, scoped: false, touched: false };
  own.shown = new Set();
  const writing = new Writing(own);
  try {
    const result = await run(writing);
    if (own.touched) await checkInvariants(own);
    return result;
  } finally {
    endSession(writing);
    // The two share temp.reach.
    session.reached = false;
    session.scoped = false;
  }
}

function forget(session: Session, { kind, id }: AskedRecord, containers: readonly number[]): void {
  const others = `not in (${containers.join(', ')})`;
  const column = kind.fields.find(({ to }) => to === 'individual')?.column;
  const individual =
    kind.name === 'individual' ? `${id}` : `(select "${column}" from main."${kind.table}" where id = ${id})`;
  if (kind.name === 'individual' || column !== undefined)
    shadow(session, ['voucher'], `individual_id = ${individual} and biocollection_id ${others}`);
  const projects = governingProjects(kind);
  if (projects !== undefined) shadow(session, [projects.table], `"${projects.item}" ${others}`);
  session.reached = false;
  session.scoped = false;
}

function put(session: Session, user: number, supposed: Supposition): void {
  const { handle, now } = session;
  session.reached = false;
  session.scoped = false;
  const change = (text: string, ...values: (string | number)[]) => handle.prepare(text).run(...values);
  if ('enabled' in supposed) change('update temp.lab_user set disabled_at = null where id = ?', user);
  else if ('level' in supposed)
    change('update temp.lab_user set level = ? where id = ?', levelRank(supposed.level), user);
  else if ('person' in supposed) change('update temp.lab_user set person_id = ? where id = ?', supposed.person, user);
  else if ('privacy' in supposed)
    change('update temp.container set privacy = ? where id = ?', supposed.privacy, supposed.container);
  else {
    if ('managedBy' in supposed) change('update temp.container set managed = 1 where id = ?', supposed.container);
    const role = rank('managedBy' in supposed ? supposed.managedBy : supposed.role);
    const direct = 'container_id = ? and user_id = ?';
    change(`delete from temp.membership where ${direct} and until <= ?`, supposed.container, user, now);
    const raised = change(
      `update temp.membership set role = max(role, ?) where ${direct}`,
      role,
      supposed.container,
      user,
    );
    if (raised.changes === 0)
      change(
        'insert into temp.membership (container_id, user_id, role, granted_at) values (?, ?, ?, ?)',
        supposed.container,
        user,
        role,
        now,
      );
  }
}
