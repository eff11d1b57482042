import { isContainerTarget, type Field, type RecordKind } from './kind.ts';

/** The list of projects that govern such records; undefined for kinds that one dataset governs, or nobody. */
export function governingList(kind: RecordKind): (Field & { list: NonNullable<Field['list']> }) | undefined {
  if (kind.governedBy !== 'project') return undefined;
  const field = kind.fields.find(({ to, list }) => list !== undefined && to !== undefined && isContainerTarget(to));
  return field?.list === undefined ? undefined : { ...field, list: field.list };
}
