import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';
import { listed, listOptions } from '../listing.ts';

export const list = command({
  words: 'user list',
  summary: 'List the users',
  options: listOptions,
  examples: ['user list', 'user list --filter level=full --json'],
  named: userName,
  fields: userFields,
  needs: { action: 'read', subject: 'user' },
  async run(input, { access, manner }) {
    const { listShownUsers } = await import('../../../operations/users/show-users.ts');
    return listed(await access.read(listShownUsers), ['login', 'level', 'name', 'disabled_at'], input, manner);
  },
});
