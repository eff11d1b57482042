import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Conflict, Invalid, NotFound } from '../../../domain/errors.ts';
import type { Columned } from '../../../kinds/file-kinds.ts';
import type { Layer } from '../../../operations/import/layers.ts';
import type { Context } from '../../command.ts';
import { refuseDatabaseFile } from '../../named-files.ts';

/**
 * Makes the mapping file ready, and returns what writes it. In one that is there already only this kind's section changes.
 * Errors: Conflict for a file that is no mapping, NotFound where none can be made.
 */
export async function mappingSaver(
  name: string,
  kind: Columned,
  layer: Layer,
  { edges, config }: Pick<Context, 'edges' | 'config'>,
): Promise<() => void> {
  const { writeMapping } = await import('../../../operations/import/mapping.ts');
  const path = resolve(edges.cwd, name);
  refuseDatabaseFile(path, config.db);
  if (!existsSync(dirname(path))) throw new NotFound(`${name} cannot be written: its directory is missing`);
  let text: string;
  try {
    text = writeMapping(existsSync(path) ? readFileSync(path, 'utf8') : undefined, name, kind, layer);
  } catch (error) {
    if (error instanceof Invalid || (error instanceof Error && 'code' in error))
      throw new Conflict(`${name} is there already, and is no mapping file`, 'Name another file.', 'exists');
    throw error;
  }
  return () => {
    const draft = `${path}.${randomUUID()}.part`;
    try {
      writeFileSync(draft, text);
      renameSync(draft, path);
    } catch {
      rmSync(draft, { force: true });
      throw new NotFound(`${name} cannot be written: its directory is closed to you`);
    }
  };
}
