import { command } from '../../command.ts';
import { atOption, momentOf } from './at.ts';

export const who = command({
  words: 'access who <object> [action]',
  summary: 'List everybody who has a role, or may do something',
  options: atOption,
  examples: ['access who dataset/example', 'access who dataset/example edit --json'],
  fields: ['user', 'role', 'via', 'until'],
  needs: 'anyone',
  rule: 'those who may share the object.',
  async run(input, { access }) {
    const { who: ask } = await import('../../../operations/questions/who.ts');
    const at = await momentOf(input);
    const { rows, complete, notes } = await access.read((reading) => ask(reading, input.arg(0), input.maybeArg(1), at));
    return {
      data: rows,
      columns: ['user', 'role', 'via', 'until'],
      warnings: [
        ...notes,
        ...(complete ? [] : ['a group whose members you may not see is listed as the group, and its members are not']),
      ],
    };
  },
});
