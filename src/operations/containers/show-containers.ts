import { specialistsOf } from '../../access/biocollections.ts';
import {
  cardedContainers,
  detailsOf,
  directOwnersOf,
  findByCard,
  findContainer,
  readableContainers,
  readableNames,
  type ContainerRow,
} from '../../access/containers.ts';
import { idsWhere, may } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';

export type ShownContainer = Record<string, unknown> & { id: number; name: string };

/** Containers with every field of their kind; a project that the actor may not see is `withheld`. */
export async function present(
  reading: Reading,
  kind: ContainerKind,
  rows: readonly ContainerRow[],
): Promise<ShownContainer[]> {
  const details = await detailsOf(
    reading,
    kind,
    rows.map(({ id }) => id),
  );
  if (kind.name === 'biocollection') {
    const specialists = await specialistsOf(reading);
    for (const [id, { own }] of details) own['specialists'] = specialists.get(id) ?? [];
  }
  const projectIds = rows.flatMap(({ project_id }) => (project_id === null ? [] : [project_id]));
  const projects = await readableNames(reading, containerKindOf('project'), projectIds);
  const detailed = kind.fields.some(({ forMembers }) => forMembers === true)
    ? await idsWhere(reading, 'details', [kind.name])
    : undefined;
  return rows.map((row) =>
    presentOne(kind, row, details.get(row.id) ?? { own: {}, lists: {} }, projects, detailed?.has(row.id) !== false),
  );
}

type Details = NonNullable<ReturnType<Awaited<ReturnType<typeof detailsOf>>['get']>>;

function presentOne(
  kind: ContainerKind,
  row: ContainerRow,
  { own, lists }: Details,
  projects: ReadonlyMap<number, string>,
  isDetailed: boolean,
): ShownContainer {
  const shown: ShownContainer = { id: row.id, [kind.naming]: row.name, name: row.name };
  for (const field of kind.fields) {
    const stored =
      field.forMembers === true && !isDetailed
        ? null
        : field.at === 'container'
          ? row[field.column as keyof ContainerRow]
          : field.at === 'linked'
            ? (lists[field.name] ?? []).map(({ text }) => text)
            : own[field.column];
    const value =
      field.type === 'list'
        ? (JSON.parse(typeof stored === 'string' ? stored : '[]') as unknown)
        : field.type === 'project'
          ? row.project_id === null
            ? null
            : projects.has(row.project_id)
              ? `project/${projects.get(row.project_id)}`
              : 'withheld'
          : field.type === 'yes-no'
            ? stored === 1
            : (stored ?? null);
    if (field.within === undefined) shown[field.name] = value;
    else shown[field.within] = { ...(shown[field.within] as object | undefined), [field.name]: value };
  }
  if (kind.name === 'dataset')
    shown['version'] =
      typeof own['contents_changed_at'] === 'string' ? own['contents_changed_at'].slice(0, 10) : 'no data yet';
  if (kind.name === 'biocollection') shown['specialists'] = own['specialists'];
  return { ...shown, created_at: row.created_at, updated_at: row.updated_at };
}

export const listContainers = async (reading: Reading, kind: ContainerKind): Promise<ShownContainer[]> =>
  present(reading, kind, await readableContainers(reading, kind));

export async function showContainer(reading: Reading, kind: ContainerKind, ref: string): Promise<ShownContainer> {
  const [shown] = await present(reading, kind, [await findContainer(reading, kind, ref)]);
  if (shown === undefined) throw new Error('a found container was not shown');
  return shown;
}

/** What is seen of a container that cannot be read. */
export interface Card extends Record<string, unknown> {
  name: string;
  title: string | null;
  description: string | null;
  owners: string[];
}

async function cards(reading: Reading, rows: readonly ContainerRow[]): Promise<Card[]> {
  const owners = await directOwnersOf(
    reading,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, name, title, description }) => ({ name, title, description, owners: owners.get(id) ?? [] }));
}

export const listCards = async (reading: Reading, kind: ContainerKind): Promise<Card[]> =>
  cards(reading, await cardedContainers(reading, kind));

/** The container with all its fields, or its card where that is all there is to see. Errors: NotFound. */
export async function showKnown(
  reading: Reading,
  kind: ContainerKind,
  ref: string,
): Promise<{ shown: ShownContainer } | { card: Card }> {
  const row = await findByCard(reading, kind, ref);
  if (await may(reading, 'read', kind.name, row.id)) {
    const [shown] = await present(reading, kind, [row]);
    if (shown !== undefined) return { shown };
  }
  const [card] = await cards(reading, [row]);
  if (card === undefined) throw new Error('a found container was not shown');
  return { card };
}
