import { sql } from 'kysely';
import type { ContainerField, ContainerKind, ContainerLink } from '../kinds/containers.ts';
import { kindOf } from '../kinds/index.ts';
import type { Session } from './session.ts';

/** A record that a container names: an author, a tag, a reference. */
export interface Named {
  id: number;
  text: string;
}

type Linked = ContainerField & { link: ContainerLink };
const isLinked = (field: ContainerField): field is Linked => field.link !== undefined;
export const linkedFields = (kind: ContainerKind): readonly Linked[] => kind.fields.filter(isLinked);

const shownAs = { person: 'abbreviation', tag: 'name', reference: 'bibkey' } as const;

/** What each of the containers names, by field, in the order in which it is shown. */
export async function linkedRecords(
  { trx }: Session,
  kind: ContainerKind,
  ids: readonly number[],
): Promise<Map<number, Record<string, Named[]>>> {
  const found = new Map<number, Record<string, Named[]>>(
    ids.map((id) => [id, Object.fromEntries(linkedFields(kind).map(({ name }) => [name, []]))]),
  );
  if (ids.length === 0) return found;
  for (const { name, column, link } of linkedFields(kind)) {
    const text = sql.ref(`r.${shownAs[link.to]}`);
    const only = link.mandatory === undefined ? sql`1` : sql`l.mandatory = ${link.mandatory}`;
    const { rows } = await sql<Named & { owner: number }>`
      select ${sql.ref(`l.${link.owner}`)} as owner, r.id as id, ${text} as "text"
      from ${sql.table(link.table)} l join ${sql.table(kindOf(link.to).table)} r on r.id = ${sql.ref(`l.${column}`)}
      where ${sql.ref(`l.${link.owner}`)} in (${sql.join(ids)}) and ${only}
      order by ${link.ordered === true ? sql`l.position` : text}`.execute(trx);
    for (const { owner, id, text: shown } of rows) found.get(owner)?.[name]?.push({ id, text: shown });
  }
  return found;
}

/** Brings the lists that are stated to these records. */
export async function setLists(
  { trx }: Session,
  kind: ContainerKind,
  container: number,
  lists: Readonly<Record<string, readonly number[]>>,
): Promise<void> {
  const stated = linkedFields(kind).flatMap((field) => {
    const items = lists[field.name];
    return items === undefined ? [] : [{ ...field, items }];
  });
  // All go before any comes: a reference may change from the one list into the other.
  for (const { link } of stated) {
    const only = link.mandatory === undefined ? sql`1` : sql`mandatory = ${link.mandatory}`;
    await sql`delete from ${sql.table(link.table)} where ${sql.ref(link.owner)} = ${container} and ${only}`.execute(
      trx,
    );
  }
  for (const { link, column, items } of stated)
    for (const [at, item] of items.entries()) {
      const more = link.ordered === true ? ['position', at + 1] : ['mandatory', link.mandatory];
      const [name, value] = more;
      const extra = value === undefined ? [] : [{ name: String(name), value }];
      await sql`insert into ${sql.table(link.table)} (${sql.join([link.owner, column, ...extra.map((one) => one.name)].map((one) => sql.ref(one)))})
        values (${sql.join([container, item, ...extra.map((one) => one.value)])})`.execute(trx);
    }
}
