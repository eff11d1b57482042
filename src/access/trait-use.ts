import { sql } from 'kysely';
import { Conflict } from '../domain/errors.ts';
import type { RecordKind, Stored } from '../kinds/kind.ts';
import { allowed } from './conditions.ts';
import { hole, prepare } from './lookup.ts';
import { seesAll, sessionOf, type Reading, type Session } from './session.ts';

type Row = Readonly<Record<string, Stored>>;

/** Whether a measurement with the trait is so. There is no index by trait alone: the one by (scope, trait) is asked for every scope. */
const measured = ({ handle }: Session, trait: number, condition: string, ...values: Stored[]): boolean =>
  handle
    .prepare(
      `select 1 from scope s cross join measurement m where m.scope_id = s.id and m.trait_id = ? and (${condition}) limit 1`,
    )
    .get(trait, ...values) !== undefined;

/** Whether anything that the actor does not read is measured with a trait. */
export type Unseen = (trait: number) => boolean;

/** For the records of a kind; of others than traits nothing is asked. */
export async function unseenUses(reading: Reading, kind: RecordKind): Promise<Unseen> {
  const session = sessionOf(reading);
  if (kind.name !== 'trait' || seesAll(session.actor)) return () => false;
  const readable = await allowed(session, 'read', 'measurement');
  const unseen = prepare(
    session,
    sql`select t.id from scope s cross join measurement t where t.scope_id = s.id and t.trait_id = ${hole} and not (${readable}) limit 1`,
  );
  return (trait) => unseen(trait).length > 0;
}

/** Said whatever those measurements are: else limit after limit could be tried until their values are known. */
const unseenSay = 'there are measurements that you cannot see, and it would allow less';

/** What stored values would contradict if the trait became `after`, in words; undefined when nothing would. */
export function contradictedBy(
  reading: Reading,
  id: number,
  before: Row,
  after: Row,
  unseen: Unseen,
): string | undefined {
  const session = sessionOf(reading);
  const uses = (condition: string, ...values: Stored[]): boolean => measured(session, id, condition, ...values);
  const changed = (column: string): boolean => (before[column] ?? null) !== (after[column] ?? null);
  const objects = String(after['objects']).split('|');
  const others = `(select o.kind from object o where o.id = m.object_id) not in (${objects.map(() => '?').join(', ')})`;
  const without = String(before['objects']).split('|');
  if (changed('objects') && without.some((kind) => !objects.includes(kind)) && unseen(id)) return unseenSay;
  if (changed('objects') && uses(others, ...objects)) return `it is measured on other kinds than ${objects.join(', ')}`;
  if (changed('value_length') && uses('1')) return 'it has spectra of another length';
  if (changed('link_type') && uses('1')) return 'it has links to another kind';
  const { range_min: low = null, range_max: high = null } = after;
  const ranged = after['type'] !== 'spectral' && (changed('range_min') || changed('range_max'));
  if (ranged && narrows(before, after) && unseen(id)) return unseenSay;
  if (ranged && uses('m.value < ? or m.value > ?', low, high)) return 'it has values outside that range';
  return undefined;
}

/** Whether the range would leave out anything that it takes now. */
function narrows(before: Row, after: Row): boolean {
  const limit = (row: Row, column: string, none: number): number => Number(row[column] ?? none);
  return (
    limit(after, 'range_min', -Infinity) > limit(before, 'range_min', -Infinity) ||
    limit(after, 'range_max', Infinity) < limit(before, 'range_max', Infinity)
  );
}

interface StoredCategory {
  id: number;
  name_key: string;
}

const categoriesOf = ({ handle }: Session, trait: number): StoredCategory[] =>
  handle.prepare<[number], StoredCategory>('select id, name_key from trait_category where trait_id = ?').all(trait);

const isUsed = (session: Session, trait: number, type: string, id: number): boolean =>
  type === 'multiple'
    ? measured(session, trait, "instr('|' || m.raw || '|', '|' || ? || '|') > 0", String(id))
    : measured(session, trait, 'm.value = ?', id);

/** Why a trait's categories cannot become those with these keys; undefined when they can. */
export function keptCategories(
  reading: Reading,
  trait: number,
  type: string,
  keys: readonly Stored[],
  unseen: Unseen,
): Conflict | undefined {
  const session = sessionOf(reading);
  const removes = categoriesOf(session, trait).some(({ name_key: key }) => !keys.includes(key));
  return removes && unseen(trait)
    ? new Conflict(`a category cannot be removed: ${unseenSay}`, 'Make a new trait.')
    : faultOf(session, trait, type, keys);
}

const faultOf = (session: Session, trait: number, type: string, keys: readonly Stored[]): Conflict | undefined =>
  categoriesOf(session, trait).some(({ id, name_key: key }) => !keys.includes(key) && isUsed(session, trait, type, id))
    ? new Conflict('a category that measurements use cannot be removed', 'Change those measurements first.')
    : undefined;

/** Brings a trait's categories to these names; each keeps its id, because measurements refer to it. Errors: Conflict. */
export function syncCategories(
  session: Session,
  trait: number,
  type: string,
  names: readonly Stored[],
  keys: readonly Stored[],
): void {
  const { handle } = session;
  const fault = faultOf(session, trait, type, keys);
  if (fault !== undefined) throw fault;
  const stored = categoriesOf(session, trait);
  for (const { id, name_key: key } of stored)
    if (!keys.includes(key)) handle.prepare('delete from trait_category where id = ?').run(id);
  // Positions are unique for each trait, so they are moved out of the way before they are given anew.
  handle.prepare('update trait_category set position = -id where trait_id = ?').run(trait);
  for (const [at, name] of names.entries()) {
    const same = stored.find((row) => row.name_key === keys[at]);
    if (same === undefined)
      handle
        .prepare('insert into trait_category (trait_id, position, name, name_key) values (?, ?, ?, ?)')
        .run(trait, at + 1, name, keys[at]);
    else handle.prepare('update trait_category set position = ?, name = ? where id = ?').run(at + 1, name, same.id);
  }
  if (type === 'multiple') reorder(session, trait);
}

/** Several categories are stored in the order of the trait: a new order is written into the measurements, whose key they are. */
function reorder({ handle }: Session, trait: number): void {
  const place = new Map(
    handle
      .prepare<[number], { id: number; position: number }>('select id, position from trait_category where trait_id = ?')
      .all(trait)
      .map(({ id, position }) => [String(id), position]),
  );
  const inOrder = (raw: string): string =>
    raw
      .split('|')
      .toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
      .join('|');
  const used = handle
    .prepare<[number], string>(
      'select distinct m.raw from scope s cross join measurement m where m.scope_id = s.id and m.trait_id = ?',
    )
    .pluck()
    .all(trait);
  for (const raw of used)
    if (inOrder(raw) !== raw)
      handle.prepare('update measurement set raw = ? where trait_id = ? and raw = ?').run(inOrder(raw), trait, raw);
}
