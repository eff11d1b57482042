import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';

const state = (word: 'disable' | 'enable') =>
  command({
    words: `user ${word} <user>`,
    summary:
      word === 'disable'
        ? 'Take all rights from a user, keeping their roles'
        : 'Give a disabled user their rights again',
    options: {},
    examples: [`user ${word} ben`, `user ${word} ben --dry-run`],
    named: userName,
    fields: [...userFields, 'result'],
    needs: { action: 'administer', subject: 'user' },
    writes: true,
    async run(input, { access }) {
      const { setDisabled } = await import('../../../operations/users/edit-user.ts');
      const made = await setDisabled(access, input.arg(0), word === 'disable');
      return {
        data: made,
        columns: ['result', 'id', 'login', 'disabled_at'],
        say: made.result === 'updated' ? `${word}d ${made.login}` : `${made.login} is ${word}d already`,
      };
    },
  });

export const disable = state('disable');
export const enable = state('enable');
