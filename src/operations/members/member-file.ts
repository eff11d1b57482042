import { readTable, type ReadOptions } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Invalid, type Problem } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { memberColumns, type MemberColumn } from '../../kinds/member-columns.ts';

/** One row as it was typed; `until` is undefined where the file has no such column. */
export interface MemberLine {
  line: number;
  container: string;
  member: string;
  role: string;
  until: string | undefined;
}

type Name = MemberColumn['name'];
/** What --rejects adds to a file, and what says where such a file came from. */
const added: readonly string[] = ['_line', '_column', '_code', '_message'];

/** Every row of a CSV or JSON lines file; what is wrong with its form goes to `problems`. Errors: Invalid for the file as a whole. */
export async function readMemberFile(
  source: Source,
  options: ReadOptions,
  problems: Problem[],
): Promise<{ rows: MemberLine[]; unreadable: number }> {
  const isLines = /\.(jsonl|ndjson)$/i.test(source.name) || (await begins(source, '{'));
  return isLines ? readJsonLines(source, problems) : readCsv(source, options, problems);
}

async function readCsv(source: Source, options: ReadOptions, problems: Problem[]) {
  const table = await readTable(source, options);
  const places = new Map<Name, number>();
  const wrong: Problem[] = [];
  for (const [at, header] of table.header.entries()) {
    const name = columnNamed(header);
    if (name === undefined) {
      if (!added.includes(header.toLowerCase())) wrong.push(unknownColumn(header, table.headerLine));
    } else if (places.has(name))
      wrong.push({
        code: 'duplicate-column',
        line: table.headerLine,
        column: header,
        message: `${name} is there twice`,
      });
    else places.set(name, at);
  }
  for (const { name, required } of memberColumns)
    if (required && !places.has(name))
      wrong.push({
        code: 'missing-column',
        line: table.headerLine,
        column: name,
        message: `the column ${name} is missing`,
      });
  if (wrong.length > 0)
    throw new Invalid('the header cannot be used', 'The columns: vasculum template members --describe', wrong);
  const rows: MemberLine[] = [];
  let unreadable = 0;
  for await (const batch of table.batches()) {
    problems.push(...batch.problems);
    unreadable += batch.problems.length;
    for (const [at, cells] of batch.rows.entries()) {
      const cell = (name: Name): string => cells[places.get(name) ?? -1]?.trim() ?? '';
      rows.push({
        line: batch.lines[at] ?? 0,
        container: cell('container'),
        member: cell('member'),
        role: cell('role'),
        until: places.has('until') ? cell('until') : undefined,
      });
    }
  }
  return { rows, unreadable };
}

async function readJsonLines(source: Source, problems: Problem[]) {
  const rows: MemberLine[] = [];
  let unreadable = 0;
  for (const [at, text] of (await textOf(source)).split(/\r\n|\r|\n/).entries()) {
    if (text.trim() === '') continue;
    const row = rowOf(text, at + 1);
    if (Array.isArray(row)) {
      unreadable += 1;
      problems.push(...row);
    } else rows.push(row);
  }
  return { rows, unreadable };
}

function rowOf(text: string, line: number): MemberLine | Problem[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [{ code: 'bad-json', line, message: 'is not a JSON object on one line' }];
  const cells = new Map<Name, string>();
  const wrong: Problem[] = [];
  for (const [key, cell] of Object.entries(value) as [string, unknown][]) {
    const name = columnNamed(key);
    if (name === undefined) wrong.push(unknownColumn(key, line));
    else if (cell !== null && typeof cell !== 'string')
      wrong.push({ code: 'bad-json', line, column: name, value: JSON.stringify(cell), message: 'is not a text' });
    else cells.set(name, cell?.trim() ?? '');
  }
  if (wrong.length > 0) return wrong;
  const cell = (name: Name): string => cells.get(name) ?? '';
  return { line, container: cell('container'), member: cell('member'), role: cell('role'), until: cells.get('until') };
}

function columnNamed(header: string): Name | undefined {
  const word = header.normalize('NFC').trim().toLowerCase();
  return memberColumns.find(({ name, aliases }) => name === word || aliases.includes(word))?.name;
}

function unknownColumn(column: string, line: number): Problem {
  const suggestion = closest(
    column,
    memberColumns.map(({ name }) => name),
  );
  const problem = { code: 'unknown-column', line, column, message: `members have no column ${column}` };
  return suggestion === undefined ? problem : { ...problem, suggestion };
}

async function begins(source: Source, character: string): Promise<boolean> {
  for await (const chunk of source.open())
    return chunk
      .toString('latin1', 0, 1000)
      .replace(/^\u00EF\u00BB\u00BF/, '')
      .trimStart()
      .startsWith(character);
  return false;
}

async function textOf(source: Source): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.open()) chunks.push(chunk);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    const message = 'the file is not UTF-8';
    throw new Invalid(message, 'JSON lines are always UTF-8.', [{ code: 'bad-encoding', message }]);
  }
}
