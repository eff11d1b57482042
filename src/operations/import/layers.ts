import { dateFormats } from '../../domain/date-formats.ts';
import type { Recoding } from './cells.ts';
import { ifExistsWays } from './judge.ts';
import { onInvalidWays } from './result.ts';

/** The options of an import as one place gives them: the command line, a mapping file, or a section of it. */
export interface Layer {
  texts: Map<string, string>;
  lists: Map<string, string[]>;
  pairs: ReadonlyMap<string, Map<string, string>>;
  recode: Recoding[];
}

/** Options of one text, and what it may be where that is a closed list. */
export const textOptions: Readonly<Record<string, readonly string[] | undefined>> = {
  dataset: undefined,
  wide: undefined,
  'date-format': dateFormats,
  decimal: ['comma', 'point', ',', '.'],
  delimiter: undefined,
  encoding: undefined,
  'on-invalid': onInvalidWays,
  'if-exists': ifExistsWays,
  rejects: undefined,
  'spreadsheet-safe': ['true', 'false'],
};
/** Those of them that say nothing of memberships. */
export const ofRecordsAlone: readonly string[] = ['dataset', 'wide', 'date-format', 'decimal', 'spreadsheet-safe'];
export const listOptions: readonly string[] = ['ignore', 'na'];
export const pairOptions: readonly string[] = ['map', 'set'];

export const emptyLayer = (): Layer => ({
  texts: new Map(),
  lists: new Map(),
  pairs: new Map(pairOptions.map((name) => [name, new Map<string, string>()])),
  recode: [],
});

export function demandChoice(name: string, text: string, fail: (message: string) => Error): void {
  const choices = textOptions[name];
  if (choices !== undefined && !choices.includes(text))
    throw fail(`${name} is one of ${choices.join(', ')}, not ${text}`);
}

/** The later of two layers wins: name by name where an option has names, else as a whole. */
export function merged(below: Layer, above: Layer): Layer {
  const pairs = new Map(
    pairOptions.map((name) => [name, new Map([...(below.pairs.get(name) ?? []), ...(above.pairs.get(name) ?? [])])]),
  );
  const texts = new Map([...below.texts, ...above.texts]);
  // The dataset can be said in three ways; whoever says it last means it.
  const said = (layer: Layer): string[] =>
    ['dataset', 'dataset_id'].filter((name) => layer.pairs.get('set')?.has(name));
  if (above.texts.has('dataset') || said(above).length > 0) {
    for (const name of said(below)) if (!said(above).includes(name)) pairs.get('set')?.delete(name);
    if (!above.texts.has('dataset')) texts.delete('dataset');
  }
  const isAgain = ({ column, cell }: Recoding): boolean =>
    above.recode.some((other) => other.column === column && other.cell === cell);
  return {
    texts,
    lists: new Map([...below.lists, ...above.lists]),
    pairs,
    recode: [...below.recode.filter((one) => !isAgain(one)), ...above.recode],
  };
}
