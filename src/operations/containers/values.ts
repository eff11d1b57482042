import { withArticle } from '../../domain/article.ts';
import { detailsOf, findContainer, type ContainerRow } from '../../access/containers.ts';
import { type ContainerValues } from '../../access/container-changes.ts';
import { may } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { Invalid } from '../../domain/errors.ts';
import { freeText } from '../../domain/free-text.ts';
import { parseLicence } from '../../domain/licences.ts';
import { parseInteger } from '../../domain/numbers.ts';
import { bad, good, type Parsed } from '../../domain/parsed.ts';
import { closest } from '../../domain/suggest.ts';
import { containerKindOf, type ContainerField, type ContainerKind } from '../../kinds/containers.ts';
import { findLists, settledLists, type StatedLists } from './lists.ts';

/** Options by field name; null clears, an array repeats. */
export type FieldTexts = Readonly<Record<string, string | readonly string[] | null>>;

export interface NamedThings {
  project?: ContainerRow | null;
  lists: StatedLists;
}

/** What the options name: looked up before permissions are asked, because "not found" comes before "forbidden". */
export async function findNamed(reading: Reading, kind: ContainerKind, texts: FieldTexts): Promise<NamedThings> {
  const named: NamedThings = { lists: await findLists(reading, kind, texts) };
  const { project } = texts;
  if (project === null) named.project = null;
  else if (typeof project === 'string')
    named.project = await findContainer(reading, containerKindOf('project'), project);
  return named;
}

/** The options as stored values. Errors: Invalid for a privacy, a licence or a text that cannot be. */
export function parseValues(kind: ContainerKind, texts: FieldTexts, named: NamedThings): ContainerValues {
  const values: ContainerValues = { container: {}, own: {}, lists: named.lists };
  for (const field of kind.fields) {
    const text = texts[field.name];
    if (text === undefined) continue;
    if (field.type === 'records') continue;
    if (field.type === 'project') values.container[field.column] = named.project?.id ?? null;
    else
      values[field.at === 'own' ? 'own' : 'container'][field.column] =
        text === null ? emptied(field) : parseText(kind, field, text);
  }
  return values;
}

/** Errors: Invalid when the privacy is `project` and there is none. */
export function demandProject(values: ContainerValues, named: NamedThings, present: number | null): void {
  const project = named.project === undefined ? present : (named.project?.id ?? null);
  if (values.container['privacy'] === 'project' && project === null)
    throw new Invalid('the privacy project needs a project', 'Give --project too.');
}

function emptied(field: ContainerField): number | null {
  if (field.type === 'yes-no') return 0;
  if (field.required === true) throw new Invalid(`${field.name} cannot be empty`);
  if (field.type === 'privacy') throw new Invalid('privacy cannot be empty', 'The most private is authorized.');
  return null;
}

function parseText(
  kind: ContainerKind,
  field: ContainerField,
  text: string | readonly string[],
): string | number | null {
  if (typeof text !== 'string') return JSON.stringify(text.map((part) => itemOf(field, part)));
  if (field.type === 'privacy') {
    const typed = text.trim().toLowerCase();
    if (kind.privacies.includes(typed)) return typed;
    const suggestion = closest(typed, kind.privacies);
    throw new Invalid(
      `the privacy of ${withArticle(kind.name)} cannot be ${text}`,
      `It is one of ${kind.privacies.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    );
  }
  const value = taken(field, parseField(field, text), text);
  return value === '' ? emptied(field) : value;
}

/** One text as it is stored. Codes `bad-number`, `bad-url`, `unknown-licence`, `bad-character`. */
export function parseField({ type }: ContainerField, text: string): Parsed<string | number> {
  if (type === 'yes-no') return good(text === 'yes' ? 1 : 0);
  if (type === 'integer') {
    const number = parseInteger(text.trim());
    return number.ok && number.value > 0 ? number : bad('bad-number', 'it is a whole number above 0');
  }
  if (type === 'url' && text !== '' && !/^https?:\/\/[^\s/]+\S*$/.test(text))
    return bad('bad-url', 'it begins with https:// or http://');
  return type === 'licence' ? parseLicence(text) : freeText(text);
}

/** One item of a list. Errors: Invalid for what is none of its choices, or no pair. */
function itemOf(field: ContainerField, text: string): string {
  const { choices, pairs } = field;
  const item = taken(field, freeText(text), text);
  if (pairs !== undefined && !/^[^=\s]+=\S/.test(item))
    throw new Invalid(`${field.name} cannot be ${text}: each is ${pairs}`);
  if (choices === undefined || choices.includes(item.trim().toLowerCase()))
    return choices === undefined ? item : item.trim().toLowerCase();
  const suggestion = closest(item, choices);
  throw new Invalid(
    `${field.name} cannot be ${text}`,
    `It is of ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}

function taken<T>(field: ContainerField, parsed: Parsed<T>, text: string): T {
  if (parsed.ok) return parsed.value;
  throw new Invalid(
    `${field.name} cannot be ${text}: ${parsed.message}`,
    parsed.suggestion === undefined ? undefined : `Did you mean ${parsed.suggestion}?`,
  );
}

/** Leaves in `values`, settled, what differs from what is stored; false when nothing does. */
export async function dropUnchanged(
  reading: Reading,
  kind: ContainerKind,
  row: ContainerRow,
  values: ContainerValues,
): Promise<boolean> {
  const { own, lists } = (await detailsOf(reading, kind, [row.id])).get(row.id) ?? { own: {}, lists: {} };
  // What the actor may not see is not compared: equal and unequal must look the same.
  const forMembers = kind.fields.filter((field) => field.forMembers === true);
  if (forMembers.length > 0 && !(await may(reading, 'details', kind.name, row.id)))
    for (const field of forMembers) delete values[field.at === 'own' ? 'own' : 'container'][field.column];
  for (const [column, value] of Object.entries(values.container))
    if (value === (row[column as keyof ContainerRow] ?? null)) delete values.container[column];
  for (const [column, value] of Object.entries(values.own))
    if (value === (own[column] ?? null)) delete values.own[column];
  values.lists = settledLists(kind, values.lists, lists);
  return [values.container, values.own, values.lists].some((changed) => Object.keys(changed).length > 0);
}
