import { sql } from 'kysely';
import { containerKinds, type ContainerKind } from '../kinds/containers.ts';
import { NotFound } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { parseReference, type Reference } from '../domain/reference.ts';
import { closest } from '../domain/suggest.ts';
import { rank, type Privacy } from '../domain/vocabulary.ts';
import { allowed } from './conditions.ts';
import { linkedRecords, type Named } from './container-lists.ts';
import { rowsOf } from './rows.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

export interface ContainerRow {
  id: number;
  kind: ContainerKind['name'];
  name: string;
  title: string | null;
  description: string | null;
  privacy: Privacy;
  licence: string | null;
  project_id: number | null;
  workspace_of: number | null;
  managed: number;
  discoverable: number;
  created_at: string;
  updated_at: string;
}

const columnNames = [
  'id',
  'kind',
  'name',
  'title',
  'description',
  'privacy',
  'licence',
  'project_id',
  'workspace_of',
  'managed',
  'discoverable',
  'created_at',
  'updated_at',
] as const;
const columns = sql.join(columnNames.map((name) => sql.ref(`t.${name}`)));
const otherKinds = containerKinds.map(({ name }) => name);

/** Containers of the kind on which the actor may do `action`, by name. */
async function select(
  session: Session,
  kind: ContainerKind,
  action: 'read' | 'card',
  ref?: Reference,
): Promise<ContainerRow[]> {
  const condition = await allowed(session, action, kind.name);
  const named =
    ref === undefined
      ? sql<boolean>`1`
      : 'id' in ref
        ? sql<boolean>`t.id = ${ref.id}`
        : sql<boolean>`t.name_key = ${nameKey(ref.name)}`;
  const rows = rowsOf<ContainerRow>(
    session,
    sql`select ${columns} from container as t where t.kind = ${kind.name} and ${named} and ${condition} order by t.name_key`,
  );
  for (const { id } of rows) session.shown.add(id);
  return rows;
}

export const readableContainers = async (reading: Reading, kind: ContainerKind): Promise<ContainerRow[]> =>
  select(sessionOf(reading), kind, 'read');

/** Those of which the actor sees a card, whether or not they can be read, by name. */
export const cardedContainers = async (reading: Reading, kind: ContainerKind): Promise<ContainerRow[]> =>
  select(sessionOf(reading), kind, 'card');

/** The container a person named. Errors: NotFound, in the same words, when there is none and when it is hidden. */
export const findContainer = (reading: Reading, kind: ContainerKind, text: string): Promise<ContainerRow> =>
  find(reading, kind, text, ['read']);

/** The same where a card is enough. */
export const findByCard = (reading: Reading, kind: ContainerKind, text: string): Promise<ContainerRow> =>
  find(reading, kind, text, ['read', 'card']);

async function find(
  reading: Reading,
  kind: ContainerKind,
  text: string,
  enough: readonly ('read' | 'card')[],
): Promise<ContainerRow> {
  const session = sessionOf(reading);
  const ref = parseReference(text, kind.name, otherKinds);
  for (const action of enough) {
    const [found] = await select(session, kind, action, ref);
    if (found !== undefined) return found;
  }
  const names = (await select(session, kind, 'read')).map(({ name }) => name);
  throw notFound(kind.name, text, names);
}

/** One that the actor reads, by its id, whatever its kind. Errors: NotFound. */
export async function findContainerById(reading: Reading, id: number): Promise<ContainerRow> {
  const session = sessionOf(reading);
  for (const kind of containerKinds) {
    const [found] = await select(session, kind, 'read', { id });
    if (found !== undefined) return found;
  }
  throw new NotFound(`there is no container id:${id} that you can see`);
}

/** One that the actor read in this transaction, as it is by now: a change may have taken it out of their own sight. */
export async function containerChanged(writing: Writing, { id, kind, name }: ContainerRow): Promise<ContainerRow> {
  const session = sessionOf(writing);
  const [row] = rowsOf<ContainerRow>(session, sql`select ${columns} from container as t where t.id = ${id}`);
  if (row === undefined || !session.shown.has(id)) throw notFound(kind, name, []);
  return row;
}

export function notFound(kind: string, typed: string, names: readonly string[]): NotFound {
  const suggestion = closest(typed, names);
  return new NotFound(
    `there is no ${kind} ${typed.startsWith(`${kind}/`) ? typed.slice(kind.length + 1) : typed} that you can see`,
    suggestion === undefined ? `vasculum ${kind} list` : `Did you mean ${suggestion}?`,
  );
}

/** The own table's columns, and what they name, of containers that the caller has found. */
export async function detailsOf(
  reading: Reading,
  kind: ContainerKind,
  ids: readonly number[],
): Promise<Map<number, { own: Record<string, unknown>; lists: Record<string, Named[]> }>> {
  const session = sessionOf(reading);
  const rows =
    ids.length === 0 ? [] : await session.trx.selectFrom(kind.table).selectAll().where('id', 'in', ids).execute();
  const lists = await linkedRecords(session, kind, ids);
  return new Map(rows.map((row) => [row.id, { own: row, lists: lists.get(row.id) ?? {} }]));
}

/** Names by id, of those of the kind among `ids` that the actor reads. */
export async function readableNames(
  reading: Reading,
  kind: ContainerKind,
  ids: readonly number[],
): Promise<Map<number, string>> {
  const session = sessionOf(reading);
  if (ids.length === 0) return new Map();
  const condition = await allowed(session, 'read', kind.name);
  const rows = await session.trx
    .selectFrom('container as t')
    .select(['t.id', 't.name'])
    .where('t.kind', '=', kind.name)
    .where('t.id', 'in', ids)
    .where('t.kind', '=', kind.name)
    .where(condition)
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The logins of those who hold the role owner themselves, of containers of which the caller has found at least the cards. */
export async function directOwnersOf(reading: Reading, ids: readonly number[]): Promise<Map<number, string[]>> {
  const owners = new Map<number, string[]>(ids.map((id) => [id, []]));
  if (ids.length === 0) return owners;
  const rows = await sessionOf(reading)
    .trx.selectFrom('membership as m')
    .innerJoin('lab_user as u', 'u.id', 'm.user_id')
    .select(['m.container_id', 'u.login'])
    .where('m.container_id', 'in', ids)
    .where('m.role', '=', rank('owner'))
    .where('u.disabled_at', 'is', null)
    .orderBy('u.login_key')
    .execute();
  for (const { container_id: id, login } of rows) owners.get(id)?.push(login);
  return owners;
}

/** Datasets of a project, whoever may see them. */
export const datasetsOf = async (reading: Reading, project: number): Promise<ContainerRow[]> =>
  rowsOf(
    sessionOf(reading),
    sql<ContainerRow>`select ${columns} from container as t where t.project_id = ${project} order by t.name_key`,
  );

/** What outsiders may do: a dataset with the privacy `project` has its project's, whoever may see that one. */
export async function effectivePrivacy(
  reading: Reading,
  row: Pick<ContainerRow, 'privacy' | 'project_id'>,
): Promise<Privacy> {
  if (row.privacy !== 'project' || row.project_id === null) return row.privacy;
  const project = await sessionOf(reading)
    .trx.selectFrom('container')
    .select('privacy')
    .where('id', '=', row.project_id)
    .executeTakeFirstOrThrow();
  return project.privacy;
}
