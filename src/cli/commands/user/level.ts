import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';

/** Of invitations and requests that ended with the rights that they ask for. */
export const waited = (cancelled: number): string[] =>
  cancelled === 0
    ? []
    : [`${cancelled === 1 ? '1 invitation or request was' : `${cancelled} invitations and requests were`} cancelled`];

export const level = command({
  words: 'user level <user> <level>',
  summary: 'Promote or demote a user: registered, full or superadmin',
  options: { 'transfer-to': { kind: 'value', value: 'user', help: 'who becomes owner where nobody else would own' } },
  examples: ['user level rita full', 'user level ben registered --transfer-to ana'],
  named: userName,
  fields: [...userFields, 'result', 'lowered', 'cancelled', 'transferred'],
  needs: { action: 'administer', subject: 'user' },
  rule: 'Demotion to registered turns direct roles into viewer, and is refused where a container would be left without an owner.',
  writes: true,
  async run(input, { access }) {
    const { setLevel } = await import('../../../operations/users/edit-user.ts');
    const made = await setLevel(access, input.arg(0), input.arg(1), input.maybe('transfer-to'));
    return {
      data: made,
      columns: ['result', 'id', 'login', 'level'],
      say: [
        made.result === 'updated'
          ? `${made.login} is now ${String(made['level'])}`
          : `${made.login} is ${String(made['level'])} already`,
        ...(made.lowered === 0
          ? []
          : [
              `${made.lowered} ${made.lowered === 1 ? 'direct role' : 'direct roles'} became viewer or member, or ended`,
            ]),
        ...waited(made.cancelled),
        ...made.transferred.map((container) => `${input.maybe('transfer-to')} owns ${container} now`),
      ],
    };
  },
});
