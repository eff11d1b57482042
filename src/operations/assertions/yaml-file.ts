import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { Invalid, type Problem } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';

/** Without the excerpt, and without what would have to be done in a program. */
const inOwnWords = (message: string): string =>
  /call stack/.test(message)
    ? 'is nested too deeply'
    : message.replace(/ at line \d+, column \d+:[\s\S]*$|;[\s\S]*$/, '');

/** A value of the file, with the keys that lead to it. */
export interface Part {
  node: unknown;
  path: string;
  line: number;
}

/**
 * A YAML or JSON file of which every text is taken as it is written: `no` and `007` are texts. What is wrong is collected, each with its
 * line and key, and thrown together by `demandSound`.
 */
export class YamlFile {
  readonly path: string;
  readonly #document: Document;
  readonly #source: string;
  readonly #problems: Problem[] = [];

  /** Errors: Invalid for what is no YAML. */
  constructor(text: string, path: string) {
    this.path = path;
    this.#source = text;
    this.#document = parseDocument(text, { schema: 'failsafe', version: '1.2' });
    for (const { message, pos } of this.#document.errors) this.#add('', this.#lineAt(pos[0]), inOwnWords(message));
    this.demandSound();
  }

  get root(): Part {
    return this.#part(this.#document.contents, '');
  }

  /** Errors: Invalid naming everything that was found wrong. */
  demandSound(): void {
    const [first] = this.#problems;
    if (first === undefined) return;
    const problems = this.#problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    throw new Invalid(`${this.path} cannot be used`, 'The README shows such a file, under access test.', problems);
  }

  wrong({ path, line }: Part, message: string): void {
    this.#add(path, line, message);
  }

  /** Its entries; with `keys`, only these are known. */
  entries(part: Part, keys?: readonly string[]): [string, Part][] {
    const node = this.#resolved(part.node);
    if (node === undefined || node === null || (isScalar(node) && node.value === '')) return [];
    if (!isMap(node)) {
      this.wrong(part, 'takes names with values');
      return [];
    }
    const found: [string, Part][] = [];
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : '';
      const own = { ...this.#part(value, part.path === '' ? name : `${part.path}.${name}`), line: this.#lineOf(key) };
      if (keys === undefined || keys.includes(name)) found.push([name, own]);
      else {
        const near = closest(name, keys);
        this.wrong(own, `is not known here${near === undefined ? `: ${keys.join(', ')}` : `; did you mean ${near}?`}`);
      }
    }
    return found;
  }

  items(part: Part): Part[] {
    const node = this.#resolved(part.node);
    if (!isSeq(node)) {
      this.wrong(part, 'takes a list');
      return [];
    }
    return node.items.map((item, at) => this.#part(item, `${part.path}[${at + 1}]`));
  }

  isMap = (part: Part): boolean => isMap(this.#resolved(part.node));
  isList = (part: Part): boolean => isSeq(this.#resolved(part.node));

  text(part: Part): string {
    const node = this.#resolved(part.node);
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value;
    this.wrong(part, 'takes a text');
    return '';
  }

  yes(part: Part): boolean {
    const text = this.text(part);
    if (text !== '' && !/^(true|false|yes|no)$/.test(text)) this.wrong(part, 'is true or false');
    return text === 'true' || text === 'yes';
  }

  oneOf<T extends string>(part: Part, choices: readonly T[]): T | undefined {
    const text = this.text(part);
    const found = choices.find((choice) => choice === text);
    if (found === undefined && text !== '') {
      const near = closest(text, choices);
      this.wrong(
        part,
        `cannot be ${text}${near === undefined ? `: ${choices.join(', ')}` : `; did you mean ${near}?`}`,
      );
    }
    return found;
  }

  #part(node: unknown, path: string): Part {
    return { node, path, line: this.#lineOf(node) };
  }

  #resolved(node: unknown): unknown {
    return node instanceof Object && 'resolve' in node && typeof node.resolve === 'function'
      ? (node.resolve(this.#document) as unknown)
      : node;
  }

  #lineOf(node: unknown): number {
    return this.#lineAt(
      node instanceof Object && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : 0,
    );
  }

  #lineAt(at: number): number {
    return this.#source.slice(0, at).split('\n').length;
  }

  #add(key: string, line: number, message: string): void {
    this.#problems.push({ code: 'bad-test', line, ...(key === '' ? {} : { column: key }), message });
  }
}
