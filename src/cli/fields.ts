import { Usage } from '../domain/errors.ts';
import type { Command, Input } from './command.ts';
import type { Manner } from './io.ts';

/**
 * Answers `--fields ?`, or refuses a field that the command does not print, before anything is done: afterwards a refusal
 * would look as if nothing had been. Errors: Usage. `undefined`: go on.
 */
export function answerFields(command: Command, input: Input, { fields, own }: Manner): string | undefined {
  if (fields === undefined || command.fields === 'own') return undefined;
  if (own !== undefined) throw new Usage(`-o ${own} prints no fields`, `Leave out one of -o ${own} and --fields.`);
  const known = typeof command.fields === 'function' ? command.fields(input) : command.fields;
  if (fields.trim() === '?') return known.map((name) => `${name}\n`).join('');
  demandFields(fields, known);
  return undefined;
}

/** The names in a list of fields, of which any may be known where none is. Errors: Usage for one that is not known. */
export function demandFields(text: string, known: readonly string[]): string[] {
  const fields = text.split(',').map((field) => field.trim());
  const unknown = known.length === 0 ? undefined : fields.find((field) => !known.includes(field));
  if (unknown !== undefined) throw new Usage(`there is no field ${unknown}`, `The fields: ${known.join(', ')}`);
  return fields;
}
