import type { Columned } from './file-kinds.ts';
import { objectKinds, type Field, type FieldType, type RecordKind } from './kind.ts';

/** One CSV column of a kind: a field's own, or one of those that help to name its record. */
export interface Column {
  name: string;
  field: Field;
  required: boolean;
  /** Of a column that names records those that end in `_id` take bare ids. */
  aliases: readonly string[];
  /** Its cells name records. */
  refers: boolean;
  help: string;
  example: string;
}

const referring: readonly FieldType[] = ['reference', 'references', 'vouchers', 'object', 'link'];
const withIds = (name: string, aliases: readonly string[], refers: boolean): readonly string[] =>
  refers ? [...aliases, `${name}_id`] : aliases;

const columnsByKind = new WeakMap<Columned, readonly Column[]>();

/** All columns of the kind, in the order of `template` and `export`. */
export function columnsOf(kind: Columned): readonly Column[] {
  const known = columnsByKind.get(kind);
  if (known !== undefined) return known;
  const columns = kind.fields.flatMap((field): Column[] => {
    if (field.shownOnly === true) return [];
    const refers = referring.includes(field.type);
    return [
      {
        name: field.name,
        field,
        required: field.required === true,
        aliases: withIds(field.name, field.aliases ?? [], refers),
        refers,
        help: field.help,
        example: field.example,
      },
      ...(field.with ?? []).map(({ name, help, to }) => ({
        name,
        field,
        required: false,
        aliases: withIds(name, [], to !== undefined),
        refers: to !== undefined,
        help,
        example: '',
      })),
    ];
  });
  columnsByKind.set(kind, columns);
  return columns;
}

const lower = (header: string): string => header.normalize('NFC').trim().toLowerCase();
const plain = (header: string): string => lower(header).replaceAll(/[\s-]+/g, '_');
const isOfIds = (name: string): boolean => name.endsWith('_id');

/** The column a header names, itself or by an alias. */
export function columnNamed(kind: Columned, header: string): Column | undefined {
  const wanted = plain(header);
  const columns = columnsOf(kind);
  // `Individual ID` is what people call a tag: only the underscore makes it a column of ids.
  const alias = isOfIds(wanted) ? lower(header) : wanted;
  return columns.find(({ name }) => name === wanted) ?? columns.find(({ aliases }) => aliases.includes(alias));
}

/** Whether a header names a column by the alias that takes bare ids. */
export function takesIds(kind: Columned, header: string): boolean {
  return isOfIds(lower(header)) && columnNamed(kind, header)?.refers === true;
}

/** The ids of a cell of such a column as references: `12` and `id:12` are `id:12`, each in its place of a list. */
export const idReferences = (cell: string): string =>
  cell.replaceAll(/[^|;,]+/g, (part) => {
    const id = part.trim();
    return id === '' || id.startsWith('id:') ? id : `id:${id}`;
  });

/** Columns that `export` writes: of the ways to name an object, the one that always works. */
export const exportColumns = (kind: Columned): readonly Column[] =>
  columnsOf(kind).filter(
    ({ name, field }) =>
      field.type !== 'vouchers' &&
      field.inputOnly !== true &&
      (field.type !== 'external-ids' || name === field.name) &&
      (field.type !== 'object' || !(objectKinds as readonly string[]).includes(name)),
  );

/** The keys of a record in a list: its columns, and its id. */
export const shownFields = (kind: RecordKind): string[] => [
  'id',
  ...[...exportColumns(kind), ...kind.fields.filter(({ shownOnly }) => shownOnly === true)].map(({ name }) => name),
];

/** The same of one record that is shown whole. */
export const wholeFields = (kind: RecordKind): string[] => [
  ...shownFields(kind),
  ...(kind.shows ?? (kind.history === undefined ? [] : ['identifications'])),
];

export const dateParts = ['year', 'month', 'day'] as const;
export type DatePart = (typeof dateParts)[number];

const dates: readonly FieldType[] = ['date', 'datetime'];

/** A date may stand in three columns, `date_year`, `date_month` and `date_day`; those of the field `date` also without `date_`. */
export function datePartNamed(kind: Columned, header: string): { field: Field; part: DatePart } | undefined {
  const wanted = plain(header);
  for (const field of kind.fields)
    for (const part of dates.includes(field.type) ? dateParts : []) {
      const names = [field.name, ...(field.aliases ?? [])].map((name) => `${name}_${part}`);
      if (names.includes(wanted) || (field.name === 'date' && wanted === part)) return { field, part };
    }
  return undefined;
}

/** The header of a trait's column in a wide file: with `trait/` where its name alone would be taken for a column, or a part of a date. */
export const wideHeader = (kind: Columned, trait: string): string =>
  columnNamed(kind, trait) === undefined && datePartNamed(kind, trait) === undefined ? trait : `trait/${trait}`;
