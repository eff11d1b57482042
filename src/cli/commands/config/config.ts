import { existsSync } from 'node:fs';
import { NotFound, Usage } from '../../../domain/errors.ts';
import { closest } from '../../../domain/suggest.ts';
import { command, type Context, type Input } from '../../command.ts';
import { listSettings, originOf, readSetting, unsetSetting, writeSetting, type Setting } from '../../config.ts';

const inFiles: readonly string[] = ['user', 'db'];
const settingFields = ['key', 'value', 'scope', 'path'] as const;
const changeFields = ['result', 'path', 'key', 'value', 'was'] as const;
const isSetting = (key: string): key is Setting => inFiles.includes(key);

const inSettingsFile = (input: Input): string[] => (isSetting(input.maybeArg(0) ?? '') ? ['a settings file'] : []);

/** Errors: NotFound with the nearest key there is. */
async function demandDatabaseKey(key: string): Promise<void> {
  const { databaseSettings } = await import('../../../access/settings.ts');
  if (Object.hasOwn(databaseSettings, key)) return;
  const known = [...inFiles, ...Object.keys(databaseSettings)];
  const near = closest(key, known);
  throw new NotFound(
    `there is no setting ${key}`,
    near === undefined ? `The settings: ${known.join(', ')}` : `Did you mean ${near}?`,
  );
}

async function databaseRows({ open, config }: Context) {
  const access = await open();
  const { databaseSettings, readSettings } = await import('../../../access/settings.ts');
  const stored = await access.read(readSettings);
  return Object.entries(stored).map(([key, value]) => {
    const initial = value === databaseSettings[key]?.initial;
    const scope = initial ? ('default' as const) : ('database' as const);
    return { key, value, scope, path: initial ? null : config.db };
  });
}

export const list = command({
  words: 'config list',
  summary: 'List the settings in force',
  options: { 'show-origin': { kind: 'flag', help: 'also which option, variable, file or database says so' } },
  examples: ['config list', 'config list --show-origin --json'],
  fields: (input) => [...settingFields, ...(input.flag('show-origin') ? ['origin'] : [])],
  needs: 'anyone',
  without: 'database',
  async run(input, context) {
    const rows = [
      ...listSettings(context.edges, context.config),
      ...(existsSync(context.config.db) ? await databaseRows(context) : []),
    ];
    return input.flag('show-origin')
      ? { data: rows.map((row) => ({ ...row, origin: originOf(row) })), columns: ['key', 'value', 'origin'] }
      : { data: rows, columns: ['key', 'value', 'scope'] };
  },
});

export const get = command({
  words: 'config get <key>',
  summary: 'Print one setting',
  options: {},
  examples: ['config get user', 'config get registration --json'],
  fields: settingFields,
  needs: 'anyone',
  without: 'database',
  async run(input, context) {
    const key = input.arg(0);
    const row = isSetting(key)
      ? readSetting(context.edges, key, context.config)
      : (await demandDatabaseKey(key), (await databaseRows(context)).find((known) => known.key === key));
    return { data: row, text: `${row?.value ?? ''}\n` };
  },
});

export const set = command({
  words: 'config set <key> <value>',
  summary: 'Change a setting: user and db in a file, the others in the database',
  options: {
    scope: {
      kind: 'value',
      value: 'scope',
      help: 'project (.vasculum.json), user, or database',
      choices: ['project', 'user', 'database'],
    },
  },
  examples: ['config set user ben', 'config set registration closed'],
  fields: changeFields,
  needs: 'anyone',
  places: inSettingsFile,
  without: 'database',
  rule: 'settings of the database are for superadmins.',
  writes: true,
  async run(input, context) {
    return change(input.arg(0), input.arg(1), input.maybe('scope'), context);
  },
});

export const unset = command({
  words: 'config unset <key>',
  summary: 'Return a setting to what it was before anybody set it',
  options: set.options,
  examples: ['config unset user', 'config unset registration'],
  fields: changeFields,
  needs: 'anyone',
  places: inSettingsFile,
  without: 'database',
  rule: 'settings of the database are for superadmins.',
  writes: true,
  async run(input, context) {
    return change(input.arg(0), null, input.maybe('scope'), context);
  },
});

async function change(key: string, value: string | null, scope: string | undefined, context: Context) {
  const { open, edges, dryRun } = context;
  if (isSetting(key)) {
    if (scope !== undefined && scope !== 'project' && scope !== 'user')
      throw new Usage(`${key} is kept in a file`, 'The scope is project or user.');
    const done =
      value === null
        ? unsetSetting(edges, key, scope ?? 'project', { dryRun })
        : writeSetting(edges, key, value, scope ?? 'project', { dryRun });
    return { data: done, say: `${done.result} ${key} in ${done.path}` };
  }
  await demandDatabaseKey(key);
  if (scope !== undefined && scope !== 'database')
    throw new Usage(`${key} is kept in the database`, 'The scope is database.');
  const { changeSetting } = await import('../../../operations/database/settings.ts');
  const { was, now, changed } = await changeSetting(await open(), key, value);
  return {
    data: { result: changed ? 'updated' : 'unchanged', path: null, key, value: now, was },
    say: `${changed ? 'updated' : 'unchanged'} ${key}: ${now}`,
  };
}
