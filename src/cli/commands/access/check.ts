import { command } from '../../command.ts';

export const check = command({
  words: 'access check <user> <action> <object>',
  summary: 'Ask whether somebody may do something: exit 0 yes, 4 no',
  options: {},
  examples: ['access check ben read dataset/example', 'access check me create project --json'],
  fields: ['user', 'action', 'object', 'allowed'],
  needs: 'anyone',
  rule: 'everybody about themselves; about others, where you may share; else exit 3.',
  async run(input, { access, manner }) {
    const { checkAccess } = await import('../../../operations/questions/check.ts');
    const asked = await access.read((reading) => checkAccess(reading, input.arg(0), input.arg(1), input.arg(2)));
    return {
      data: asked,
      ...(manner.chosen ? {} : { text: `${asked.allowed ? 'yes' : 'no'}\n` }),
      exit: asked.allowed ? 0 : 4,
    };
  },
});
