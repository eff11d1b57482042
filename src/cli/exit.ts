import {
  Busy,
  Conflict,
  Forbidden,
  Invalid,
  NotFound,
  problemRow,
  Unusable,
  Usage,
  type Problem,
} from '../domain/errors.ts';
import { escapeForTerminal } from '../domain/name-key.ts';
import type { Manner } from './io.ts';

/** THE table of exit codes; README and `vasculum help exit-codes` print it. */
export const exitCodes = [
  { exit: 0, code: 'done', meaning: 'done; an empty list and "unchanged" too' },
  { exit: 1, code: 'failure', meaning: 'an unexpected failure: please report it' },
  {
    exit: 2,
    code: 'usage',
    meaning: 'the shape of the command: an unknown command or option, a missing argument, --yes needed',
  },
  { exit: 3, code: 'not-found', meaning: 'something named does not exist, or the actor may not see it' },
  { exit: 4, code: 'forbidden', meaning: 'not permitted; `access check` says no; no, an unknown or a disabled actor' },
  { exit: 5, code: 'invalid', meaning: 'a value or a file is invalid: role, level, privacy, licence, date, rows' },
  { exit: 6, code: 'conflict', meaning: 'it exists already, an invariant would break, something changed meanwhile' },
  { exit: 7, code: 'busy', meaning: 'busy or timed out; safe to try again' },
  {
    exit: 8,
    code: 'unusable',
    meaning: 'the database cannot be used: not ours, newer, older, damaged, the disk is full',
  },
] as const;

const classes = [
  [Usage, 2],
  [NotFound, 3],
  [Forbidden, 4],
  [Invalid, 5],
  [Conflict, 6],
  [Busy, 7],
  [Unusable, 8],
] as const;

export const exitOf = (error: unknown): number => classes.find(([kind]) => error instanceof kind)?.[1] ?? 1;

const hintOf = (error: unknown): string | undefined =>
  error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;

const shownProblems = 20;

/** One problem as a line: where, what, why, and what may have been meant. */
export function problemLine({ line, column, value, code, message, suggestion }: Problem, file?: string): string {
  const place = [line === undefined ? file : `${file ?? 'line '}${file === undefined ? '' : ':'}${line}`, column]
    .filter((part) => part !== undefined)
    .join(' ');
  const shown = value === undefined ? '' : ` "${value.replaceAll('"', String.raw`\"`)}":`;
  return `${place === '' ? '' : `${place}:`}${shown} ${message}${suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`} [${code}]`.trim();
}

/** An error as it goes to stderr: words for people, one line of JSON for programs. */
export function formatError(error: unknown, manner: Pick<Manner, 'format' | 'chosen' | 'debug'>): string {
  const exit = exitOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    hintOf(error) ??
    (exit === 1
      ? 'This is a bug in Vasculum; run the command again with --debug and report what it prints.'
      : undefined);
  const problems = error instanceof Invalid ? error.problems : [];
  const stack = manner.debug && error instanceof Error && error.stack !== undefined ? `${error.stack}\n` : '';
  // JSON is YAML, too.
  if (manner.chosen && ['json', 'jsonl', 'yaml'].includes(manner.format)) {
    const code = error instanceof Conflict ? error.code : (problems[0]?.code ?? exitCodes[exit]?.code ?? 'failure');
    return `${stack}${JSON.stringify({ error: { exit, code, message, hint: hint ?? null, ...(problems.length > 0 ? { problems: problems.map(problemRow) } : {}) } })}\n`;
  }
  // The only problem may be the message itself.
  const told = problems.filter((problem) => problems.length > 1 || !message.endsWith(problem.message));
  const lines = [`error: ${message}`, ...told.slice(0, shownProblems).map((problem) => `  ${problemLine(problem)}`)];
  if (problems.length > shownProblems) lines.push(`  … and ${problems.length - shownProblems} more`);
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  return `${stack}${lines.map(escapeForTerminal).join('\n')}\n`;
}
