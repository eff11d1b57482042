import { sql } from 'kysely';
import { allowed } from '../../src/access/conditions.ts';
import { idsWhere, may } from '../../src/access/questions.ts';
import { rowsOf } from '../../src/access/rows.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { containerKinds } from '../../src/kinds/containers.ts';
import * as oracle from '../oracle/oracle.ts';
import {
  containersOf,
  containersWhere,
  kindOf,
  nameIn,
  pick,
  recordKinds,
  recordsWhere,
  type Asking,
  type Random,
} from './file.ts';
import type { SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

const kindNames = containerKinds.map(({ name }) => name);
const openKinds = ['person', 'location', 'taxon', 'trait'] as const;
const recordActions = ['read', 'edit', 'delete'] as const;

/** Whole columns of answers, as bulk commands ask for them: each container, or record, of the file on which the actor may do it. */
export async function compareColumns(tallies: Tallies, reading: Reading, asking: Asking): Promise<void> {
  const { file, login, random } = asking;
  const [first] = file;
  if (first === undefined) return;
  for (const action of oracle.actions)
    for (const kind of pick(random, kindNames)) {
      const expected = containersWhere(file, kind, (world, ref) => oracle.may(world, login, action, ref));
      const got = [...(await idsWhere(reading, action, [kind]))];
      const question = (): string => `each ${kind} that ${login} may ${action}`;
      tallies.of.columns.sameIds(first, question, expected, got, nameIn(file, 'containers'));
      if (action !== 'read' && action !== 'members' && action !== 'leave')
        openIsReadOnly(tallies, asking, kind, action, got);
    }
  for (const action of ['edit', 'delete'] as const)
    for (let times = 0; times < 2; times += 1)
      for (const named of pick(random, recordKinds)) {
        const [kind, list] = named;
        const got = await recordIds(reading, action, kind);
        const expected = recordsWhere(file, named, login, action);
        const question = (): string => `each ${kind} that ${login} may ${action}`;
        tallies.of['record columns'].sameIds(first, question, expected, got, nameIn(file, list));
        if (login === 'anonymous') tallies.of.laws.same(first, question, 0, got.length);
      }
  for (const kind of [...pick(random, kindNames), ...pick(random, openKinds)])
    tallies.of.checks.same(
      first,
      () => `may ${login} create a ${kind}`,
      oracle.mayCreate(first.world, login, kind),
      await may(reading, 'create', kind, null),
    );
}

/** What privacy alone gives is to look: who only has that may do nothing else. */
function openIsReadOnly(
  tallies: Tallies,
  { file, login }: Asking,
  kind: oracle.ContainerKind,
  action: oracle.Action,
  got: readonly number[],
): void {
  const ids = new Set(got);
  for (const { seeded, ref, id } of containersOf(file, kind))
    if (oracle.heldRole(seeded.world, login, ref) === 0)
      tallies.of.laws.same(seeded, () => `may ${login} ${action} ${ref}, which is merely open`, false, ids.has(id));
}

export async function recordIds(reading: Reading, action: 'read' | 'edit' | 'delete', kind: oracle.RecordKind) {
  const session = sessionOf(reading);
  const condition = await allowed(session, action, kind);
  return rowsOf(session, sql<{ id: number }>`select t.id from ${sql.table(kind)} as t where ${condition}`).map(
    ({ id }) => id,
  );
}

/** Single questions, taken at random, in one world. */
export async function compareChecks(tallies: Tallies, reading: Reading, asking: Asking, seeded: SeededWorld) {
  const { login } = asking;
  const { world, containers } = seeded;
  const random = asking.randomOf(seeded);
  for (const action of pick(random, oracle.actions))
    for (const [ref, id] of pick(random, [...containers])) {
      const expected = oracle.may(world, login, action, ref);
      const kind = kindOf(ref);
      const got = await may(reading, action, kind, id);
      tallies.of.checks.same(seeded, () => `may ${login} ${action} ${ref}`, expected, got);
      tallies.saw(`${action} ${kind} ${expected ? 'yes' : 'no'}`);
    }
  await compareRecordCheck(tallies, reading, asking, seeded, random);
}

async function compareRecordCheck(
  tallies: Tallies,
  reading: Reading,
  { login }: Asking,
  seeded: SeededWorld,
  random: Random,
): Promise<void> {
  for (const [kind, list] of pick(random, recordKinds))
    for (const action of pick(random, recordActions))
      for (const [id, row] of pick(random, [...seeded[list]])) {
        const expected = oracle.mayRecord(seeded.world, login, action, { kind, id });
        const got = await may(reading, action, kind, row);
        tallies.of['record checks'].same(seeded, () => `may ${login} ${action} ${kind} ${id}`, expected, got);
        tallies.saw(`${action} ${kind} ${expected ? 'yes' : 'no'}`);
      }
}
