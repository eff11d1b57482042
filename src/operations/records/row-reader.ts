import { insertable, lookupOf, type Lookup } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { registering } from '../../access/store.ts';
import type { Problem } from '../../domain/errors.ts';
import { nameKey, shorten, escapeForTerminal } from '../../domain/name-key.ts';
import { splitList } from '../../domain/people.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { loadGeometry, parserOf, usesGeometry } from '../../kinds/field-types.ts';
import {
  objectKinds,
  type Draft,
  type Field,
  type Found,
  type RecordKind,
  type ReferenceTarget,
  type Stored,
} from '../../kinds/kind.ts';
import { individualFinder, individualReader } from './individual-reader.ts';
import { linkReader } from './link-reader.ts';
import { objectReader } from './object-reader.ts';
import { vouchersReader } from './vouchers-reader.ts';
import { isFound, resolver, type Local, type Resolved } from './resolve.ts';
import { keepWithheld } from './withheld.ts';

/** Where a column's text comes from in a row of cells. */
export type CellSource = (row: readonly string[]) => string;

export interface RowReader {
  /** A draft, or what is wrong with the row; `warn` takes what is odd but not wrong. */
  read(row: readonly string[], line: number, problems: Problem[], base?: Draft): Draft | undefined;
  warnings: Problem[];
  /** Whether the actor sees the record that a field refers to by this id. */
  sees: (field: Field, id: number) => boolean;
}

export type Report = (problem: Omit<Problem, 'line'>) => void;
export type FieldReader = (row: readonly string[], draft: Draft, report: Report) => void;

export interface ReaderOptions {
  /** The text of each column that the file or the command gives. */
  sources: ReadonlyMap<string, CellSource>;
  /** Ids for columns that are absent altogether. */
  defaults: ReadonlyMap<string, Found>;
  /** Records of the same file that other rows may refer to, by name key. */
  local?: Local;
  /** An edit starts from what is stored, and reads only the fields it changes; `read` takes that of another record. */
  base?: Draft;
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
  const individualIn = individualFinder(options.sources, lookups, resolveIn);
  const sees = (field: Field, id: number): boolean => {
    const targets: ReferenceTarget[] = field.to === undefined ? [...objectKinds] : [field.to];
    return targets.some((target) => lookups.get(target)?.byId(id) !== undefined);
  };
  const { amends } = kind;
  const governor = kind.governedBy === 'dataset' ? 'dataset_id' : amends?.column;
  const permits = governor === undefined ? undefined : await insertable(reading, kind);
  const warnings: Problem[] = [];
  // One function for all rows: a million closures are a million things to collect.
  let now: { line: number; problems: Problem[] } = { line: 0, problems: [] };
  const tell: Report = ({ value, message, ...problem }) =>
    now.problems.push({
      line: now.line,
      ...problem,
      ...(value === undefined ? {} : { value: shorten(escapeForTerminal(value)) }),
      message: escapeForTerminal(message),
    });
  const inheriting = kind.fields.filter(({ inherits }) => inherits !== undefined);
  const context = { today, report: tell, editing: options.base !== undefined };
  const hasLists = kind.fields.some(({ list }) => list !== undefined);
  const noLists = {};
  const voucherReader = kind.fields.some(({ type }) => type === 'vouchers')
    ? await vouchersReader(reading, options.sources, (text) => resolveIn('biocollection', text))
    : undefined;
  const readers = kind.fields.flatMap((field): FieldReader[] => {
    const reader = fieldReader(field);
    return reader === undefined ? [] : [reader];
  });
  return { read, warnings, sees };

  function read(
    row: readonly string[],
    line: number,
    problems: Problem[],
    base: Draft | undefined = options.base,
  ): Draft | undefined {
    const draft: Draft =
      base === undefined
        ? { values: {}, lists: hasLists ? {} : noLists, found: {} }
        : { values: { ...base.values }, lists: { ...base.lists }, found: { ...base.found } };
    const before = problems.length;
    now = { line, problems };
    for (const reader of readers) reader(row, draft, tell);
    for (const { column, inherits } of inheriting)
      // Null is nothing given; what was given and not found stays undefined.
      if (column !== undefined && inherits !== undefined && draft.values[column] === null)
        draft.values[column] = draft.found[inherits]?.[column] ?? null;
    const governing = governor === undefined ? undefined : draft.values[governor];
    if (permits !== undefined && base === undefined && typeof governing === 'number' && !permits(draft.values))
      tell(
        amends === undefined
          ? refusal(draft)
          : { code: 'not-permitted', column: amends.field, message: `you may not ${amends.deed}` },
      );
    if (problems.length > before && kind.completesPartly !== true) return undefined;
    kind.complete?.(draft, context);
    if (geometry !== undefined && kind.name === 'location') checkWithin(draft, tell, geometry);
    return problems.length > before ? undefined : draft;
  }

