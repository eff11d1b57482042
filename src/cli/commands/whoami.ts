import type { Actor } from '../../access/session.ts';
import { Forbidden } from '../../domain/errors.ts';
import { command } from '../command.ts';
import type { Config } from '../config.ts';

export const whoami = command({
  words: 'whoami',
  summary: 'Who you act as, in which database, and why',
  options: { explain: { kind: 'flag', help: 'where each part comes from' } },
  examples: ['whoami', 'whoami --explain'],
  needs: 'anyone',
  rule: 'everybody, about themselves.',
  async run(input, { access, config }) {
    const explains = input.flag('explain');
    const asked = await access.read(async (reading) => reading.actor).catch((error: unknown) => error);
    // Where an unknown name comes from is what its own error message sends people here for.
    if (asked instanceof Error && !(explains && asked instanceof Forbidden)) throw asked;
    const actor = asked instanceof Error ? undefined : (asked as Actor);
    const data = {
      user: actor?.login ?? config.user,
      level: actor?.level ?? null,
      source: config.userSource,
      auth: actor === undefined || actor.id === 0 ? 'none' : 'asserted',
      db: config.db,
      ignored: config.ignored,
    };
    const head =
      actor === undefined ? `${(asked as Error).message}.` : `You act as ${actor.login}, level ${actor.level}.`;
    return {
      data,
      columns: ['user', 'level', 'source', 'auth', 'db'],
      exit: actor === undefined ? 4 : 0,
      ...(explains ? { text: `${[head, ...origins(config)].join('\n')}\n` } : {}),
    };
  },
});

function origins(config: Config): string[] {
  const files = { project: `the project file ${config.files.project}`, user: `the user file ${config.files.user}` };
  const user = { ...files, flag: '--as', env: 'VASCULUM_USER', none: '' }[config.userSource];
  const db = { ...files, flag: '--db', env: 'VASCULUM_DB', default: 'the default' }[config.dbSource];
  return [
    user === ''
      ? 'No user is configured: --as, VASCULUM_USER, a project file or the user file would name one.'
      : `The user comes from ${user}; it is a claim that nobody has checked.`,
    `The database is ${config.db}, from ${db}.`,
    ...config.ignored.map(({ path, reason }) => `${path} was ignored: ${reason}.`),
  ];
}
