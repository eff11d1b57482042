import type { UserWishes } from '../../../operations/users/create-user.ts';
import { command, type Input, type OptionSpec } from '../../command.ts';
import { userFields, userName } from './name.ts';

const options: Record<string, OptionSpec> = {
  email: { kind: 'value', value: 'address', help: 'unique', required: true },
  name: { kind: 'value', value: 'name', help: 'the name for people' },
};

const wishesOf = (input: Input): UserWishes => {
  const [name, level] = [input.maybe('name'), input.maybe('level')];
  return {
    login: input.arg(0),
    email: input.text('email'),
    ...(name === undefined ? {} : { name }),
    ...(level === undefined ? {} : { level }),
  };
};

export const create = command({
  words: 'user create <login>',
  summary: 'Make a user, with a private workspace',
  options: {
    ...options,
    level: {
      kind: 'value',
      value: 'level',
      help: 'registered (when not given), full or superadmin',
      choices: ['registered', 'full', 'superadmin'],
    },
  },
  examples: [
    'user create dora --email dora@lab.org',
    'user create emil --email emil@lab.org --level full --name "Emil Vega"',
  ],
  named: userName,
  fields: [...userFields, 'result'],
  needs: { action: 'create', subject: 'user' },
  writes: true,
  async run(input, { access }) {
    const { createUser } = await import('../../../operations/users/create-user.ts');
    const made = await createUser(access, wishesOf(input), 'create');
    return {
      data: made,
      columns: ['result', 'id', 'login', 'level'],
      say:
        made.result === 'created'
          ? `created user ${made.login}, level ${String(made['level'])}`
          : `user ${made.login} is there already, unchanged`,
    };
  },
});

export const register = command({
  words: 'user register <login>',
  summary: 'Register yourself, at the level registered',
  options,
  examples: [
    'user register fred --email fred@lab.org',
    'user register gina --email gina@lab.org --name "Gina Ober" --dry-run',
  ],
  named: userName,
  fields: [...userFields, 'result'],
  needs: { action: 'register', subject: 'user' },
  writes: true,
  async run(input, { access }) {
    const { createUser } = await import('../../../operations/users/create-user.ts');
    const made = await createUser(access, wishesOf(input), 'register');
    return {
      data: made,
      columns: ['result', 'id', 'login', 'level'],
      say: `registered ${made.login}; act as this user with --as ${made.login} or VASCULUM_USER`,
    };
  },
});
