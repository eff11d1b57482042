import { attributeNames } from './attributes.ts';
import type { DateFormat } from '../domain/date-formats.ts';
import type { Problem } from '../domain/errors.ts';

/** How a cell is read, stored and written; kinds/field-types.ts has one entry for each. */
export type FieldType =
  | 'name'
  | 'text'
  | 'email'
  | 'orcid'
  | 'real'
  | 'integer'
  | 'latitude'
  | 'longitude'
  | 'date'
  /** A whole date, with or without a time of day. */
  | 'datetime'
  | 'value'
  | 'boolean'
  | 'geometry'
  /** A path, of which the name, the digest and the type of its contents are stored. */
  | 'file'
  | 'licence'
  /** Ids that others have given, each with its source; the columns beside it are those of single sources. */
  | 'external-ids'
  | 'rank'
  | 'choice'
  /** One of the choices, stored as its place among them; typed as a word or as that number. */
  | 'code'
  /** Records of another kind that are stored along with one, in parallel lists. */
  | 'vouchers'
  | 'choices'
  | 'words'
  | 'reference'
  | 'references'
  | 'object'
  /** A record of the kind that the trait points to. */
  | 'link'
  /** A category of the trait that the row names. */
  | 'category'
  | 'language'
  | 'doi';

/** A column that helps another to name its record; `to` where it names one itself. */
export interface HelpColumn {
  name: string;
  to?: ReferenceTarget;
  help: string;
}

export interface Field {
  /** The CSV column, the JSON key and, in kebab-case, the option. */
  name: string;
  /** Where it is stored in the kind's table; absent for lists that have a table of their own. */
  column?: string;
  type: FieldType;
  required?: boolean;
  aliases?: readonly string[];
  /** The kind a reference points to. */
  to?: ReferenceTarget;
  choices?: readonly string[];
  /** What may be typed for one of the choices, in lower case; the empty text is none of them. */
  spellings?: Readonly<Record<string, string>>;
  /** Further columns that together with this one name the record. */
  with?: readonly HelpColumn[];
  /** The table of an ordered list and its columns. */
  list?: { table: string; owner: string; item: string; from: number };
  /** The column in whose presence a row may do without this one; `complete` says which rows may. */
  unless?: string;
  /** The user's own default that stands in for an absent column. */
  fallback?: 'person' | 'project' | 'dataset';
  /** Table columns of the record that it refers to which `complete` looks at: when they change, those that refer to it must still fit. */
  looksInto?: readonly string[];
  /** Where nothing is given: the same column of the record that this other field names. */
  inherits?: string;
  /** A date that may be still to come. */
  future?: true;
  /** Follows from the other fields: shown, and neither read nor exported. */
  shownOnly?: true;
  /** Another way of saying what a field before it says: read, and neither stored nor exported. */
  inputOnly?: true;
  /** Given once, when the record is made: what it is about, and which dataset governs it. */
  fixed?: true;
  help: string;
  example: string;
  /** Stands in the example of `create`, though it is not required. */
  inExample?: true;
}

/** Containers that a column may name. */
export const containerTargets = ['dataset', 'project', 'biocollection', ...attributeNames] as const;
export type ContainerTarget = (typeof containerTargets)[number];
export type ReferenceTarget = RecordKindName | ContainerTarget;
export const isContainerTarget = (target: ReferenceTarget): target is ContainerTarget =>
  (containerTargets as readonly string[]).includes(target);
export type RecordKindName =
  | 'person'
  | 'location'
  | 'reference'
  | 'tag'
  | 'taxon'
  | 'trait'
  | 'translation'
  | 'individual'
  | 'voucher'
  | 'occurrence'
  | 'subject'
  | 'session'
  | 'behavior'
  | 'equipment'
  | 'stock'
  | 'measurement'
  | 'media';

/** Kinds that can be measured: those declared `measurable`. */
export const objectKinds = [
  'individual',
  'voucher',
  'location',
  'taxon',
  'subject',
] as const satisfies readonly RecordKindName[];
export type ObjectKindName = (typeof objectKinds)[number];

/** `individual, location or taxon` */
export const objectKindsText = `${objectKinds.slice(0, -1).join(', ')} or ${objectKinds.at(-1) ?? ''}`;

/** Columns that together with a tag name one individual. */
export const individualHints = [
  { name: 'individual_dataset', to: 'dataset', help: 'decides between equal tags' },
  { name: 'individual_collector', to: 'person', help: 'decides between equal tags' },
  { name: 'individual_location', to: 'location', help: 'decides between equal tags' },
] as const satisfies readonly HelpColumn[];
/** Stands in the place of a record that is referred to and that the reader may not see. */
export const withheld = 'withheld';

/** What is bound to a statement: absent is null. */
export type Stored = number | string | null;