  /** The dataset in which a tag is sought first: that of the row, or the one that stands in for it. */
  function targetOf(row: readonly string[]): number | null {
    const source = options.sources.get('dataset');
    const target = source === undefined ? options.defaults.get('dataset') : resolveIn('dataset', source(row));
    return target !== undefined && isFound(target) ? target.id : null;
  }

  function fieldReader(field: Field): FieldReader | undefined {
    if (field.shownOnly === true) return undefined;
    const source = options.sources.get(field.name);
    if (field.type === 'vouchers') return options.base === undefined ? voucherReader : undefined;
    if (field.type === 'object')
      return options.base === undefined ? objectReader(field, options, lookups, individualIn, resolveIn) : undefined;
    if (field.type === 'link') return linkReader(field, options, lookups, resolveIn, sees);
    if (source === undefined) {
      if (options.base !== undefined) return undefined;
      const standIn = options.defaults.get(field.name);
      return (_row, draft, report) => {
        if (field.column !== undefined) draft.values[field.column] = standIn?.id ?? null;
        if (standIn !== undefined) draft.found[field.name] = standIn;
        if (field.required === true && field.unless === undefined && standIn === undefined)
          report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
      };
    }
    const missing = (draft: Draft, report: Report): void => {
      if (field.column !== undefined) draft.values[field.column] = null;
      if (field.type === 'value') draft.values['value'] = draft.values['raw'] = null;
      draft.found[field.name] = null;
      if (field.list !== undefined) draft.lists[field.name] = [];
      if (field.required === true && field.unless === undefined)
        report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
    };
    if (field.to === 'individual' && field.with !== undefined)
      return individualReader(field, source, individualIn, targetOf, missing);
    const take = takerOf(field);
    return (row, draft, report) => {
      const text = source(row);
      if (text.trim() === '') missing(draft, report);
      else take(text, draft, report);
    };
  }

  function takerOf(field: Field): (text: string, draft: Draft, report: Report) => void {
    const { name, column } = field;
    if (field.type === 'reference') {
      const target = field.to ?? 'person';
      return (text, draft, report) => {
        const found = resolveIn(target, text);
        if (!isFound(found)) {
          if (!keepWithheld(field, text, draft, options.base, sees)) report({ ...found, column: name, value: text });
          return;
        }
        draft.found[name] = found;
        if (column !== undefined) draft.values[column] = found.id;
      };
    }
    if (field.type === 'references') return (text, draft, report) => takePersons(field, text, draft, report);
    if (field.type === 'words') return (text, draft, report) => takeWords(field, text, draft, report);
    const key = column ?? name;
    if (column === undefined) return (text, draft) => void (draft.values[key] = text);
    const parse = parserOf(field, today);
    const known = field.type === 'date' ? new Map<string, ReturnType<typeof parse>>() : undefined;
    return (text, draft, report) => {
      let parsed = known?.get(text);
      if (parsed === undefined) {
        parsed = parse(text);
        known?.set(text, parsed);
      }
      if (parsed.ok) draft.values[key] = parsed.value;
      else
        report({
          code: parsed.code,
          column: name,
          value: text,
          message: parsed.message,
          ...(parsed.suggestion === undefined ? {} : { suggestion: parsed.suggestion }),
        });
    };
  }

  /** An unknown first person rejects the row; a later one is left out with a warning. */
  function takePersons(field: Field, text: string, draft: Draft, report: Report): void {
    const ids: Stored[] = [];
    for (const [at, part] of splitList(text).entries()) {
      const found = resolveIn(field.to ?? 'person', part);
      if (isFound(found)) {
        if (!ids.includes(found.id)) ids.push(found.id);
        if (at === 0) draft.found[field.name] = found;
      } else if (at === 0) return report({ ...found, column: field.name, value: part });
      else warnings.push({ ...found, column: field.name, value: part });
    }
    if (ids.length === 0)
      return report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
    if (field.column !== undefined) draft.values[field.column] = ids.shift() ?? null;
    draft.lists[field.name] = ids;
  }

  function takeWords(field: Field, text: string, draft: Draft, report: Report): void {
    const names: string[] = [];
    const keys: string[] = [];
    for (const part of splitList(text)) {
      const key = nameKey(part);
      if (keys.includes(key))
        return report({
          code: 'duplicate-value',
          column: field.name,
          value: part,
          message: `${part} stands in the list twice`,
        });
      names.push(part);
      keys.push(key);
    }
    draft.lists[field.name] = names;
    draft.lists[`${field.name} keys`] = keys;
  }
}

/** Which of the roles is missing: that in the dataset, or what a managed biocollection asks. */
const refusal = ({ found }: Draft): Omit<Problem, 'line'> =>
  found['biocollection']?.['managed'] === 1
    ? {
        code: 'not-permitted',
        column: 'biocollection',
        message: `you may not register vouchers here: its biocollection is managed. ${registering}`,
      }
    : {
        code: 'not-permitted',
        column: 'dataset',
        message: 'you may not insert into this dataset; it needs the role collaborator',
      };

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
