import { command } from '../../command.ts';

export const remove = command({
  words: 'user delete <user>',
  summary: 'Delete a user to whom nothing refers but an empty workspace',
  options: {},
  examples: ['user delete ben --dry-run', 'user delete ben --yes'],
  named: ({ ref }) => String(ref),
  fields: ['result', 'ref'],
  needs: { action: 'administer', subject: 'user' },
  rule: 'Whoever holds roles or made something is off-boarded instead. The login is never given again.',
  writes: true,
  destroys: true,
  async run(input, { access, confirm }) {
    const { deleteUser } = await import('../../../operations/users/delete-user.ts');
    await confirm(`Delete user ${input.arg(0)}?`);
    const made = await deleteUser(access, input.arg(0));
    return { data: made, say: `deleted ${made.ref}` };
  },
});
