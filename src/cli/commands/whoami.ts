import type { Admitted } from '../../access/session.ts';
import type { Standing } from '../../operations/database/standing.ts';
import { Forbidden } from '../../domain/errors.ts';
import { formatMoment } from '../../domain/moment.ts';
import { command } from '../command.ts';
import type { Config } from '../config.ts';
import { behind } from '../gate.ts';
import type { Edges } from '../io.ts';

export const whoami = command({
  words: 'whoami',
  summary: 'Who you act as, in which database, and why',
  options: { explain: { kind: 'flag', help: 'where each part comes from, and what vouches for it' } },
  examples: ['whoami', 'whoami --explain'],
  fields: ['user', 'level', 'source', 'auth', 'scope', 'db', 'ignored'],
  needs: 'anyone',
  rule: 'everybody, about themselves.',
  async run(input, { access, config, edges }) {
    const explains = input.flag('explain');
    const { standing } = await import('../../operations/database/standing.ts');
    const asked = await access.read(standing).catch((error: unknown) => error);
    // Where an unknown name comes from is what its own error message sends people here for.
    if (asked instanceof Error && !(explains && asked instanceof Forbidden)) throw asked;
    const { admitted, scope = null } = asked instanceof Error ? {} : (asked as Standing);
    const data = {
      user: admitted?.actor.login ?? config.user,
      level: admitted?.actor.level ?? null,
      source: admitted?.source ?? config.userSource,
      auth: admitted?.auth ?? 'none',
      scope,
      db: config.db,
      ignored: config.ignored,
    };
    const lines =
      admitted === undefined
        ? [`${(asked as Error).message}.`, ...bearer(config), ...claim(config)]
        : [
            `You act as ${admitted.actor.login}, level ${admitted.actor.level}.`,
            ...grounds(admitted, config, edges),
            ...(scope === null ? [] : [`It allows: ${scope.join(', ')}.`]),
            modes[admitted.mode],
          ];
    return {
      data,
      columns: ['user', 'level', 'source', 'auth', 'db'],
      exit: admitted === undefined ? 4 : 0,
      ...(explains ? { text: `${[...lines, ...place(config)].join('\n')}\n` } : {}),
    };
  },
});

const modes: Readonly<Record<Admitted['mode'], string>> = {
  asserted: 'This database believes whoever names a user (auth asserted).',
  os: 'This database asks the operating system who you are (auth os).',
  token: 'This database asks for a token (auth token).',
  service: 'This database is used through the account that owns it, which is told who comes (auth service).',
};

function grounds({ auth, mode, source, configured, token }: Admitted, config: Config, edges: Edges): string[] {
  if (token !== undefined)
    return [
      ...bearer(config),
      `It is token ${token.id}, and ${token.expires_at === null ? 'has no end' : `ends ${formatMoment(token.expires_at)}`}.`,
    ];
  if (auth === 'none' && mode !== 'asserted') return unknown(mode, edges);
  if (auth === 'none' || auth === 'asserted') return claim(config);
  const others = behind(edges);
  const account =
    auth === 'service' && others?.keyUser != null
      ? `You came by an ssh key that stands for ${configured}, as the service account says.`
      : auth === 'service'
        ? `You came by sudo from the account with the uid ${others?.sudoUid}, which is bound to ${configured}.`
        : `Your account (uid ${edges.uid}) is bound to ${configured}, as the operating system vouches.`;
  return source === 'flag' ? [account, `As a superadmin, ${configured} acts as another by --as.`] : [account];
}

/** Why somebody whose word is not enough is nobody. */
function unknown(mode: Admitted['mode'], edges: Edges): string[] {
  if (mode === 'token')
    return [
      'No token was given: one in VASCULUM_TOKEN, or in the file token beside your user settings, would say who you are.',
    ];
  const uid = mode === 'service' ? behind(edges)?.sudoUid : edges.uid;
  return [
    `Your account${uid === undefined || uid === null ? '' : ` (uid ${uid})`} is bound to no user of this database; a superadmin can bind it: vasculum user edit LOGIN --os-uid ${uid ?? 'UID'}`,
  ];
}

const bearer = ({ token }: Config): string[] =>
  token === undefined ? [] : 'from' in token ? [`The token comes from ${token.from}.`] : [];

function claim({ files, userSource }: Config): string[] {
  const user = {
    project: `the project file ${files.project}`,
    user: `the user file ${files.user}`,
    flag: '--as',
    key: 'the ssh key, as the gate says',
    env: 'VASCULUM_USER',
    none: '',
  }[userSource];
  return [
    user === ''
      ? 'No user is configured: --as, VASCULUM_USER, a project file or the user file would name one.'
      : `The user comes from ${user}; it is a claim that nobody has checked.`,
  ];
}

function place({ db, dbSource, files, ignored }: Config): string[] {
  const from = {
    project: `the project file ${files.project}`,
    user: `the user file ${files.user}`,
    flag: '--db',
    env: 'VASCULUM_DB',
    default: 'the default',
  }[dbSource];
  return [
    `The database is ${db}, from ${from}.`,
    ...ignored.map(({ path, reason }) => `${path} was ignored: ${reason}.`),
  ];
}
