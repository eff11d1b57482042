import type { Lookup } from '../../access/lookup.ts';
import { nameKey, newName } from '../../domain/name-key.ts';
import { bad } from '../../domain/parsed.ts';
import { splitList } from '../../domain/people.ts';
import { parserOf } from '../../kinds/field-types.ts';
import {
  withheld,
  type Draft,
  type Field,
  type RecordKind,
  type ReferenceTarget,
  type Stored,
} from '../../kinds/kind.ts';
import { externalIdsReader } from './external-ids-reader.ts';
import { individualFinder, individualReader, type IndividualFinder } from './individual-reader.ts';
import { agreeing, type OtherForm } from './agreement.ts';
import { linkReader } from './link-reader.ts';
import { objectReader } from './object-reader.ts';
import { isFound, type Resolved } from './resolve.ts';
import type { ReaderOptions, Report } from './row-reader.ts';
import { keepsWithheldItem, keepWithheld } from './withheld.ts';

/** Reads one field of a row into the draft. */
export type FieldReader = (row: readonly string[], draft: Draft, report: Report) => void;

interface Means {
  /** Today as yyyymmdd. */
  today: number;
  lookups: ReadonlyMap<ReferenceTarget, Lookup>;
  resolveIn: (target: ReferenceTarget, text: string) => Resolved;
  /** Whether the actor sees the record that a field refers to by this id. */
  sees: (field: Field, id: number) => boolean;
  /** Tells what is odd about a row and not wrong. */
  warn: Report;
  /** Reads the vouchers that stand in the row of an individual. */
  vouchers: ((sources: ReaderOptions['sources']) => FieldReader | undefined) | undefined;
}

type Take = (text: string, draft: Draft, report: Report) => void;

/** One reader for each field that the rows, or a default, say something about. */
export function fieldReaders(kind: RecordKind, options: ReaderOptions, means: Means): FieldReader[] {
  const finderOf = (sources: ReaderOptions['sources']): IndividualFinder =>
    individualFinder(sources, means.lookups, means.resolveIn);
  const individualIn = finderOf(options.sources);
  return kind.fields.flatMap((field) => {
    const reader = fieldReader(field, options, means, individualIn);
    if (reader === undefined) return [];
    const names = [field.name, ...(field.with ?? []).map(({ name }) => name)];
    const others = (options.forms ?? []).flatMap((form): OtherForm[] => {
      if (!names.includes(form.column)) return [];
      const sources = new Map([...options.sources, [form.column, form.second]]);
      const read = fieldReader(field, { ...options, sources }, means, finderOf(sources));
      return read === undefined ? [] : [{ form, read }];
    });
    return others.length === 0 ? reader : agreeing(field, reader, others);
  });
}

function fieldReader(
  field: Field,
  options: ReaderOptions,
  means: Means,
  individualIn: IndividualFinder,
): FieldReader | undefined {
  const { lookups, resolveIn, sees } = means;
  if (field.shownOnly === true) return undefined;
  const source = options.sources.get(field.name);
  const edits = options.for === 'edit';
  if (field.type === 'vouchers') return edits ? undefined : means.vouchers?.(options.sources);
  if (field.type === 'object')
    return edits ? undefined : objectReader(field, options, lookups, individualIn, resolveIn);
  if (field.type === 'external-ids') return externalIdsReader(field, options);
  if (field.type === 'link') return linkReader(field, options, lookups, resolveIn, sees);
  if (source === undefined) return edits ? undefined : absentReader(field, options);
  const missing = missingTaker(field);
  if (field.to === 'individual' && field.with !== undefined)
    return individualReader(field, source, individualIn, (row) => targetOf(row, options, resolveIn), missing);
  const take = takerOf(field, options, means);
  return (row, draft, report) => {
    const text = source(row);
    if (text.trim() === '') missing(draft, report);
    else take(text, draft, report);
  };
}

