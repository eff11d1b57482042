import { kindOf } from './index.ts';
import { partField, type Field, type RecordKind } from './kind.ts';

/** The kinds of containers whose roles decide over records that they hold in a column of their own. */
const holders: readonly string[] = ['dataset', 'setup', 'inventory'];

/** Whether records lie in containers of that kind, and in no other at the same time. */
export const holdsRecords = (container: string): boolean => holders.includes(container);

/** Whether each such record lies in one container, which decides over it. */
export const isHeld = (kind: RecordKind): boolean => holders.includes(kind.governedBy);

/** The list of projects that govern such records; undefined for kinds that one container governs, or another record, or nobody. */
export function governingList(kind: RecordKind): (Field & { list: NonNullable<Field['list']> }) | undefined {
  if (kind.governedBy !== 'project') return undefined;
  const field = kind.fields.find(({ to, list }) => list !== undefined && to === kind.governedBy);
  return field?.list === undefined ? undefined : { ...field, list: field.list };
}

/** Where the projects stand that govern a record: `of` is its column that says whose they are. */
export interface GoverningProjects {
  table: string;
  owner: string;
  item: string;
  of: string;
}

/** For records of projects, and for those that are a part of one. */
export function governingProjects(kind: RecordKind): GoverningProjects | undefined {
  const own = governingList(kind)?.list;
  if (own !== undefined) return { ...own, of: 'id' };
  const part = kind.governedBy === 'project' ? partField(kind) : undefined;
  if (part?.to === undefined || part.column === undefined) return undefined;
  const above = governingProjects(kindOf(part.to));
  return above === undefined ? undefined : { ...above, of: part.column };
}

/** The column by which a record comes under roles: of the container that holds it, or of the record that it is a part of. */
export function governingColumn(kind: RecordKind): string | undefined {
  if (isHeld(kind)) return `${kind.governedBy}_id`;
  const projects = governingProjects(kind);
  return projects === undefined || projects.of === 'id' ? undefined : projects.of;
}
