import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { Invalid } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { kindNamed } from '../../kinds/index.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { demandChoice, emptyLayer, listOptions, merged, pairOptions, textOptions, type Layer } from './layers.ts';

/**
 * A mapping file: the long option names as keys, at the top for all kinds or under the name of one, whose own win.
 * Every cell and text is taken as it is written (YAML 1.2 without types: `no`, `007` and `1.50` are texts).
 * Errors: Invalid naming the line.
 */
export function readMapping(text: string, path: string, kind: RecordKind): Layer {
  const reading = new Mapping(text, path);
  const all = emptyLayer();
  const own = emptyLayer();
  for (const [name, node] of reading.entries(reading.root)) {
    const section = kindNamed(name);
    if (section === undefined) reading.option(all, name, node);
    else
      for (const [option, value] of reading.entries(node))
        reading.option(section.name === kind.name ? own : emptyLayer(), option, value);
  }
  // What is said of all kinds means nothing to some.
  if (kind.governedBy !== 'dataset') all.texts.delete('dataset');
  if (kind.wide === undefined) all.texts.delete('wide');
  return merged(all, own);
}

/** The text of a mapping file with the options of this kind in it; what it says of other kinds stays. Errors: Invalid. */
export function writeMapping(before: string | undefined, path: string, kind: RecordKind, layer: Layer): string {
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
  readonly #text: string;

  constructor(text: string, path: string) {
    this.#path = path;
    this.#text = text;
    this.document = parseDocument(text, failsafe);
    const [error] = this.document.errors;
    if (error !== undefined)
      throw this.#wrong(error.message.replace(/ at line \d+, column \d+:[\s\S]*$/, ''), error.pos[0]);
  }

  get root(): unknown {
    return this.document.contents;
  }

  /** Names and values of a map; nothing at all is an empty one. */
  *entries(node: unknown): Generator<[string, unknown]> {
    const resolved = this.#resolved(node);
    if (this.#isEmpty(resolved)) return;
    if (!isMap(resolved)) throw this.#wrong('names and values are needed here, as in `dataset: plot-1`', startOf(node));
    for (const { key, value } of resolved.items) yield [this.text(key), value];
  }

  option(layer: Layer, name: string, node: unknown): void {
    const fail = (message: string): Invalid => this.#wrong(message, startOf(node));
    if (name in textOptions) {
      const text = this.text(node);
      demandChoice(name, text, fail);
      layer.texts.set(name, text);
    } else if (listOptions.includes(name)) layer.lists.set(name, this.#list(node));
    else if (pairOptions.includes(name))
      for (const [from, to] of this.entries(node)) layer.pairs.get(name)?.set(from, this.text(to));
    else if (name === 'recode')
      for (const [column, cells] of this.entries(node))
        for (const [cell, value] of this.entries(cells)) layer.recode.push({ column, cell, value: this.text(value) });
    else {
      const known = [...Object.keys(textOptions), ...listOptions, ...pairOptions, 'recode'];
      const near = closest(name, known);
      throw this.#wrong(
        `${name} is no option of import and no kind${near === undefined ? '' : `; did you mean ${near}?`}`,
        startOf(node),
      );
    }
  }

  text(node: unknown): string {
    const resolved = this.#resolved(node);
    if (this.#isEmpty(resolved)) return '';
    if (!isScalar(resolved)) throw this.#wrong('a text is needed here', startOf(node));
    return String(resolved.value);
  }

  #list(node: unknown): string[] {
    const resolved = this.#resolved(node);
    return isSeq(resolved) ? resolved.items.map((item) => this.text(item)) : [this.text(resolved)];
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
    const line = this.#text.slice(0, at).split('\n').length;
    return new Invalid(`${this.#path}:${line}: ${message}`, undefined, [{ code: 'bad-mapping', line, message }]);
  }
}

const startOf = (node: unknown): number =>
  node instanceof Object && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0;

function plainLayer({ texts, lists, pairs, recode }: Layer): Record<string, unknown> {
  const cells: Record<string, Record<string, string>> = {};
  for (const { column, cell, value } of recode) (cells[column] ??= {})[cell] = value;
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries([...lists].filter(([, items]) => items.length > 0)),
    ...Object.fromEntries([...pairs].flatMap(([name, map]) => (map.size > 0 ? [[name, Object.fromEntries(map)]] : []))),
    ...(recode.length > 0 ? { recode: cells } : {}),
  };
}
