import { Usage } from '../../../domain/errors.ts';
import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';

const fields = ['login', 'email', 'name', 'person', 'default-project', 'default-dataset', 'os-uid'] as const;

export const edit = command({
  words: 'user edit <user>',
  summary: 'Change e-mail, name, own person and defaults; a superadmin also login and account',
  options: {
    login: { kind: 'value', value: 'login', help: 'a new login; the old one is never given again' },
    email: { kind: 'value', value: 'address', help: 'unique' },
    name: { kind: 'value', value: 'name', help: 'the name for people' },
    person: { kind: 'value', value: 'person', help: 'the person record that this user is' },
    'default-project': { kind: 'value', value: 'project', help: 'stands in where a project is not named' },
    'default-dataset': { kind: 'value', value: 'dataset', help: 'stands in where a dataset is not named' },
    'os-uid': {
      kind: 'value',
      value: 'number',
      help: 'the account of the operating system that is this user’s (id -u)',
    },
    unset: { kind: 'list', value: 'field', help: 'empty this field' },
  },
  examples: ['user edit ben --name "Ben Silva"', 'user edit me --default-dataset example'],
  named: userName,
  fields: [...userFields, 'result'],
  needs: { action: 'edit', subject: 'user' },
  rule: 'Login and account are for superadmins to change.',
  writes: true,
  async run(input, { access }) {
    const texts: Record<string, string | null> = {};
    for (const field of fields) {
      const text = input.maybe(field);
      if (text !== undefined) texts[field.replaceAll('-', '_')] = text;
    }
    for (const field of input.list('unset') ?? []) {
      if (!fields.some((known) => known === field.replaceAll('_', '-')))
        throw new Usage(`a user has no field ${field}`, `The fields: ${fields.join(', ')}`);
      texts[field.replaceAll('-', '_')] = null;
    }
    if (Object.keys(texts).length === 0) throw new Usage('nothing to change was given', 'vasculum help user edit');
    const { editUser } = await import('../../../operations/users/edit-user.ts');
    const made = await editUser(access, input.arg(0), texts);
    return { data: made, columns: ['result', 'id', 'login'], say: `${made.result} user ${made.login}` };
  },
});
