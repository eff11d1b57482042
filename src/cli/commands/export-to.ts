import type { Context, Input, Outcome } from '../command.ts';
import { WholeFile } from '../whole-file.ts';

/** Writes an export to standard output, or to the file of --output, which appears whole or not at all. */
export async function exportTo<T extends { rows: number }>(
  path: string | undefined,
  input: Input,
  { edges, dryRun, config }: Context,
  things: (rows: number) => string,
  run: (write: (chunk: string) => Promise<void>) => Promise<T>,
): Promise<{ outcome: Outcome; exported: T }> {
  const nowhere = async (): Promise<void> => undefined;
  if (path === undefined) {
    const exported = await run(dryRun ? nowhere : (chunk) => edges.stdout.write(chunk));
    return { exported, outcome: { say: `exported ${things(exported.rows)}` } };
  }
  const file = new WholeFile(path, input.flag('force'), config.db);
  try {
    const exported = await run(dryRun ? nowhere : async (chunk) => file.write(chunk));
    if (dryRun) file.check();
    const sha256 = dryRun ? null : file.keep();
    const say = `${dryRun ? 'would export' : 'exported'} ${things(exported.rows)} to ${path}`;
    return { exported, outcome: { data: { file: path, rows: exported.rows, sha256 }, say } };
  } finally {
    file.discard();
  }
}

/** What is said of cells that are written as they are. */
export const formulaWarnings = (formulas: number): string[] =>
  formulas === 0
    ? []
    : [
        `${formulas} ${formulas === 1 ? 'cell begins' : 'cells begin'} like a formula, which a spreadsheet would run; --spreadsheet-safe guards them`,
      ];
