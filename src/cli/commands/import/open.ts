import type { Source } from '../../../csv/source.ts';
import { Invalid } from '../../../domain/errors.ts';
import type { Context } from '../../command.ts';
import { databaseFiles } from '../../named-files.ts';

/** Opens what is imported. What is wrong with a file is said to those alone who may import it: `demand` refuses the others. */
export async function openImported(
  typed: string,
  { edges, config }: Context,
  demand: () => Promise<unknown>,
): Promise<Source> {
  const { openSource } = await import('../../../csv/source.ts');
  const { cwd, stdin, tmpdir: spoolDir } = edges;
  return openSource(typed, { cwd, stdin, spoolDir, never: databaseFiles(config.db) }).catch(async (error: unknown) => {
    if (error instanceof Invalid) await demand();
    throw error;
  });
}
