import type { Input, OptionSpec } from '../../command.ts';

export const atOption: Readonly<Record<'at', OptionSpec>> = {
  at: { kind: 'value', value: 'time', help: 'as it was then: a time in UTC, or a row of the audit log' },
};

/** The moment that --at names; undefined is now. Errors: Invalid. */
export async function momentOf(input: Input) {
  const text = input.maybe('at');
  if (text === undefined) return undefined;
  const { parseMoment } = await import('../../../operations/questions/moment.ts');
  return parseMoment(text, 'at');
}
