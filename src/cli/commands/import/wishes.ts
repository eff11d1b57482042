import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReadOptions } from '../../../csv/read.ts';
import type { Source } from '../../../csv/source.ts';
import { Invalid, NotFound, Usage } from '../../../domain/errors.ts';
import type { Columned, FileKind } from '../../../kinds/file-kinds.ts';
import type { ImportWishes } from '../../../operations/import/import-records.ts';
import type { Layer } from '../../../operations/import/layers.ts';
import type { Context, Input } from '../../command.ts';
import { decoded } from '../../complete-input.ts';
import { databaseFiles, demandDistinct, refuseDatabaseFile } from '../../named-files.ts';
import { typedLayer } from './options.ts';

/** What was typed over what the mapping file says. Errors: Usage; NotFound, Invalid for the mapping file. */
export async function layerOf(input: Input, kind: Columned, { edges, config }: Context): Promise<Layer> {
  const typed = await typedLayer(input);
  const mapping = input.maybe('mapping');
  await demandKnown(typed, (message, hint) => new Usage(message, hint));
  if (mapping === undefined) return typed;
  const [{ readMapping }, { merged }] = await Promise.all([
    import('../../../operations/import/mapping.ts'),
    import('../../../operations/import/layers.ts'),
  ]);
  refuseDatabaseFile(resolve(edges.cwd, mapping), config.db);
  const layer = readMapping(textOf(resolve(edges.cwd, mapping), mapping), mapping, kind);
  await demandKnown(layer, (message, hint) => new Invalid(`${mapping}: ${message}`, hint));
  return merged(layer, typed);
}

/** How the file is read, as far as that was typed. Errors: Usage. */
export async function typedReading(input: Input): Promise<ReadOptions> {
  const layer = await typedLayer(input);
  await demandKnown(layer, (message, hint) => new Usage(message, hint));
  return {
    ...defined('delimiter', layer.texts.get('delimiter')),
    ...defined('encoding', layer.texts.get('encoding')),
  };
}

function textOf(path: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new NotFound(`the mapping file ${shown} cannot be read`);
  }
  return decoded(bytes, `the mapping file ${shown}`);
}

/** An encoding or a delimiter that there is none of. */
async function demandKnown(
  { texts }: Layer,
  fail: (message: string, hint: string | undefined) => Error,
): Promise<void> {
  const [encoding, delimiter] = [texts.get('encoding'), texts.get('delimiter')];
  const { encodingNames, encodingOf } = await import('../../../csv/encoding.ts');
  if (encoding !== undefined && encodingOf(encoding) === undefined)
    throw fail(`unknown encoding ${encoding}`, `One of ${encodingNames.join(', ')}.`);
  if (delimiter === undefined) return;
  const { delimiterOf } = await import('../../../csv/delimiter.ts');
  try {
    delimiterOf(delimiter);
  } catch (error) {
    throw error instanceof Usage ? fail(error.message, error.hint) : error;
  }
}

/** The same as the import itself understands it. Errors: Usage for what means nothing to this kind. */
export function wishesOf(
  { texts, lists, pairs, recode }: Layer,
  kind: FileKind,
): Omit<ImportWishes, 'file' | 'arguments'> {
  const text = (name: string): string | undefined => texts.get(name);
  const wide = text('wide');
  const isTraits = wide !== undefined || [...(pairs.get('map')?.values() ?? [])].some((to) => /^trait\//i.test(to));
  if (isTraits && kind.wide === undefined)
    throw new Usage(`${kind.plural} have no values of traits`, 'Columns that are traits are imported as measurements.');
  if (text('dataset') !== undefined && kind.governedBy !== 'dataset')
    throw new Usage(`${kind.plural} belong to no dataset, so --dataset means nothing to them`);
  return {
    map: pairs.get('map') ?? new Map(),
    set: pairs.get('set') ?? new Map(),
    ignore: new Set(lists.get('ignore')),
    na: new Set(lists.get('na')),
    recode,
    decimalComma: ['comma', ','].includes(text('decimal') ?? ''),
    spreadsheetSafe: text('spreadsheet-safe') === 'true',
    onInvalid: text('on-invalid') === 'skip' ? 'skip' : 'abort',
    ifExists: (text('if-exists') ?? 'error') as ImportWishes['ifExists'],
    ...defined('dataset', text('dataset')),
    ...defined('delimiter', text('delimiter')),
    ...defined('encoding', text('encoding')),
    ...defined('dateFormat', text('date-format') as ImportWishes['dateFormat']),
    ...defined<'wide', NonNullable<ImportWishes['wide']>>(
      'wide',
      wide === undefined || wide === 'auto' ? wide : wide.split(',').map((name) => name.trim()),
    ),
  };
}

const defined = <K extends string, V>(name: K, value: V | undefined): { [name in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { [name in K]?: V };

/** Where the rejected rows go, looked at when the input is open. */
export function rejectsOf(layer: Layer, source: Source, { edges, config }: Context): Pick<ImportWishes, 'rejects'> {
  const path = layer.texts.get('rejects');
  if (path === undefined) return {};
  return {
    rejects: {
      name: path,
      open: async () => {
        const { RejectsFile } = await import('../../../csv/rejects-file.ts');
        refuseDatabaseFile(resolve(edges.cwd, path), config.db);
        return RejectsFile.at(resolve(edges.cwd, path), source, databaseFiles(config.db));
      },
    },
  };
}

/** Errors: Usage when a file that would be written is no file, or is another one of those that are named. */
export function demandOwnFiles(layer: Layer, input: Input, file: string, { edges }: Context): void {
  const rejects = layer.texts.get('rejects');
  const saved = input.maybe('save-mapping');
  for (const [option, path] of [
    ['rejects', rejects],
    ['save-mapping', saved],
  ])
    if (path === '-' || path === '') throw new Usage(`--${option} is a file`, 'Give it a name.');
  const at = (path: string | undefined): string | undefined => path && resolve(edges.cwd, path);
  demandDistinct(
    [
      ['--rejects', at(rejects)],
      ['--save-mapping', at(saved)],
    ],
    [
      ['the input', file === '-' ? undefined : at(file)],
      ['--mapping', at(input.maybe('mapping'))],
    ],
  );
}

/** The options as the audit log and the job keep them. */
export const argumentsOf = ({ texts, lists, pairs, recode }: Layer): Record<string, unknown> => ({
  ...Object.fromEntries(texts),
  ...Object.fromEntries(lists),
  ...Object.fromEntries([...pairs].flatMap(([name, map]) => (map.size === 0 ? [] : [[name, Object.fromEntries(map)]]))),
  ...(recode.length === 0 ? {} : { recode }),
});
