import { resolve } from 'node:path';
import { command } from '../command.ts';
import { writeSetting } from '../config.ts';
import { identityOf } from '../identity.ts';
import { Usage } from '../../domain/errors.ts';

const scopes = ['project', 'user', 'none'] as const;

export const init = command({
  words: 'init [path]',
  summary: 'Make a new database with its first superadmin',
  options: {
    user: { kind: 'value', value: 'login', help: 'login of the first superadmin', required: true },
    email: { kind: 'value', value: 'address', help: 'e-mail of the first superadmin', required: true },
    name: { kind: 'value', value: 'name', help: 'name of the first superadmin' },
    config: {
      kind: 'value',
      value: 'scope',
      help: 'where to note user and database: project (.vasculum.json), user or none',
      choices: scopes,
    },
  },
  examples: ['init --user ana --email ana@lab.org', 'init lab.db --user ana --email ana@lab.org --config none'],
  fields: ['result', 'path', 'user', 'config'],
  needs: 'anyone',
  rule: 'everybody; whoever makes the database is its first superadmin.',
  writes: true,
  // It makes files, wherever.
  places: () => ['init'],
  without: 'database',
  async run(input, { config, edges, dryRun }) {
    const scope = scopes.find((known) => known === (input.maybe('config') ?? 'project'));
    if (scope === undefined) throw new Usage(`--config is one of ${scopes.join(', ')}`);
    const { initDatabase } = await import('../../operations/database/init.ts');
    const path = input.maybeArg(0) === undefined ? config.db : resolve(edges.cwd, input.arg(0));
    const login = input.text('user');
    const name = input.maybe('name');
    const { result, warnings } = await initDatabase({
      path,
      login,
      email: input.text('email'),
      ...(name === undefined ? {} : { name }),
      dryRun,
      // A settings file that cannot be written is found out before anything is made.
      before: () => {
        if (scope === 'none' || dryRun) return;
        writeSetting(edges, 'db', path, scope, { dryRun: true });
        writeSetting(edges, 'user', login, scope, { dryRun: true });
      },
      clock: edges.clock,
      identity: identityOf(config, edges, 'vasculum init'),
    });
    const notes =
      scope === 'none'
        ? []
        : [writeSetting(edges, 'db', path, scope, { dryRun }), writeSetting(edges, 'user', login, scope, { dryRun })];
    const before = notes.flatMap(({ key, was, value, path: file }) =>
      was === null || was === value ? [] : [`${file} said ${key} ${was} before`],
    );
    const noted = notes[0]?.path ?? null;
    return {
      data: { result, path, user: login, config: noted },
      warnings: [...warnings, ...before],
      say:
        result === 'created'
          ? `made ${path}; ${login} is its superadmin${noted === null ? '' : `, as ${noted} says`}`
          : `${path} is there already, with that superadmin`,
    };
  },
});
