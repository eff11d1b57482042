import type { ContainerValues } from '../../access/container-changes.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import { dataVersion } from '../../access/lookup.ts';
import { may } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import type { Table } from '../../csv/read.ts';
import { NotFound, type Problem } from '../../domain/errors.ts';
import { containerName, nameKey } from '../../domain/name-key.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';
import { demandColumns, readHeader } from '../import/header.ts';
import { contradictionOf } from '../import/intake.ts';
import type { IfExists } from '../import/judge.ts';
import type { HeaderWishes, Plan } from '../import/plan.ts';
import { legible } from '../import/legible.ts';
import { counted, noRows, type Tally } from '../import/validate.ts';
import { showContainer } from './show-containers.ts';
import { dropUnchanged, parseField } from './values.ts';

/** A container on its way into the database. */
export interface Made {
  name: string;
  values: ContainerValues;
}

/** One that is there, on its way to other values. */
export interface Changed {
  row: ContainerRow;
  values: ContainerValues;
  /** As it was, of what changes. */
  before: Record<string, unknown>;
}

export interface ValidatedContainers extends Tally {
  drafts: Made[];
  updates: Changed[];
}

type Told = Omit<Problem, 'line'>;
type Verdict = { made: Made } | { changed: Changed } | 'unchanged' | 'skipped' | Told[];

/** Checks every row against one snapshot by the rules of `create` and `edit`, and stores nothing. Errors: Invalid for the header. */
export async function validateContainers(
  reading: Reading,
  kind: ContainerKind,
  file: FileKind,
  table: Table,
  wishes: HeaderWishes & { ifExists: IfExists },
  tick: (rows: number) => void,
): Promise<ValidatedContainers> {
  const result: ValidatedContainers = { ...noRows(dataVersion(reading)), drafts: [], updates: [] };
  const plan = readHeader(file, table.header, table.headerLine, wishes);
  demandColumns(file, plan, new Map(), table.headerLine, wishes.ifExists === 'update');
  const seen = new Map<string, number>();
  for await (const { rows, lines } of counted(table, result, 1, () => tick(result.read)))
    for (const [at, row] of rows.entries()) {
      const line = lines[at] ?? 0;
      result.read += 1;
      const contradiction = contradictionOf(plan, row, line);
      const verdict =
        contradiction === undefined
          ? await judge(reading, kind, file, plan, row, { seen, line, ifExists: wishes.ifExists })
          : [contradiction];
      if (verdict === 'unchanged') result.unchanged += 1;
      else if (verdict === 'skipped') result.skipped += 1;
      else if ('made' in verdict) result.drafts.push(verdict.made);
      else if ('changed' in verdict) result.updates.push(verdict.changed);
      else {
        result.rejected += 1;
        for (const problem of verdict) result.problems.push(legible({ ...problem, line }));
      }
    }
  result.problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return result;
}

async function judge(
  reading: Reading,
  kind: ContainerKind,
  { naming = 'name' }: FileKind,
  plan: Plan,
  row: readonly string[],
  { seen, line, ifExists }: { seen: Map<string, number>; line: number; ifExists: IfExists },
): Promise<Verdict> {
  const { typed, values, problems } = readRow(kind, naming, plan, row);
  const name = containerName(kind.naming === 'acronym' ? typed.toUpperCase() : typed);
  if (typed === '') problems.unshift(missing(naming));
  else if (!name.ok) problems.unshift({ column: naming, value: typed, ...refusalOf(name) });
  if (problems.length > 0 || !name.ok) return problems;
  const other = seen.get(nameKey(name.value));
  if (other !== undefined)
    return [{ code: 'duplicate-in-file', column: naming, message: `the same ${kind.name} stands on line ${other}` }];
  seen.set(nameKey(name.value), line);
  const there = await findContainer(reading, kind, name.value).catch((error: unknown) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  if (there === undefined) {
    const lacking = kind.fields.filter(({ name: field, required }) => required === true && !plan.sources.has(field));
    return lacking.length > 0
      ? lacking.map(({ name: field }) => missing(field))
      : { made: { name: name.value, values } };
  }
  if (there.name !== name.value)
    return [
      {
        code: 'duplicate-in-database',
        column: naming,
        value: typed,
        message: `${kind.name}/${there.name} is there already, and ${name.value} would be the same name`,
      },
    ];
  if (!(await dropUnchanged(reading, kind, there, values))) return 'unchanged';
  if (ifExists === 'skip') return 'skipped';
  const differs = kind.fields
    .filter(({ at, column }) => at !== 'linked' && column in values[at])
    .map(({ name: field }) => field);
  if (ifExists === 'error')
    return [
      {
        code: 'duplicate-in-database',
        column: differs[0] ?? naming,
        message: `the ${kind.name} is stored already, with other ${differs.join(', ')}: ${kind.name}/${there.name}`,
      },
    ];
  if (!(await may(reading, 'configure', kind.name, there.id)))
    return [{ code: 'not-permitted', column: naming, message: `you may not change ${kind.name}/${there.name}` }];
  const shown = await showContainer(reading, kind, `id:${there.id}`);
  return { changed: { row: there, values, before: Object.fromEntries(differs.map((field) => [field, shown[field]])) } };
}

/** What the row says; an empty cell empties the field. */
function readRow(kind: ContainerKind, naming: string, { sources }: Plan, row: readonly string[]) {
  const values: ContainerValues = { container: {}, own: {}, lists: {} };
  const problems: Told[] = [];
  for (const field of kind.fields) {
    const cell = sources.get(field.name)?.(row);
    if (cell === undefined || field.at === 'linked') continue;
    const parsed = cell.trim() === '' ? undefined : parseField(field, cell);
    if (parsed === undefined && field.required === true) problems.push(missing(field.name));
    else if (parsed?.ok === false) problems.push({ column: field.name, value: cell, ...refusalOf(parsed) });
    else values[field.at][field.column] = parsed?.value ?? null;
  }
  return { typed: sources.get(naming)?.(row).trim() ?? '', values, problems };
}

const missing = (column: string): Told => ({ code: 'missing-value', column, message: `${column} is missing` });

const refusalOf = ({ code, message, suggestion }: { code: string; message: string; suggestion?: string }) => ({
  code,
  message,
  ...(suggestion === undefined ? {} : { suggestion }),
});
