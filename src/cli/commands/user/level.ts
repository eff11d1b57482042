import { command } from '../../command.ts';
import { userFields, userName } from './name.ts';

export const level = command({
  words: 'user level <user> <level>',
  summary: 'Promote or demote a user: registered, full or superadmin',
  options: { 'transfer-to': { kind: 'value', value: 'user', help: 'who becomes owner where nobody else would own' } },
  examples: ['user level rita full', 'user level ben registered --transfer-to ana'],
  named: userName,
  fields: [...userFields, 'result', 'transferred'],
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
        ...made.transferred.map((container) => `${input.maybe('transfer-to')} owns ${container} now`),
      ],
    };
  },
});
