import type { Problem } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { columnNamed } from '../../kinds/columns.ts';
import { memberColumns, memberKind } from '../../kinds/member-columns.ts';
import type { MemberLine } from './member-file.ts';

/** The rows of JSON lines, one object each; what is wrong with the form of a line is one or more problems. */
export function jsonMembers(text: string): { rows: MemberLine[]; unreadable: number; problems: Problem[] } {
  const rows: MemberLine[] = [];
  const problems: Problem[] = [];
  let unreadable = 0;
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const row = rowOf(line, at + 1);
    if (Array.isArray(row)) {
      unreadable += 1;
      problems.push(...row);
    } else rows.push(row);
  }
  return { rows, unreadable, problems };
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
  const cells = new Map<string, string>();
  const wrong: Problem[] = [];
  for (const [key, cell] of Object.entries(value) as [string, unknown][]) {
    const name = columnNamed(memberKind, key)?.name;
    if (name === undefined) wrong.push(unknownColumn(key, line));
    else if (cell !== null && typeof cell !== 'string')
      wrong.push({ code: 'bad-json', line, column: name, value: JSON.stringify(cell), message: 'is not a text' });
    else cells.set(name, cell?.trim() ?? '');
  }
  if (wrong.length > 0) return wrong;
  const cell = (name: string): string => cells.get(name) ?? '';
  return { line, container: cell('container'), member: cell('member'), role: cell('role'), until: cells.get('until') };
}

function unknownColumn(column: string, line: number): Problem {
  const suggestion = closest(
    column,
    memberColumns.map(({ name }) => name),
  );
  const problem = { code: 'unknown-column', line, column, message: `members have no column ${column}` };
  return suggestion === undefined ? problem : { ...problem, suggestion };
}