/** A found record: its id and what its kind carries along for the checks of those that refer to it. */
export interface Found {
  id: number;
  [carried: string]: Stored;
}

/** A row on its way into the database. `values` has the table's columns, `lists` those that have their own tables. */
export interface Draft {
  values: Record<string, Stored>;
  lists: Record<string, readonly Stored[]>;
  found: Record<string, Found | null>;
  /** Vouchers that come with a new individual, but for its id. */
  vouchers?: readonly Draft[];
}

/** A part of the natural key: an SQL expression over the kind's table, and the same of a draft. */
export interface KeyPart {
  sql: string;
  of: (values: Readonly<Record<string, Stored>>) => Stored;
}
export const keyColumns = (...columns: string[]): KeyPart[] =>
  columns.map((column) => ({ sql: `"${column}"`, of: (values) => values[column] ?? null }));

/** How a file writes what it says; absent: as the program itself does. */
export interface CellForm {
  dateFormat?: DateFormat;
  /** Numbers have a decimal comma. */
  decimalComma?: boolean;
}

export interface CheckContext extends CellForm {
  /** Today as yyyymmdd. */
  today: number;
  report: (problem: Omit<Problem, 'line'>) => void;
  /** Whether the draft began as a stored record. */
  editing: boolean;
}

export interface RecordKind {
  name: RecordKindName;
  plural: string;
  aliases?: readonly string[];
  table: string;
  /** Rows of the supertype `object`, so that measurements can be made on them. */
  measurable: boolean;
  /** `project`: by one or several, in a list of their own. */
  governedBy: 'dataset' | 'project' | 'setup' | 'inventory' | 'everybody';
  /** The field that names the record it is a part of: what governs it is always what governs this record, and it goes where that goes. */
  partOf?: string;
  /** What it is called follows from its content, so that `create` takes no name. */
  namedByContent?: true;
  /** Loads what `complete` needs. */
  prepare?(): Promise<void>;
  /** To make one is to change the record that this field names, so it needs the right `edit` there. */
  amends?: { field: string; column: string; deed: string };
  /** The field that `show`, `edit`, `delete` and `create` take as first argument, if people name such records. */
  naming?: string;
  fields: readonly Field[];
  /** What makes a row the same record as another. */
  key: readonly KeyPart[];
  /** The list within each of whose items the key is unique, instead of over all records. */
  uniqueWithin?: string;
  /** Parts of the key that make two records suspiciously alike when only the others differ. */
  similar?: readonly string[];
  /** Table columns by which a reference finds a record, best first, and how the typed text becomes their key. */
  lookups: readonly { column: string; key: (text: string) => string }[];
  /** Table columns that come along with a reference to such a record. */
  carries: readonly string[];
  /** Fields shown by `list` in a table. */
  listed: readonly string[];
  /** Whether duplicates can be made one, and, for the help, what one of them may be merged into. */
  mergeable?: { into: string };
  /** Other rows that may hang on one. */
  usedBy: readonly { table: string; column: string }[];
  /** Table columns beside the fields' own that `complete` fills. */
  derived: readonly string[];
  /** Columns whose former values are kept in a table of their own, as soon as one of them changes; the first says whether there is anything to keep. */
  history?: { table: string; owner: string; columns: readonly string[] };
  /** Derived columns that `show` adds. */
  shows?: readonly string[];
  /** Rules across fields, and values that follow from others; run by every way in: create, edit and import. */
  complete?(draft: Draft, context: CheckContext): void;
  /** A file may have one column for each record that the field `by` refers to, with the field `value` in its cells. */
  wide?: { by: string; value: string };
  /** `complete` looks at each field for itself, so it may also be asked about a row that is wrong elsewhere. */
  completesPartly?: true;
}

/** Keeps the literal types of a declaration. */
export const defineKind = (kind: RecordKind): RecordKind => kind;

/** The field that names what the record hangs on: to read it one must read that. */
export const hangsOn = (kind: RecordKind): Field | undefined =>
  kind.fields.find(({ name, type, to }) => type === 'object' || (name === 'individual' && to === 'individual'));

/** The field that names the record it is a part of. */
export const partField = (kind: RecordKind): Field | undefined =>
  kind.partOf === undefined ? undefined : kind.fields.find(({ name }) => name === kind.partOf);

/** Whether such records have a file of their own in the folder beside the database. */
export const hasFile = (kind: RecordKind): boolean => kind.fields.some(({ type }) => type === 'file');

/** Whether such records can be moved from one dataset or project to another. */
export const isMovable = (kind: RecordKind): boolean => kind.governedBy !== 'everybody' && kind.partOf === undefined;

/** The fields that refer to records of the same kind, which may stand in the same file. */
export const selfReferences = (kind: RecordKind): readonly Field[] => kind.fields.filter(({ to }) => to === kind.name);
