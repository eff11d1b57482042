import { command } from '../command.ts';

export const whoami = command({
  words: 'whoami',
  summary: 'Who you act as, in which database, and why',
  options: { explain: { kind: 'flag', help: 'where each part comes from' } },
  examples: ['whoami', 'whoami --explain'],
  needs: 'anyone',
  rule: 'everybody, about themselves.',
  async run(input, { access, config }) {
    const actor = await access.read(async (reading) => reading.actor);
    const data = {
      user: actor.login,
      level: actor.level,
      source: config.userSource,
      auth: actor.id === 0 ? 'none' : 'asserted',
      db: config.db,
      ignored: config.ignored,
    };
    const told: Record<string, string> = {
      flag: '--as',
      env: 'VASCULUM_USER',
      project: `the project file ${config.files.project}`,
      user: `the user file ${config.files.user}`,
      none: 'nothing',
    };
    const from: Record<string, string> = {
      flag: '--db',
      env: 'VASCULUM_DB',
      project: `the project file ${config.files.project}`,
      user: `the user file ${config.files.user}`,
      default: 'the default',
    };
    return {
      data,
      columns: ['user', 'level', 'source', 'auth', 'db'],
      ...(input.flag('explain')
        ? {
            warnings: [],
            text: [
              `You act as ${actor.login}, level ${actor.level}.`,
              actor.id === 0
                ? 'No user is configured: --as, VASCULUM_USER, a project file or the user file would name one.'
                : `The user comes from ${told[config.userSource]}; it is a claim that nobody has checked.`,
              `The database is ${config.db}, from ${from[config.dbSource]}.`,
              ...config.ignored.map(({ path, reason }) => `${path} was ignored: ${reason}.`),
              '',
            ].join('\n'),
          }
        : {}),
    };
  },
});
