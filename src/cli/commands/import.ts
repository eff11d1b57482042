import { resolve } from 'node:path';
import { Invalid, problemRow, Usage } from '../../domain/errors.ts';
import type { Imported, ImportResult } from '../../operations/import/import-records.ts';
import { command, type Context, type Input, type Outcome } from '../command.ts';
import { progressBar } from '../progress.ts';
import { meansMembers } from '../../kinds/member-columns.ts';
import { problemLine } from '../exit.ts';
import { importMembersFile } from './members-file.ts';
import { demandKind } from './template.ts';

export const importing = command({
  words: 'import <kind> <file>',
  summary: 'Check every row of a CSV file, then store all of them or none',
  options: {
    dataset: { kind: 'value', value: 'dataset', help: 'the dataset of every row, where the file has no such column' },
    map: { kind: 'list', value: 'header=column', help: 'read the column HEADER of the file as COLUMN' },
    set: {
      kind: 'list',
      value: 'column=text',
      help: 'the text of COLUMN in every row; {Header} inserts a cell, {{ a brace',
    },
    ignore: { kind: 'list', value: 'header', help: 'leave a column of the file out; rest: all that are not known' },
    na: { kind: 'list', value: 'text', help: 'cells with this text are empty' },
    delimiter: { kind: 'value', value: 'delimiter', help: 'comma, tab, semicolon, pipe or a character' },
    encoding: { kind: 'value', value: 'encoding', help: 'utf-8, latin1, windows-1252, utf-16le, utf-16be' },
    lower: { kind: 'flag', help: 'members: also where one holds more now' },
  },
  examples: ['import persons people.csv', 'import measurements trees.csv --dataset plot-1 --dry-run'],
  needs: { action: 'insert', subject: 'measurement' },
  rule: 'Every row is checked; persons, locations, taxa and traits need the level full, members the right to change them.',
  writes: true,
  async run(input, context) {
    if (meansMembers(input.arg(0))) return importMembersFile(input, context, ['dataset', 'map', 'set', 'ignore', 'na']);
    const kind = demandKind(input.arg(0));
    if (input.flag('lower')) throw new Usage('only members can be lowered');
    if (input.maybe('dataset') !== undefined && kind.governedBy !== 'dataset')
      throw new Usage(`${kind.plural} belong to no dataset, so --dataset means nothing to them`);
    const { openSource } = await import('../../csv/source.ts');
    const { demandImport, importRecords } = await import('../../operations/import/import-records.ts');
    const { edges, config } = context;
    const typed = input.arg(1);
    const wishes = wishesOf(input);
    await demandKnown(wishes);
    const shownName = typed === '-' ? 'standard input' : typed;
    const source = await openSource(typed === '-' ? '-' : resolve(edges.cwd, typed), {
      stdin: edges.stdin,
      spoolDir: edges.tmpdir,
      never: ['', '-wal', '-shm'].map((suffix) => config.db + suffix),
    }).catch(async (error: unknown) => {
      // What is wrong with a file is said to those who may import it.
      if (error instanceof Invalid) await demandImport(context.access, kind, wishes.dataset);
      throw error;
    });
    const bar = await progressBar(edges, context.manner, source.size);
    try {
      const imported = await importRecords(context.access, kind, source, {
        ...wishes,
        file: shownName,
        progress: bar.tick,
        arguments: { kind: kind.name, file: shownName, ...plainWishes(input) },
      });
      return outcome(imported, shownName, context);
    } finally {
      bar.end();
      source.close();
    }
  },
});

/** `--map HEADER=COLUMN`: a header may itself have an equals sign, a column does not. */
function pairs(texts: readonly string[] | undefined, option: string, last: boolean): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of texts ?? []) {
    const at = last ? text.lastIndexOf('=') : text.indexOf('=');
    if (at < 1) throw new Usage(`--${option} takes ${last ? 'HEADER=COLUMN' : 'COLUMN=TEXT'}, not ${text}`);
    const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1)];
    const before = found.get(name);
    if (before !== undefined && before !== value)
      throw new Usage(`--${option} says two things of ${name}: ${before} and ${value}`);
    found.set(name, value);
  }
  return found;
}

