import { Usage } from '../../../domain/errors.ts';
import { shorten } from '../../../domain/name-key.ts';
import { meansMembers, memberKind } from '../../../kinds/member-columns.ts';
import type { Context, Input, Outcome } from '../../command.ts';
import { databaseFiles } from '../../named-files.ts';
import { demandKind } from '../template.ts';
import { options } from './options.ts';

/** Of each of the first values, in a table. */
const shownLength = 24;
const meant: readonly string[] = ['inspect', 'delimiter', 'encoding'];
const delimiterWords: Readonly<Record<string, string>> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'pipe' };

/** What is said of each column. */
export const inspectFields = ['header', 'means', 'trait', 'type', 'missing', 'examples'] as const;

/** Looks at a file without importing it. Errors: Usage for options that mean nothing to it. */
export async function inspect(input: Input, typed: string, context: Context): Promise<Outcome> {
  const { edges, config } = context;
  const given = Object.keys(options).filter(
    (name) => input.maybe(name) !== undefined || input.list(name) !== undefined || input.flag(name),
  );
  const other = given.find((name) => !meant.includes(name));
  if (other !== undefined || input.maybeArg(1) !== undefined)
    throw new Usage(
      other === undefined ? '--inspect names the file itself' : `--${other} means nothing to --inspect`,
      'vasculum import [KIND] --inspect FILE, with --delimiter and --encoding where they are needed.',
    );
  const word = input.maybeArg(0);
  const kind = word === undefined ? undefined : meansMembers(word) ? memberKind : demandKind(word);
  const [{ openSource }, { inspectFile }, { typedReading }] = await Promise.all([
    import('../../../csv/source.ts'),
    import('../../../operations/import/inspect.ts'),
    import('./wishes.ts'),
  ]);
  const reading = await typedReading(input);
  const file = typed === '-' ? 'standard input' : typed;
  const source = await openSource(typed, {
    cwd: edges.cwd,
    stdin: edges.stdin,
    spoolDir: edges.tmpdir,
    never: databaseFiles(config.db),
  });
  try {
    const found = await inspectFile(context.access, source, file, reading, kind);
    return {
      data: found,
      rows: found.columns.map(({ examples, missing, ...column }) => ({
        ...column,
        missing: missing === 0 ? null : missing,
        examples: examples.map((text) => shorten(text, shownLength)).join(' · '),
      })),
      columns: inspectFields,
      aside: [
        found.delimiter === null
          ? `${file}: ${found.encoding}, BibTeX, ${found.rows} ${found.rows === 1 ? 'entry' : 'entries'}`
          : `${file}: ${found.encoding}, separated by ${delimiterWords[found.delimiter] ?? found.delimiter}, ${found.more ? `its first ${found.rows}` : found.rows} rows looked at; ${found.kind === null ? 'what they are is not clear' : `these seem to be ${found.kind}`}`,
        found.command ?? 'no command would import it as it is',
      ],
      warnings: found.notes,
    };
  } finally {
    source.close();
  }
}
