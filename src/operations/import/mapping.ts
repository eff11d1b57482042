import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { Invalid } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { fileKindNamed, type Columned } from '../../kinds/file-kinds.ts';
import { meansMembers, memberKind } from '../../kinds/member-columns.ts';
import {
  demandChoice,
  emptyLayer,
  listOptions,
  merged,
  ofRecordsAlone,
  pairOptions,
  textOptions,
  type Layer,
} from './layers.ts';

/**
 * A mapping file: the long option names as keys, at the top for all kinds or under the name of one, whose own win.
 * Every cell and text is taken as it is written (YAML 1.2 without types: `no`, `007` and `1.50` are texts).
 * Errors: Invalid naming the line.
 */
export function readMapping(text: string, path: string, kind: Columned): Layer {
  const reading = new Mapping(text, path);
  const all = emptyLayer();
  const own = emptyLayer();
  for (const [name, node] of reading.entries(reading.root, 'the file', 'na: [NA]')) {
    const section = meansMembers(name) ? memberKind : fileKindNamed(name);
    if (section === undefined) reading.option(all, name, node);
    else
      for (const [option, value] of reading.entries(node, name, 'na: [NA]'))
        reading.option(section.name === kind.name ? own : emptyLayer(), option, value, `${name}: `);
  }
  // What is said of all kinds means nothing to some.
  if (kind.governedBy !== 'dataset') all.texts.delete('dataset');
  if (kind.wide === undefined) all.texts.delete('wide');
  if (kind === memberKind) for (const option of ofRecordsAlone) all.texts.delete(option);
  return merged(all, own);
}

/** The text of a mapping file with the options of this kind in it; what it says of other kinds stays. Errors: Invalid. */
export function writeMapping(before: string | undefined, path: string, kind: Columned, layer: Layer): string {
  if (before !== undefined) readMapping(before, path, kind);
  const document: Document = before === undefined ? parseDocument('', failsafe) : new Mapping(before, path).document;
  if (document.contents === null) document.contents = document.createNode({}) as never;
  for (const word of [kind.name, ...(kind.aliases ?? [])]) document.delete(word);
  document.set(kind.plural, document.createNode(plainLayer(layer)));
  return document.toString({ lineWidth: 0 });
}

const failsafe = { schema: 'failsafe', version: '1.2' } as const;

class Mapping {
  readonly document: Document;
  readonly #path: string;
  readonly #source: string;

  constructor(text: string, path: string) {
    this.#path = path;
    this.#source = text;
    this.document = parseDocument(text, failsafe);
    const [error] = this.document.errors;
    if (error !== undefined)
      throw this.#wrong(error.message.replace(/ at line \d+, column \d+:[\s\S]*$/, ''), error.pos[0]);
  }

  get root(): unknown {
    return this.document.contents;
  }

