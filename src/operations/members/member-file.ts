import { contentOf } from '../../csv/content.ts';
import { readTable, type ReadOptions, type Table } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { readText } from '../../csv/text.ts';
import { Usage, type Problem } from '../../domain/errors.ts';
import { memberKind, type MemberColumn } from '../../kinds/member-columns.ts';
import { refuseBibliography } from '../import/bib-table.ts';
import { demandColumns, readHeader } from '../import/header.ts';
import type { HeaderWishes } from '../import/plan.ts';
import { legible } from '../import/legible.ts';
import { jsonMembers } from './member-json.ts';

/** One row as it was typed; `until` is undefined where the file has no such column. */
export interface MemberLine {
  line: number;
  container: string;
  member: string;
  role: string;
  until: string | undefined;
}

/** The rows of a file, and what is wrong with the form of others. */
export interface MemberRows {
  rows: MemberLine[];
  unreadable: number;
  problems: Problem[];
  /** The file could not be read to its end. */
  cut: boolean;
  /** Undefined where the file is JSON lines. */
  table: Table | undefined;
}

export interface MemberFileWishes extends ReadOptions, HeaderWishes {
  /** Options that say something of the columns of a table, for the refusal where there are none. */
  ofTables: readonly string[];
}

const largest = 256 * 1024 * 1024;

/** Every row of a CSV or JSON lines file. Errors: Invalid for the file as a whole; Usage for what is neither. */
export async function readMemberFile(source: Source, wishes: MemberFileWishes): Promise<MemberRows> {
  const content = await contentOf(source, wishes.encoding);
  if (content === 'bibtex') refuseBibliography(memberKind, source.name);
  if (content !== 'json' && !/\.(jsonl|ndjson)$/i.test(source.name))
    return readRows(await readTable(source, wishes), wishes);
  const [option] = wishes.ofTables;
  if (option !== undefined)
    throw new Usage(`--${option} means nothing to JSON lines`, 'Their names are those of the columns.');
  const { text } = await readText(source, { most: largest, encoding: wishes.encoding });
  return { ...jsonMembers(text), cut: false, table: undefined };
}

async function readRows(table: Table, wishes: HeaderWishes): Promise<MemberRows> {
  const plan = readHeader(memberKind, table.header, table.headerLine, wishes);
  demandColumns(memberKind, plan, new Map(), table.headerLine, false);
  const { sources, twice } = plan;
  const read: MemberRows = { rows: [], unreadable: 0, problems: [], cut: false, table };
  for await (const batch of table.batches()) {
    read.problems.push(...batch.problems.map(legible));
    read.unreadable += batch.problems.length;
    read.cut = batch.cut;
    for (const [at, cells] of batch.rows.entries()) {
      const line = batch.lines[at] ?? 0;
      const cell = (name: MemberColumn['name']): string => sources.get(name)?.(cells).trim() ?? '';
      const two = twice.find(({ first, second, same }) => !same(first(cells), second(cells)));
      if (two === undefined)
        read.rows.push({
          line,
          container: cell('container'),
          member: cell('member'),
          role: cell('role'),
          until: sources.has('until') ? cell('until') : undefined,
        });
      else {
        const message = `the column is supplied twice, as ${two.first(cells)} and as ${two.second(cells)}`;
        read.problems.push(legible({ code: 'duplicate-column', line, column: two.column, message }));
        read.unreadable += 1;
      }
    }
  }
  return read;
}
