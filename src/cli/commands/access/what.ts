import { command, type Outcome } from '../../command.ts';
import { atOption, momentOf } from './at.ts';

const fields = ['user', 'object', 'role', 'via'] as const;
const partial: Outcome = {
  warnings: ['only containers that you may share are covered, and no members that you may not see'],
};

export const what = command({
  words: 'access what <user> [action]',
  summary: 'List what a user has a role in, or where they may do something',
  options: atOption,
  examples: ['access what ben', 'access what me insert --json'],
  fields,
  needs: 'anyone',
  rule: 'everybody about themselves; about others, of what you may share.',
  async run(input, { access }) {
    const { what: ask } = await import('../../../operations/questions/what.ts');
    const at = await momentOf(input);
    const { rows, complete } = await access.read((reading) => ask(reading, input.arg(0), input.maybeArg(1), at));
    // Who is in every line: one may be about a group in the user's place.
    return { data: rows, columns: fields, ...(complete ? {} : partial) };
  },
});

export const matrix = command({
  words: 'access matrix',
  summary: 'List every user with every container in which they have a role',
  options: { all: { kind: 'flag', help: 'also those without a role' }, ...atOption },
  examples: ['access matrix', 'access matrix --all -o csv'],
  fields,
  needs: 'anyone',
  rule: 'everybody about themselves; about others, of what you may share.',
  async run(input, { access }) {
    const { matrix: ask } = await import('../../../operations/questions/matrix.ts');
    const at = await momentOf(input);
    const { rows, complete } = await access.read((reading) =>
      ask(reading, { all: input.flag('all'), ...(at === undefined ? {} : { at }) }),
    );
    return { data: rows, columns: fields, ...(complete ? {} : partial) };
  },
});
