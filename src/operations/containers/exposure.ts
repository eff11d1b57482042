import { readableNames } from '../../access/containers.ts';
import { idsWhere, stranger, underRightsOf } from '../../access/questions.ts';
import { countRecords } from '../../access/records.ts';
import type { Reading, Writing } from '../../access/session.ts';
import { containerKinds } from '../../kinds/containers.ts';
import { kinds } from '../../kinds/index.ts';

/** What people read who hold no role. */
interface Sight {
  containers: ReadonlySet<number>;
  /** How many of each kind, by its plural. */
  records: ReadonlyMap<string, number>;
}
type Sights = Readonly<Record<'anonymous' | 'registered', Sight>>;

/** What a change opens to others, or closes to them. */
export interface Exposure {
  /** `anonymous` is everybody, `registered` whoever has a user. */
  to: 'anonymous' | 'registered';
  /** `kind/name` */
  containers: string[];
  records: Record<string, number>;
}

export interface Exposures {
  opened: Exposure | null;
  closed: Exposure | null;
}

const governed = kinds.filter(({ governedBy }) => governedBy !== 'everybody');

async function sightOf(reading: Reading, who: typeof stranger | null): Promise<Sight> {
  const sight = await underRightsOf(reading, who, async () => {
    const containers = await idsWhere(
      reading,
      'read',
      containerKinds.map(({ name }) => name),
    );
    const records = new Map<string, number>();
    for (const kind of governed) records.set(kind.plural, await countRecords(reading, kind));
    return { containers, records };
  });
  if (sight === undefined) throw new Error('nobody has disabled a stranger');
  return sight;
}

const sightsOf = async (reading: Reading): Promise<Sights> => ({
  anonymous: await sightOf(reading, null),
  registered: await sightOf(reading, stranger),
});

/** Makes a change, and says what it opens and closes to people without a role, told apart by nothing but what they read before and after. */
export async function watched(writing: Writing, change: () => Promise<void>): Promise<Exposures> {
  const before = await sightsOf(writing);
  await change();
  const after = await sightsOf(writing);
  return { opened: await difference(writing, before, after), closed: await difference(writing, after, before) };
}

/** What is in `more` and not in `less`, where it is named to those who read it now; null where there is nothing. */
async function difference(reading: Reading, less: Sights, more: Sights): Promise<Exposure | null> {
  for (const to of ['anonymous', 'registered'] as const) {
    const ids = [...more[to].containers].filter((id) => !less[to].containers.has(id));
    const records = [...more[to].records]
      .map(([plural, count]) => [plural, count - (less[to].records.get(plural) ?? 0)] as const)
      .filter(([, count]) => count > 0);
    if (ids.length === 0 && records.length === 0) continue;
    const containers: string[] = [];
    for (const kind of containerKinds)
      for (const name of (await readableNames(reading, kind, ids)).values()) containers.push(`${kind.name}/${name}`);
    return { to, containers: containers.toSorted(), records: Object.fromEntries(records) };
  }
  return null;
}

/** Both in sentences, as far as there is something to say. */
export const exposures = ({ opened, closed }: Exposures): string[] => [
  ...(opened === null ? [] : [sentence(opened, 'reads from then on')]),
  ...(closed === null ? [] : [sentence(closed, 'no longer reads')]),
];

function sentence({ to, containers, records }: Exposure, verb: string): string {
  const counts = kinds.flatMap(({ name, plural }) => {
    const count = records[plural];
    return count === undefined ? [] : [`${count} ${count === 1 ? name : plural}`];
  });
  return `${to === 'anonymous' ? 'everybody' : 'every registered user'} ${verb}: ${[...containers, ...counts].join(', ')}`;
}
