import { escapeForTerminal } from '../domain/name-key.ts';
import type { Command, Outcome } from './command.ts';
import { demandFields } from './fields.ts';
import type { Edges, Manner } from './io.ts';

type Row = Record<string, unknown>;

interface Printed extends Outcome, Pick<Command, 'named'> {
  /** The keys that the command declares: the header where there are no rows to take it from. */
  declared?: readonly string[];
}

/** THE printer: every command's outcome leaves through it. Data goes to stdout, everything else to stderr. */
export async function print(outcome: Printed, manner: Manner, edges: Pick<Edges, 'stdout' | 'stderr'>): Promise<void> {
  await printData(outcome, manner, edges.stdout);
  for (const warning of outcome.warnings ?? []) await edges.stderr.write(`warning: ${escapeForTerminal(warning)}\n`);
  const said = manner.quiet ? [] : [outcome.say ?? [], outcome.aside ?? []].flat();
  for (const line of [...(outcome.faults ?? []), ...said]) await edges.stderr.write(`${escapeForTerminal(line)}\n`);
}

async function printData(outcome: Printed, manner: Manner, stdout: Edges['stdout']): Promise<void> {
  const { text, say, data } = outcome;
  if (text !== undefined && (manner.own !== undefined || (!manner.chosen && manner.fields === undefined)))
    return stdout.write(text);
  // On a terminal the sentence is enough for a person who asked for no field; programs get the data.
  const spoken = say !== undefined && manner.format === 'table' && !manner.chosen && manner.fields === undefined;
  if (data === undefined || spoken) return;
  const several = outcome.rows ?? data;
  const rows = (Array.isArray(several) ? several : [several]) as Row[];
  if (manner.format === 'name') return stdout.write(names(rows, outcome.named));
  const known = rows[0] === undefined ? (outcome.declared ?? []) : Object.keys(rows[0]);
  const picked = manner.fields === undefined ? undefined : demandFields(manner.fields, say === undefined ? known : []);
  const columns = picked ?? outcome.columns ?? known;
  const chosen =
    picked === undefined
      ? data
      : Array.isArray(several)
        ? rows.map((row) => only(row, picked))
        : only(rows[0] ?? {}, picked);
  if (manner.format === 'csv') return printCsv(rows, columns, stdout);
  return stdout.write(await rendered(manner, chosen, rows, columns, Array.isArray(data) || outcome.rows !== undefined));
}

/** In pieces: what everybody has in every container is longer than a string may be. */
async function printCsv(rows: readonly Row[], columns: readonly string[], stdout: Edges['stdout']): Promise<void> {
  const { csvWriter } = await import('../csv/write.ts');
  const csv = csvWriter((chunk) => stdout.write(chunk));
  await csv.header(columns);
  for (const row of rows) {
    const writing = csv.row(columns.map((column) => plain(row[column])));
    if (writing !== undefined) await writing;
  }
  await csv.end();
}

/** One line each; two of the same name are told apart by their ids. */
function names(rows: readonly Row[], named: Command['named']): string {
  const all = rows.map((row) => named?.(row) ?? '');
  const twice = new Set(all.filter((name, at) => all.indexOf(name) !== at));
  return rows
    .map((row, at) => {
      const name = all[at] ?? '';
      return `${twice.has(name) ? `${name.slice(0, name.indexOf('/'))}/id:${String(row['id'])}` : name}\n`;
    })
    .join('');
}

const only = (row: Row, fields: readonly string[]): Row =>
  Object.fromEntries(fields.map((field) => [field, row[field] ?? null]));
async function rendered(
  manner: Manner,
  data: unknown,
  rows: readonly Row[],
  columns: readonly string[],
  many: boolean,
): Promise<string> {
  switch (manner.format) {
    case 'json':
      return `${JSON.stringify(data, null, 2)}\n`;
    case 'jsonl':
      return (Array.isArray(data) ? data : [data]).map((row) => `${JSON.stringify(row)}\n`).join('');
    case 'yaml': {
      // The package is CommonJS, of which the bundle has the default alone.
      const { default: yaml } = await import('yaml');
      // Older readers take yes and 1:30 for something else than text.
      return yaml.stringify(data, { compat: 'yaml-1.1', lineWidth: 0 });
    }
    case 'name':
    case 'csv':
      throw new Error('names and CSV are printed before');
    case 'tsv': {
      const { tsvLine } = await import('../csv/write.ts');
      return [columns, ...rows.map((row) => columns.map((column) => plain(row[column])))]
        .map((cells) => `${tsvLine(cells)}\n`)
        .join('');
    }
    case 'table':
      return many ? table(manner, rows, columns) : fieldList(manner, rows[0] ?? {}, columns);
  }
}

/** A value in one cell: lists by `|`, objects as JSON, nothing as nothing. */
export function plain(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('|');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value);
}

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

async function table(manner: Manner, rows: readonly Row[], columns: readonly string[]): Promise<string> {
  if (rows.length === 0) return '';
  const { default: Table } = await import('cli-table3');
  const bold = await emphasis(manner);
  const out = new Table({
    head: columns.map((column) => bold(column)),
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  for (const row of rows) out.push(columns.map((column) => escapeForTerminal(String(plain(row[column]) ?? ''))));
  return `${out.toString().replaceAll(/ +$/gm, '')}\n`;
}

async function fieldList(manner: Manner, row: Row, columns: readonly string[]): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const bold = await emphasis(manner);
  const out = new Table({ chars: bare, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  for (const column of columns) {
    const value = row[column];
    if (isRows(value))
      for (const [at, part] of value.entries())
        out.push([
          bold(at === 0 ? column : ''),
          Object.entries(part)
            .filter(([key, inner]) => key !== 'id' && plain(inner) !== null)
            .map(([, inner]) => escapeForTerminal(String(plain(inner))))
            .join(', '),
        ]);
    else if (value !== null && typeof value === 'object' && !Array.isArray(value))
      for (const [key, inner] of Object.entries(value))
        out.push([bold(`${column}.${key}`), escapeForTerminal(String(plain(inner) ?? ''))]);
    else out.push([bold(column), escapeForTerminal(String(plain(value) ?? ''))]);
  }
  return `${out.toString().replaceAll(/ +$/gm, '')}\n`;
}

const isRows = (value: unknown): value is Row[] =>
  Array.isArray(value) && value.length > 0 && value.every((part) => part !== null && typeof part === 'object');

async function emphasis(manner: Manner): Promise<(text: string) => string> {
  if (!manner.colour) return (text) => text;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 }).bold;
}