  /** Names and values of a map; nothing at all is an empty one. `what` is the key that it is of. */
  *entries(node: unknown, what: string, example: string): Generator<[string, unknown]> {
    const resolved = this.#resolved(node);
    if (this.#isEmpty(resolved)) return;
    if (!isMap(resolved)) throw this.#wrongType(what, `names with values, as in \`${example}\``, node);
    for (const { key, value } of resolved.items) yield [this.#text(key, `a name in ${what}`, 'a text'), value];
  }

  /** `within` says which section the option is in. */
  option(layer: Layer, name: string, node: unknown, within = ''): void {
    const fail = (message: string): Invalid => this.#wrong(`${within}${message}`, startOf(node));
    const what = `${within}${name}`;
    const example = examples[name] ?? '';
    if (Object.hasOwn(textOptions, name)) {
      const text = this.#text(node, what, `one text, as in \`${example}\``);
      if (text === '') throw this.#wrongType(what, `one text, as in \`${example}\``, node);
      demandChoice(name, text, fail);
      layer.texts.set(name, text);
    } else if (listOptions.includes(name)) layer.lists.set(name, this.#list(node, what, example));
    else if (pairOptions.includes(name))
      for (const [from, to] of this.entries(node, what, example))
        layer.pairs.get(name)?.set(from, this.#text(to, `${what}: ${from}`, 'one text'));
    else if (name === 'recode')
      for (const [column, cells] of this.entries(node, what, example))
        for (const [cell, value] of this.entries(cells, `${what}: ${column}`, 'm: MALE'))
          layer.recode.push({ column, cell, value: this.#text(value, `${what}: ${column}: ${cell}`, 'one text') });
    else {
      const known = [...Object.keys(textOptions), ...listOptions, ...pairOptions, 'recode'];
      const near = closest(name, known);
      throw fail(`${name} is no option of import and no kind${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
  }

  #text(node: unknown, what: string, expected: string): string {
    const resolved = this.#resolved(node);
    if (this.#isEmpty(resolved)) return '';
    if (!isScalar(resolved)) throw this.#wrongType(what, expected, node);
    return String(resolved.value);
  }

  #list(node: unknown, what: string, example: string): string[] {
    const resolved = this.#resolved(node);
    const expected = `a text or a list of texts, as in \`${example}\``;
    // Nothing at all is an empty list; a text without a character is one.
    if (resolved == null || (isScalar(resolved) && resolved.source === '' && resolved.type === 'PLAIN')) return [];
    return isSeq(resolved)
      ? resolved.items.map((item) => this.#text(item, what, expected))
      : [this.#text(resolved, what, expected)];
  }

  /** Errors: Invalid that names the key, and says what it takes and what it has. */
  #wrongType(what: string, expected: string, node: unknown): Invalid {
    const resolved = this.#resolved(node);
    const found = isSeq(resolved) ? 'a list' : isMap(resolved) ? 'names with values' : 'a text';
    const has = this.#isEmpty(resolved) ? 'has nothing' : `has ${found}`;
    return this.#wrong(`${what} takes ${expected}, and ${has}`, startOf(node));
  }

  #resolved(node: unknown): unknown {
    return node instanceof Object && 'resolve' in node && typeof node.resolve === 'function'
      ? (node.resolve(this.document) as unknown)
      : node;
  }

  #isEmpty(node: unknown): boolean {
    return node == null || (isScalar(node) && (node.value === null || node.value === ''));
  }

  #wrong(message: string, at = 0): Invalid {
    const line = this.#source.slice(0, at).split('\n').length;
    return new Invalid(`${this.#path}:${line}: ${message}`, undefined, [{ code: 'bad-mapping', line, message }]);
  }
}

/** Of each option, as a mapping file has it. */
const examples: Readonly<Record<string, string>> = {
  dataset: 'dataset: plot-1',
  wide: 'wide: dbh,height',
  'date-format': 'date-format: dmy',
  decimal: 'decimal: comma',
  delimiter: 'delimiter: semicolon',
  encoding: 'encoding: latin1',
  'on-invalid': 'on-invalid: skip',
  'if-exists': 'if-exists: update',
  rejects: 'rejects: bad.csv',
  'spreadsheet-safe': 'spreadsheet-safe: true',
  ignore: 'ignore: [Remarks, Weather]',
  na: 'na: [NA, .]',
  map: 'map: {Island: location}',
  set: 'set: {person: LIMA B}',
  recode: 'recode: {Sex: {m: MALE}}',
};

const startOf = (node: unknown): number =>
  node instanceof Object && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;

/** What is about one run, and would surprise in the next. */
const ofOneRun: readonly string[] = ['rejects', 'on-invalid', 'if-exists'];

function plainLayer({ texts, lists, pairs, recode }: Layer): Record<string, unknown> {
  const cells: Record<string, Record<string, string>> = {};
  for (const { column, cell, value } of recode) (cells[column] ??= {})[cell] = value;
  return {
    ...Object.fromEntries([...texts].filter(([name]) => !ofOneRun.includes(name))),
    ...Object.fromEntries([...lists].filter(([, items]) => items.length > 0)),
    ...Object.fromEntries([...pairs].flatMap(([name, map]) => (map.size > 0 ? [[name, Object.fromEntries(map)]] : []))),
    ...(recode.length > 0 ? { recode: cells } : {}),
  };
}
