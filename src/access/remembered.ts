import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import type { Session } from './session.ts';

/** Stand in a text for what differs from one time that it is asked to the next. */
export const standIn = {
  moment: '\u0000now',
  groups: '\u0000groups',
  containers: '\u0000containers',
  supposed: '\u0000supposed',
  user: -2,
  person: -3,
  container: -4,
  asker: -5,
  row: -6,
} as const;

export interface Statement {
  text: string;
  values: readonly unknown[];
}

const statements = new Map<string, Statement>();

/** A statement with the values of this time: building one takes longer than asking it, so it is built once for a question. */
export function remembered(
  question: string,
  build: () => CompiledQuery,
  given: ReadonlyMap<unknown, unknown>,
): Statement {
  let known = statements.get(question);
  if (known === undefined) {
    const { sql: text, parameters } = build();
    known = { text, values: parameters };
    statements.set(question, known);
  }
  return { text: known.text, values: known.values.map((value) => (given.has(value) ? given.get(value) : value)) };
}

const conditions = new Map<string, TemplateStringsArray>();

/** The same for a condition, which is alike for all of a level whom the same token or none holds back. */
export function rememberedCondition(
  session: Session,
  question: string,
  build: (asking: Session) => RawBuilder<boolean>,
): RawBuilder<boolean> {
  const { trx, now, actor } = session;
  const id = actor.id === 0 ? 0 : standIn.user;
  const personId = actor.personId === null ? null : standIn.person;
  const key = `condition ${question} ${actor.level} ${id} ${personId} ${JSON.stringify(actor.scope)}`;
  const asSomebody = (): CompiledQuery =>
    build({ ...session, now: standIn.moment, actor: { ...actor, id, personId } }).compile(trx);
  const { text, values } = remembered(
    key,
    asSomebody,
    new Map<unknown, unknown>([
      [standIn.moment, now],
      [standIn.user, actor.id],
      [standIn.person, actor.personId],
    ]),
  );
  let parts = conditions.get(key);
  if (parts === undefined) {
    const between = text.split('?');
    if (between.length !== values.length + 1)
      throw new Error(`the condition of ${question} has a ? that holds no value`);
    conditions.set(key, (parts = Object.assign(between, { raw: between })));
  }
  return sql<boolean>(parts, ...values);
}
