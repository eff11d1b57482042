import { readableContainers } from '../../src/access/containers.ts';
import { countRecords, listRecords, streamRecords } from '../../src/access/records.ts';
import type { Reading } from '../../src/access/session.ts';
import { containerKinds } from '../../src/kinds/containers.ts';
import { kindOf as recordKindOf } from '../../src/kinds/index.ts';
import type { RecordKind } from '../../src/kinds/kind.ts';
import * as oracle from '../oracle/oracle.ts';
import { containersWhere, kindOf, nameIn, pick, recordKinds, recordsWhere, type Asking } from './file.ts';
import type { SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

/** Everything that the actor of the transaction is shown in the file, exactly: containers of each kind, and records. */
export async function compareLists(tallies: Tallies, reading: Reading, asking: Asking): Promise<void> {
  const { file, login, random } = asking;
  const [first] = file;
  if (first === undefined) return;
  for (const kind of containerKinds) {
    const rows = await readableContainers(reading, kind);
    const expected = containersWhere(file, kind.name, (world, ref) => oracle.may(world, login, 'read', ref));
    const got = rows.flatMap((row) => (row.kind === kind.name ? [row.id] : []));
    tallies.of.lists.sameIds(
      first,
      () => `each ${kind.name} that ${login} lists`,
      expected,
      got,
      nameIn(file, 'containers'),
    );
    tallies.saw(`listed ${kind.name}`, got.length);
  }
  for (const named of recordKinds) {
    if (random() > 0.6) continue;
    const [name, list] = named;
    const kind = recordKindOf(name);
    const expected = recordsWhere(file, named, login, 'read');
    tallies.of.counts.same(
      first,
      () => `count of ${list} for ${login}`,
      expected.length,
      await countRecords(reading, kind),
    );
    tallies.saw(`listed ${name}`, expected.length);
    if (random() > 0.12) continue;
    const streamed = idsOf([...(await streamRecords(reading, kind)).rows]);
    tallies.of.records.sameIds(first, () => `${list} streamed to ${login}`, expected, streamed, nameIn(file, list));
    if (random() > 0.3) continue;
    const paged = await pagesOf(reading, kind);
    tallies.of.records.same(
      first,
      () => `ids of ${list} in pages for ${login}, in their order`,
      streamed.join(),
      paged.join(),
    );
  }
  for (const seeded of random() < 0.3 ? pick(random, file) : [])
    await compareNarrowed(tallies, reading, seeded, asking);
}

/** The measurements of one world's datasets alone. */
async function compareNarrowed(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  { login }: Asking,
): Promise<void> {
  const { world, containers, measurements } = seeded;
  const datasets = [...containers].filter(([ref]) => kindOf(ref) === 'dataset').map(([, id]) => id);
  const { rows } = await listRecords(reading, recordKindOf('measurement'), { narrowing: { datasets } });
  const expected = oracle.readableMeasurements(world, login).flatMap((id) => measurements.get(id) ?? []);
  const question = (): string => `measurements that ${login} reads`;
  tallies.of.records.sameIds(seeded, question, expected, idsOf(rows), nameIn([seeded], 'measurements'));
}

const idsOf = (rows: readonly unknown[][]): number[] => rows.map(([id]) => Number(id));

async function pagesOf(reading: Reading, kind: RecordKind): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const after = ids.at(-1);
    const page = await listRecords(reading, kind, { limit: 25, ...(after === undefined ? {} : { after }) });
    ids.push(...idsOf(page.rows));
    if (!page.more) return ids;
  }
}
