import { linkFaults } from '../../access/linking.ts';
import { closedProjects, insertable, lookupOf, type Lookup } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { registering } from '../../access/store.ts';
import type { Problem } from '../../domain/errors.ts';
import type { Parsed } from '../../domain/parsed.ts';
import { shorten, escapeForTerminal } from '../../domain/name-key.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { governingColumn, governingList, isHeld } from '../../kinds/governing.ts';
import { loadGeometry, usesGeometry } from '../../kinds/field-types.ts';
import {
  objectKinds,
  type CellForm,
  type CheckContext,
  type Draft,
  type Field,
  type Found,
  type RecordKind,
  type ReferenceTarget,
  type Stored,
} from '../../kinds/kind.ts';
import type { FileFacts } from '../media/file-intake.ts';
import { forgetFormer } from './begins-anew.ts';
import { fieldReaders } from './field-reader.ts';
import { resolver, type Local, type Resolved } from './resolve.ts';
import { vouchersReader } from './vouchers-reader.ts';
import { overwritten } from './withheld.ts';

/** Where a column's text comes from in a row of cells. */
export type CellSource = (row: readonly string[]) => string;

/** Two texts for one column, of which an empty one says nothing. */
export interface TwoForms {
  column: string;
  first: CellSource;
  second: CellSource;
}

export interface RowReader {
  /** A draft, or what is wrong with the row. An edit starts from `base`, what is stored. */
  read(row: readonly string[], line: number, problems: Problem[], base?: Draft): Draft | undefined;
  /** As far as a row can be read, whatever is wrong with it: enough to find the stored record that it is about. */
  glimpse(row: readonly string[]): Draft;
  /** Whether the actor may insert the draft where it belongs; if not, that is a problem. */
  mayInsert(draft: Draft, line: number, problems: Problem[]): boolean;
  /** Whether a new record may use the attributes that the draft names; if not, that is a problem. */
  mayLink(draft: Draft, line: number, problems: Problem[]): boolean;
  /** What is odd but not wrong. */
  warnings: Problem[];
  /** Whether the actor sees the record that a field refers to by this id. */
  sees: (field: Field, id: number) => boolean;
}

export type Report = (problem: Omit<Problem, 'line'>) => void;

export interface ReaderOptions {
  /** The text of each column that the file or the command gives. */
  sources: ReadonlyMap<string, CellSource>;
  /** Columns that two things supply, so that what they mean has to be compared. */
  forms?: readonly TwoForms[];
  /** Ids for columns that are absent altogether. */
  defaults: ReadonlyMap<string, Found>;
  /** Records of the same file that other rows may refer to, by name key. */
  local?: Local;
  /** `insert` when absent. `edit`: read() has a base and changes only the fields that have a source. `either`: ask mayInsert() when the record is known to be new. */
  for?: 'insert' | 'edit' | 'either';
  /** Which right counts for what is inserted; `insert` when absent. */
  insertAs?: 'insert' | 'offer';
  /** How dates and numbers are written. */
  form?: CellForm;
  /** Looks at a file that a row names. */
  files?: (text: string) => Parsed<FileFacts>;
}

