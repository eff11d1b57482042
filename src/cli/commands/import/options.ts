import { Usage } from '../../../domain/errors.ts';
import type { Layer } from '../../../operations/import/layers.ts';
import type { Input, OptionSpec } from '../../command.ts';

export const options: Readonly<Record<string, OptionSpec>> = {
  dataset: {
    kind: 'value',
    value: 'dataset',
    help: 'the dataset of every row, where the file has no such column; not of members',
  },
  mapping: { kind: 'value', value: 'file.yaml', help: 'more of these options; what is typed wins' },
  map: {
    kind: 'list',
    value: 'header=column',
    help: 'read the column HEADER of the file as COLUMN, or as trait/NAME',
  },
  set: {
    kind: 'list',
    value: 'column=text',
    help: 'the text of COLUMN in every row; {Header} inserts a cell, {{ a brace',
  },
  recode: { kind: 'list', value: 'column:cell=value', help: 'read the text CELL of a column as VALUE' },
  ignore: { kind: 'list', value: 'header', help: 'leave a column of the file out; rest: all that are not known' },
  na: { kind: 'list', value: 'text', help: 'cells with this text are empty' },
  wide: {
    kind: 'value',
    value: 'auto|trait,…',
    help: 'measurements: one column for each trait: auto finds them by their names, or name them',
  },
  'date-format': { kind: 'value', value: 'format', help: 'dmy, mdy, ymd or excel, besides ISO; not of members' },
  decimal: { kind: 'value', value: 'sign', help: 'comma: numbers are written 1,5; not of members' },
  delimiter: { kind: 'value', value: 'delimiter', help: 'comma, tab, semicolon, pipe or a character' },
  encoding: { kind: 'value', value: 'encoding', help: 'utf-8, latin1, windows-1252, utf-16le, utf-16be' },
  'spreadsheet-safe': {
    kind: 'flag',
    help: "take away the ' that export --spreadsheet-safe put before formulas; not of members",
  },
  'on-invalid': { kind: 'value', value: 'way', help: 'abort: one bad row and nothing is stored; skip: store the good' },
  rejects: { kind: 'value', value: 'file', help: 'write the bad rows there, with what is wrong with them' },
  'if-exists': {
    kind: 'value',
    value: 'way',
    help: 'a row that is stored with other values: error, skip or update; of members update when not given, else error',
  },
  lower: { kind: 'flag', help: 'members: also where one holds more now' },
  'save-mapping': { kind: 'value', value: 'file.yaml', help: 'write these options to a mapping file' },
  inspect: { kind: 'value', value: 'file', help: 'say what a file holds, and the command that would import it' },
};

/** What was typed. Errors: Usage. */
export async function typedLayer(input: Input): Promise<Layer> {
  const { demandChoice, emptyLayer, listOptions, textOptions } = await import('../../../operations/import/layers.ts');
  const layer = emptyLayer();
  for (const name of Object.keys(textOptions)) {
    const text = input.maybe(name) ?? (input.flag(name) ? 'true' : undefined);
    if (text === undefined) continue;
    demandChoice(name, text, (message) => new Usage(`--${message}`));
    layer.texts.set(name, text);
  }
  for (const name of listOptions) {
    const texts = input.list(name);
    if (texts !== undefined) layer.lists.set(name, [...texts]);
  }
  pairs(input.list('map'), 'map', true, layer);
  pairs(input.list('set'), 'set', false, layer);
  const dataset = input.maybe('dataset');
  const other = layer.pairs.get('set')?.get('dataset');
  if (dataset !== undefined && other !== undefined && other !== dataset)
    throw new Usage(`--dataset says ${dataset}, and --set dataset=${other}`);
  for (const text of input.list('recode') ?? []) {
    const [whole, column = '', cell = '', value = ''] = /^([^:]+):([^=]*)=(.*)$/s.exec(text) ?? [];
    if (whole === undefined)
      throw new Usage(`--recode takes COLUMN:CELL=VALUE, not ${text}`, 'In a mapping file either may have any sign.');
    layer.recode.push({ column: column.trim(), cell, value });
  }
  return layer;
}

/** `--map HEADER=COLUMN`: a header may itself have an equals sign, a column does not. */
function pairs(texts: readonly string[] | undefined, option: string, last: boolean, layer: Layer): void {
  const found = layer.pairs.get(option);
  for (const text of texts ?? []) {
    const at = last ? text.lastIndexOf('=') : text.indexOf('=');
    if (at < 1) throw new Usage(`--${option} takes ${last ? 'HEADER=COLUMN' : 'COLUMN=TEXT'}, not ${text}`);
    const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1)];
    const before = found?.get(name);
    if (before !== undefined && before !== value)
      throw new Usage(`--${option} says two things of ${name}: ${before} and ${value}`);
    found?.set(name, value);
  }
}