/** The dataset in which a tag is sought first: that of the row, or the one that stands in for it. */
function targetOf(
  row: readonly string[],
  { sources, defaults }: ReaderOptions,
  resolveIn: Means['resolveIn'],
): number | null {
  const source = sources.get('dataset');
  const target = source === undefined ? defaults.get('dataset') : resolveIn('dataset', source(row));
  return target !== undefined && isFound(target) ? target.id : null;
}

function absentReader(field: Field, { defaults }: ReaderOptions): FieldReader {
  const standIn = defaults.get(field.name);
  return (_row, draft, report) => {
    if (field.column !== undefined) draft.values[field.column] = standIn?.id ?? null;
    if (standIn !== undefined) draft.found[field.name] = standIn;
    // Of a list whose first item has a column of its own, the list has the others.
    if (standIn !== undefined && field.column === undefined && field.list !== undefined)
      draft.lists[field.name] = [standIn.id];
    if (field.required === true && field.unless === undefined && standIn === undefined)
      report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
  };
}

const missingTaker =
  (field: Field) =>
  (draft: Draft, report: Report): void => {
    if (field.column !== undefined) draft.values[field.column] = null;
    if (field.type === 'value') draft.values['value'] = draft.values['raw'] = null;
    draft.found[field.name] = null;
    if (field.list !== undefined) draft.lists[field.name] = [];
    if (field.required === true && field.unless === undefined)
      report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
  };

function takerOf(field: Field, { form, files, for: purpose }: ReaderOptions, means: Means): Take {
  const { today, resolveIn, warn, sees } = means;
  const { name, column } = field;
  if (field.type === 'reference') {
    const target = field.to ?? 'person';
    return (text, draft, report) => {
      const found = resolveIn(target, text);
      if (!isFound(found)) {
        if (!keepWithheld(field, text, draft, purpose === 'edit', sees))
          report({ ...found, column: name, value: text });
        return;
      }
      draft.found[name] = found;
      if (column !== undefined) draft.values[column] = found.id;
    };
  }
  if (field.type === 'references') return listTaker(field, resolveIn, warn, purpose === 'edit');
  if (field.type === 'words') return wordsTaker(field);
  if (field.type === 'file') return fileTaker(field, files);
  const key = column ?? name;
  if (column === undefined) return (text, draft) => void (draft.values[key] = text);
  const parse = parserOf(field, today, form);
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

/** An unknown first person rejects the row; a later one is left out with a warning. Of anything else each must be there. */
const listTaker =
  (field: Field, resolveIn: Means['resolveIn'], warn: Report, edits: boolean): Take =>
  (text, draft, report) => {
    const ids: Stored[] = [];
    let kept = false;
    for (const [at, part] of splitList(text).entries()) {
      const found = resolveIn(field.to ?? 'person', part);
      if (isFound(found)) {
        if (!ids.includes(found.id)) ids.push(found.id);
        if (at === 0) draft.found[field.name] = found;
      } else if (keepsWithheldItem(field, part, draft, edits)) {
        kept = true;
        if (!edits) ids.push(withheld);
      } else if (at === 0 || field.to !== 'person') return report({ ...found, column: field.name, value: part });
      else warn({ ...found, column: field.name, value: part });
    }
    if (ids.length === 0 && !kept)
      return report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
    if (field.column !== undefined) draft.values[field.column] = ids.shift() ?? null;
    draft.lists[field.name] = ids;
  };

const fileTaker =
  ({ name }: Field, files: ReaderOptions['files']): Take =>
  (text, { values }, report) => {
    const facts = files?.(text) ?? bad('bad-file', 'no file can be read here');
    if (facts.ok) Object.assign(values, facts.value);
    else report({ code: facts.code, column: name, value: text, message: facts.message });
  };

const wordsTaker =
  (field: Field): Take =>
  (text, draft, report) => {
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
      const name = newName(part);
      if (!name.ok) return report({ code: name.code, column: field.name, value: part, message: name.message });
      names.push(part);
      keys.push(key);
    }
    draft.lists[field.name] = names;
    draft.lists[`${field.name} keys`] = keys;
  };