/** The one validator: single commands and rows of files become drafts here. */
export async function rowReader(reading: Reading, kind: RecordKind, options: ReaderOptions): Promise<RowReader> {
  const today = todayOf(new Date(reading.now));
  const geometry = usesGeometry(kind.fields) ? await loadGeometry() : undefined;
  await kind.prepare?.();
  const lookups = new Map<ReferenceTarget, Lookup>();
  for (const target of targetsOf(kind)) lookups.set(target, await lookupOf(reading, target));
  const resolvers = new Map<ReferenceTarget, (text: string) => Resolved>();
  for (const [target, lookup] of lookups)
    resolvers.set(target, resolver(target, lookup, target === kind.name ? options.local : undefined));
  const resolveIn = (target: ReferenceTarget, text: string): Resolved => {
    const resolve = resolvers.get(target);
    if (resolve === undefined) throw new Error(`no resolver for ${target}`);
    return resolve(text);
  };
  const sees = (field: Field, id: number): boolean => {
    const targets: ReferenceTarget[] = field.to === undefined ? [...objectKinds] : [field.to];
    return targets.some((target) => lookups.get(target)?.byId(id) !== undefined);
  };
  const { amends } = kind;
  const governor = amends?.column ?? governingColumn(kind);
  const permits = governor === undefined ? undefined : await insertable(reading, kind, options.insertAs);
  const projects = governingList(kind)?.name;
  const closed = projects === undefined ? undefined : await closedProjects(reading);
  const faultOf = await linkFaults(reading, kind);
  const warnings: Problem[] = [];
  // One function for all rows: a million closures are a million things to collect.
  let now: { line: number; problems: Problem[] } = { line: 0, problems: [] };
  const placed = ({ value, message, ...problem }: Omit<Problem, 'line'>): Problem => ({
    line: now.line,
    ...problem,
    ...(value === undefined ? {} : { value: shorten(escapeForTerminal(value)) }),
    message: escapeForTerminal(message),
  });
  const tell: Report = (problem) => void now.problems.push(placed(problem));
  let glimpsing = false;
  const warn: Report = (problem) => {
    if (glimpsing) return;
    const warning = placed(problem);
    // A column in two forms is read twice.
    if (!warnings.slice(-10).some((told) => JSON.stringify(told) === JSON.stringify(warning))) warnings.push(warning);
  };
  const inheriting = kind.fields.filter(({ inherits }) => inherits !== undefined);
  const inherit = (draft: Draft): void => {
    for (const { column, inherits } of inheriting)
      // Null is nothing given; what was given and not found stays undefined.
      if (column !== undefined && inherits !== undefined && draft.values[column] === null)
        draft.values[column] = draft.found[inherits]?.[column] ?? null;
  };
  const context: CheckContext = { today, report: tell, editing: options.for === 'edit', ...options.form };
  const hasLists = kind.fields.some(({ list }) => list !== undefined);
  const noLists = {};
  const vouchers = kind.fields.some(({ type }) => type === 'vouchers')
    ? await vouchersReader(reading, (text) => resolveIn('biocollection', text))
    : undefined;
  const readers = fieldReaders(kind, options, { today, lookups, resolveIn, sees, warn, vouchers });
  const permit = (draft: Draft): boolean => {
    if (closed !== undefined && projects !== undefined && closed(draft.lists[projects] ?? []).length > 0) {
      tell({
        code: 'not-permitted',
        column: projects,
        message: 'you may not insert into this project; it needs the role collaborator',
      });
      return false;
    }
    const governing = governor === undefined ? undefined : draft.values[governor];
    if (permits === undefined || typeof governing !== 'number' || permits(draft.values)) return true;
    tell(
      amends === undefined
        ? options.insertAs === 'offer'
          ? notYours
          : refusal(kind, draft)
        : {
            code: 'not-permitted',
            column: amends.field,
            message: `you may not ${amends.deed}; it needs the right to edit it`,
          },
    );
    return false;
  };
  return {
    warnings,
    sees,
    mayInsert(draft, line, problems) {
      now = { line, problems };
      return permit(draft);
    },
    mayLink(draft, line, problems) {
      const fault = faultOf(draft);
      now = { line, problems };
      if (fault !== undefined) tell({ code: fault.code, column: fault.field, message: fault.message });
      return fault === undefined;
    },
    glimpse(row) {
      const draft: Draft = { values: {}, lists: {}, found: {} };
      glimpsing = true;
      for (const reader of readers) reader(row, draft, () => undefined);
      glimpsing = false;
      inherit(draft);
      kind.complete?.(draft, { ...context, report: () => undefined });
      return draft;
    },
    read(row, line, problems, base) {
      const draft: Draft =
        base === undefined
          ? { values: {}, lists: hasLists ? {} : noLists, found: {} }
          : { values: { ...base.values }, lists: { ...base.lists }, found: { ...base.found } };
      const before = problems.length;
      now = { line, problems };
      for (const reader of readers) reader(row, draft, tell);
      inherit(draft);
      if (base !== undefined) forgetFormer(kind, base, draft, options.sources);
      if (base !== undefined) for (const problem of overwritten(kind, base, draft, sees)) tell(problem);
      if ((options.for ?? 'insert') === 'insert') permit(draft);
      if (problems.length > before && kind.completesPartly !== true) return undefined;
      kind.complete?.(draft, context);
      if (geometry !== undefined && kind.name === 'location') checkWithin(draft, tell, geometry);
      return problems.length > before ? undefined : draft;
    },
  };
}

const notYours: Omit<Problem, 'line'> = {
  code: 'not-permitted',
  column: 'individual',
  message:
    'you may not offer this voucher; it needs the role collaborator in its dataset and the right to edit the individual',
};

/** Which of the roles is missing: that in what governs the record, or what a managed biocollection asks. */
function refusal(kind: RecordKind, { found }: Draft): Omit<Problem, 'line'> {
  if (found['biocollection']?.['managed'] === 1)
    return {
      code: 'not-permitted',
      column: 'biocollection',
      message: `you may not register vouchers here: its biocollection is managed. ${registering}`,
    };
  if (kind.partOf === 'individual')
    return {
      code: 'not-permitted',
      column: 'individual',
      message: `you may not add ${kind.plural} to this individual; it needs the right to edit it`,
    };
  const into = kind.fields.find(({ column }) => column === governingColumn(kind))?.name ?? kind.governedBy;
  const needed = `it needs the role collaborator${isHeld(kind) ? '' : ' in one of its projects'}`;
  return { code: 'not-permitted', column: into, message: `you may not insert into this ${into}; ${needed}` };
}

const targetsOf = (kind: RecordKind): ReferenceTarget[] => [
  ...new Set(
    kind.fields.flatMap((field): ReferenceTarget[] =>
      field.type === 'object' || field.type === 'link'
        ? [...objectKinds, 'person', 'dataset', 'biocollection']
        : field.type === 'vouchers'
          ? ['biocollection']
          : field.to === 'individual'
            ? ['individual', 'person', 'location', 'dataset']
            : field.to === undefined
              ? []
              : [field.to],
    ),
  ),
];

function checkWithin(draft: Draft, report: Report, geometry: Awaited<ReturnType<typeof loadGeometry>>): void {
  const parent = draft.found['parent'];
  if (parent == null) return;
  const wkt = (row: Readonly<Record<string, Stored>>): string | undefined =>
    row['geometry'] != null
      ? String(row['geometry'])
      : row['latitude'] != null
        ? geometry.pointWkt(Number(row['latitude']), Number(row['longitude']))
        : undefined;
  const [inner, outer] = [wkt(draft.values), wkt(parent)];
  if (inner !== undefined && outer !== undefined && !geometry.isWithin(inner, outer))
    report({ code: 'out-of-range', column: 'parent', message: `does not lie within ${String(parent['name'])}` });
}
