import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';

export const show = command({
  words: 'user show <user>',
  summary: 'Show a user',
  options: {},
  examples: ['user show ben', 'user show me --json'],
  named: userName,
  fields: userFields,
  needs: { action: 'read', subject: 'user' },
  rule: 'The e-mail address is shown to the user and to superadmins.',
  async run(input, { access }) {
    const { showUser } = await import('../../../operations/users/show-users.ts');
    return { data: await access.read((reading) => showUser(reading, input.arg(0))) };
  },
});
