import { command } from '../../command.ts';
import { waited } from './level.ts';

export const offboard = command({
  words: 'user offboard <user>',
  summary: 'Disable a user, take all their roles, and pass on what nobody else owns',
  options: { 'transfer-to': { kind: 'value', value: 'user', help: 'who becomes owner where nobody else would own' } },
  examples: ['user offboard ben --transfer-to ana --dry-run', 'user offboard ben --transfer-to ana --yes'],
  fields: ['result', 'user', 'revoked', 'transferred', 'to', 'cancelled', 'cancelled_jobs', 'revoked_tokens'],
  needs: { action: 'administer', subject: 'user' },
  rule: 'Refused, naming each, where a container would be left without an owner and nobody is named to take it.',
  writes: true,
  destroys: true,
  async run(input, { access, confirm }) {
    const { offboardUser } = await import('../../../operations/users/offboard-user.ts');
    await confirm(`Disable ${input.arg(0)} and take all their roles?`);
    const { warnings, ...made } = await offboardUser(access, input.arg(0), input.maybe('transfer-to'));
    const { result, user, revoked, transferred, to, cancelled, revoked_tokens: tokens } = made;
    return {
      data: made,
      rows: { ...made, revoked: revoked.map(({ container, role }) => `${container}:${role}`) },
      columns: ['result', 'user', 'revoked', 'transferred', 'to'],
      say:
        result === 'unchanged'
          ? `${user} is disabled already, and holds no role`
          : [
              `${user} is disabled; ${revoked.length} ${revoked.length === 1 ? 'role is' : 'roles are'} gone`,
              ...transferred.map((container) => `${to} owns ${container} now`),
              ...waited(cancelled),
              ...(tokens.length === 0
                ? []
                : [`${tokens.length} ${tokens.length === 1 ? 'token is' : 'tokens are'} revoked`]),
            ],
      warnings,
    };
  },
});