function wishesOf(input: Input) {
  const [dataset, delimiter, encoding] = [input.maybe('dataset'), input.maybe('delimiter'), input.maybe('encoding')];
  const set = pairs(input.list('set'), 'set', false);
  const other = set.get('dataset');
  if (dataset !== undefined && other !== undefined && other !== dataset)
    throw new Usage(`--dataset says ${dataset}, and --set dataset=${other}`);
  return {
    map: pairs(input.list('map'), 'map', true),
    set,
    ignore: new Set(input.list('ignore') ?? []),
    na: new Set(input.list('na') ?? []),
    ...(dataset === undefined ? {} : { dataset }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

/** Errors: Usage for an encoding or a delimiter that there is none of. */
async function demandKnown({ encoding, delimiter }: { encoding?: string; delimiter?: string }): Promise<void> {
  const { encodingNames, encodingOf } = await import('../../csv/encoding.ts');
  if (encoding !== undefined && encodingOf(encoding) === undefined)
    throw new Usage(`unknown encoding ${encoding}`, `One of ${encodingNames.join(', ')}.`);
  if (delimiter !== undefined) (await import('../../csv/delimiter.ts')).delimiterOf(delimiter);
}

const plainWishes = (input: Input): Record<string, unknown> =>
  Object.fromEntries(
    ['dataset', 'delimiter', 'encoding', 'map', 'set', 'ignore', 'na'].map((name) => [
      name,
      input.maybe(name) ?? input.list(name) ?? null,
    ]),
  );

const shownProblems = 20;

function nothingStored({ read, rejected, skipped }: ImportResult): string {
  if (read === 0) return 'nothing was stored: the file cannot be used';
  const others =
    skipped === 0
      ? ''
      : skipped === 1
        ? '; the good one is not stored either'
        : `; the ${skipped} good ones are not stored either`;
  return `nothing was stored: ${rejected} of ${read} rows cannot be${others}`;
}

function outcome({ result, problems, hint }: Imported, file: string, { manner, dryRun }: Context): Outcome {
  const { status, read, created, unchanged, error_groups: groups, error_count: count, defaults } = result;
  const failed = status === 'failed';
  const said: string[] = [];
  if (!(manner.chosen && manner.format !== 'table')) {
    for (const problem of problems.slice(0, shownProblems)) said.push(problemLine(problem, file));
    if (count > shownProblems) said.push(...summaries(groups), `${count} problems in all; --json lists the first 100`);
  }
  for (const [column, used] of Object.entries(defaults)) said.push(`${column}: ${used}, your default`);
  said.push(
    failed
      ? nothingStored(result)
      : `${dryRun ? 'would store' : 'stored'} ${created} of ${read} ${result.kind}${unchanged > 0 ? `; ${unchanged} were there already, unchanged` : ''}`,
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  );
  const row = { result: failed ? 'rejected' : created > 0 ? 'created' : 'unchanged', ...result };
  return {
    // As lines, every problem and the result last; as one value, the result with its first hundred.
    data: manner.chosen && manner.format === 'jsonl' ? [...problems.map(problemRow), result] : result,
    rows: [row],
    columns: ['status', 'kind', 'read', 'created', 'updated', 'unchanged', 'skipped', 'rejected'],
    say: said,
    warnings: result.warnings,
    exit: failed ? 5 : 0,
  };
}

/** Repeats as one line each: a name that is unknown on 4 812 lines is one thing to mend. */
const summaries = (groups: ImportResult['error_groups']): string[] =>
  groups
    .filter((group) => group.count > 1)
    .slice(0, shownProblems)
    .map(
      ({ code, column, value, count, first_line: line }) =>
        `${code}${column === null ? '' : ` in ${column}`}${value === null ? '' : ` ${JSON.stringify(value)}`} × ${count}, first at line ${line}`,
    );
