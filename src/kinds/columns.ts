import { objectKinds, type Field, type RecordKind } from './kind.ts';

/** One CSV column of a kind: a field's own, or one of those that help to name its record. */
export interface Column {
  name: string;
  field: Field;
  required: boolean;
  aliases: readonly string[];
  help: string;
  example: string;
}

const columnsByKind = new WeakMap<RecordKind, readonly Column[]>();

/** All columns of the kind, in the order of `template` and `export`. */
export function columnsOf(kind: RecordKind): readonly Column[] {
  const known = columnsByKind.get(kind);
  if (known !== undefined) return known;
  const columns = kind.fields.flatMap((field): Column[] =>
    field.shownOnly === true
      ? []
      : [
          {
            name: field.name,
            field,
            required: field.required === true,
            aliases: field.aliases ?? [],
            help: field.help,
            example: field.example,
          },
          ...(field.with ?? []).map(({ name, help }) => ({
            name,
            field,
            required: false,
            aliases: [],
            help,
            example: '',
          })),
        ],
  );
  columnsByKind.set(kind, columns);
  return columns;
}

const plain = (header: string): string =>
  header
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');

/** The column a header names, itself or by an alias. */
export function columnNamed(kind: RecordKind, header: string): Column | undefined {
  const wanted = plain(header);
  const columns = columnsOf(kind);
  return columns.find((column) => column.name === wanted) ?? columns.find((column) => column.aliases.includes(wanted));
}

/** Columns that `export` writes: of the ways to name an object, the one that always works. */
export const exportColumns = (kind: RecordKind): readonly Column[] =>
  columnsOf(kind).filter(
    ({ name, field }) =>
      field.type !== 'vouchers' && (field.type !== 'object' || !(objectKinds as readonly string[]).includes(name)),
  );

export const dateParts = ['year', 'month', 'day'] as const;
export type DatePart = (typeof dateParts)[number];

/** A date may stand in three columns, `date_year`, `date_month` and `date_day`; those of the field `date` also without `date_`. */
export function datePartNamed(kind: RecordKind, header: string): { field: Field; part: DatePart } | undefined {
  const wanted = plain(header);
  for (const field of kind.fields)
    for (const part of field.type === 'date' ? dateParts : [])
      if (wanted === `${field.name}_${part}` || (field.name === 'date' && wanted === part)) return { field, part };
  return undefined;
}
