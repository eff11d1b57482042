import type { Bench } from '../helpers/run.ts';

export interface Deed {
  code: number;
  /** The JSON of stdout: the record as it is afterwards, and what happened. */
  record: Record<string, unknown>;
  /** Code and column of each problem, of an exit 5. */
  problems: [string, string | null][];
  message: string;
  hint: string | null;
}

interface Failure {
  message: string;
  hint: string | null;
  problems?: { code: string; column?: string }[];
}

/** Runs a command with --json and takes apart what it answers. */
export async function deed(bench: Bench, as: string | null, ...argv: string[]): Promise<Deed> {
  const { code, out, err } = await bench.run([...argv, '--json'], { as });
  const record = (out === '' ? {} : JSON.parse(out)) as Record<string, unknown>;
  const line = err.split('\n').find((text) => text.startsWith('{"error":'));
  const failure: Failure =
    line === undefined ? { message: '', hint: null } : (JSON.parse(line) as { error: Failure }).error;
  return {
    code,
    record,
    problems: (failure.problems ?? []).map(({ code: word, column }) => [word, column ?? null]),
    message: failure.message,
    hint: failure.hint,
  };
}

/** Options of a command: `{ rangeMin: 0 }` is `--range-min 0`, a list is the option repeated. */
export const options = (fields: Record<string, string | number | readonly string[]>): string[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    [value]
      .flat()
      .flatMap((text) => [`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, String(text)]),
  );
