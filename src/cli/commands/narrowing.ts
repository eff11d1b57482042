import type { RecordKind } from '../../kinds/kind.ts';
import { narrowings, narrowingsOf, type NarrowingName } from '../../kinds/narrowing.ts';
import type { Input, OptionSpec } from '../command.ts';

const options: Record<NarrowingName, OptionSpec> = {
  dataset: { kind: 'value', value: 'dataset', help: 'only what this dataset governs' },
  project: { kind: 'value', value: 'project', help: 'only what this project, or a dataset of it, governs' },
  taxon: { kind: 'value', value: 'taxon', help: 'only what is of this taxon, or of one below it' },
  location: { kind: 'value', value: 'location', help: 'only what is at this location, or at one in it' },
  trait: { kind: 'value', value: 'trait', help: 'only measurements of this trait' },
  object: {
    kind: 'value',
    value: 'object',
    help: 'only what is on this object: a tag, or taxon/NAME, location/NAME …',
  },
  from: { kind: 'value', value: 'date', help: 'only what may be of this date or later' },
  to: { kind: 'value', value: 'date', help: 'only what may be of this date or earlier' },
};

/** The options by which records are chosen; of one kind, those that mean something to it. */
export const narrowingOptions = (kind?: RecordKind): Record<string, OptionSpec> =>
  Object.fromEntries((kind === undefined ? narrowings : narrowingsOf(kind)).map((name) => [name, options[name]]));

export const narrowingWishes = (input: Input): Partial<Record<NarrowingName, string>> =>
  Object.fromEntries(
    narrowings.flatMap((name) => {
      const text = input.maybe(name);
      return text === undefined ? [] : [[name, text]];
    }),
  );
