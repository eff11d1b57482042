/** Which user and which database a command means, why, and how the files that say so are changed. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { Conflict, Invalid, Usage } from '../domain/errors.ts';
import { projectFile, replaceFile, settingNames, tokenOf, userFile } from './config-file.ts';
import type { Edges, FileScope, Setting, SettingsFile, Token } from './config-file.ts';

export type { Edges, Setting } from './config-file.ts';

export interface Config {
  user: string | null;
  userSource: 'flag' | 'key' | 'env' | 'project' | 'user' | 'none';
  /** Who would act without `--as`. */
  configuredUser: string | null;
  token?: Token;
  /** Absolute. */
  db: string;
  dbSource: 'flag' | 'env' | 'project' | 'user' | 'default';
  /** The files that were believed; those that were not are in `ignored`. */
  files: { project: string | null; user: string | null };
  ignored: { path: string; reason: string }[];
}

export interface SettingRow {
  key: Setting;
  /** In force, a `db` therefore absolute; null when nothing says anything. */
  value: string | null;
  scope: FileScope | 'flag' | 'key' | 'environment' | 'default';
  /** The file that says so. */
  path: string | null;
}

export interface SettingChange {
  result: 'created' | 'updated' | 'unchanged' | 'deleted';
  path: string;
  key: Setting;
  /** As it stands in the file, a `db` therefore possibly relative to it. */
  value: string | null;
  was: string | null;
}

interface Files {
  project: SettingsFile;
  user: SettingsFile;
}

const VARIABLES = { user: 'VASCULUM_USER', db: 'VASCULUM_DB' } as const;
const DEFAULT_DB = 'vasculum.db';

export function resolveConfig(edges: Edges, flags: { db?: string | undefined; as?: string | undefined } = {}): Config {
  // `--as "$UNSET"` must not quietly act as whoever is configured.
  if (flags.as === '') throw new Usage('--as needs a user', 'Leave the option out to act as the configured user.');
  if (flags.db === '') throw new Usage('--db needs a path', 'Leave the option out to use the configured database.');
  const files = readFiles(edges);
  const user = inForce(edges, files, 'user');
  const db = inForce(edges, files, 'db');
  const token = tokenOf(edges);
  const { keyUser } = edges;
  return {
    ...(token === undefined ? {} : { token }),
    user: flags.as ?? keyUser ?? user.value,
    userSource: flags.as !== undefined ? 'flag' : keyUser !== undefined ? 'key' : sourceOf(user.scope, 'none'),
    configuredUser: keyUser ?? user.value,
    db: resolve(edges.cwd, flags.db ?? db.value ?? DEFAULT_DB),
    dbSource: flags.db === undefined ? sourceOf(db.scope, 'default') : 'flag',
    files: { project: believed(files.project), user: believed(files.user) },
    ignored: [files.project, files.user].flatMap((file) =>
      file.state === 'ignored' ? [{ path: file.path, reason: file.reason }] : [],
    ),
  };
}

/** What is in force, an option of the command line before everything else. */
export function readSetting(edges: Edges, key: Setting, config = resolveConfig(edges)): SettingRow {
  if (key === 'user' && config.userSource === 'key') return { key, value: config.user, scope: 'key', path: null };
  const flagged = key === 'user' ? config.userSource === 'flag' : config.dbSource === 'flag';
  return flagged ? { key, value: config[key], scope: 'flag', path: null } : inForce(edges, readFiles(edges), key);
}

/** One row per setting, always all of them. */
export const listSettings = (edges: Edges, config = resolveConfig(edges)): SettingRow[] =>
  settingNames.map((key) => readSetting(edges, key, config));

/** Where a setting comes from, as one would look it up: the option, the variable or the file. */
export function originOf({ key, scope, path }: { key: string; scope: string; path: string | null }): string {
  if (scope === 'flag') return key === 'user' ? '--as' : '--db';
  if (scope === 'key') return 'the ssh key';
  if (scope === 'environment') return VARIABLES[key as Setting];
  return path === null ? scope : `${scope} ${path}`;
}

/** A relative `db` is meant from the working directory, and is stored so that it still means the same from the file. */
export function writeSetting(
  edges: Edges,
  key: Setting,
  value: string,
  scope: FileScope,
  options: { dryRun?: boolean | undefined } = {},
): SettingChange {
  if (value === '') throw new Invalid(`${key} cannot be empty`, `To remove it: vasculum config unset ${key}`);
  const file = writableFile(edges, scope);
  const stored = key === 'db' ? storedPath(edges, value, file.path, scope) : value;
  const was = saidBy(file, key) ?? null;
  if (was === stored) return { result: 'unchanged', path: file.path, key, value: stored, was };
  replaceFile(file, scope, { ...entriesOf(file), [key]: stored }, options.dryRun === true);
  return { result: was === null ? 'created' : 'updated', path: file.path, key, value: stored, was };
}

export function unsetSetting(
  edges: Edges,
  key: Setting,
  scope: FileScope,
  options: { dryRun?: boolean | undefined } = {},
): SettingChange {
  const file = writableFile(edges, scope);
  const was = saidBy(file, key) ?? null;
  if (was === null) return { result: 'unchanged', path: file.path, key, value: null, was };
  const { [key]: _removed, ...kept } = entriesOf(file);
  replaceFile(file, scope, kept, options.dryRun === true);
  return { result: 'deleted', path: file.path, key, value: null, was };
}

/** The database a person may have meant by a path where there is none. */
export function nearestDatabase(path: string): string | undefined {
  const directory = dirname(path);
  for (const place of new Set([directory, dirname(directory)])) {
    const found = nearestIn(place, stem(path));
    if (found !== undefined) return join(place, found);
  }
  return undefined;
}

function nearestIn(directory: string, wanted: string): string | undefined {
  const names = databasesIn(directory);
  const ranked = names
    .map((name) => ({ name, steps: distance(stem(name), wanted) }))
    .toSorted((a, b) => a.steps - b.steps || (a.name < b.name ? -1 : 1));
  const best = ranked[0];
  if (best === undefined) return undefined;
  const similar = best.steps <= Math.max(1, Math.floor(wanted.length / 3));
  return similar || names.length === 1 ? best.name : undefined;
}

function databasesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter(
      (name) => name.endsWith('.db') && statSync(join(directory, name), { throwIfNoEntry: false })?.isFile() === true,
    );
  } catch {
    return [];
  }
}

function stem(path: string): string {
  return basename(path, '.db').toLowerCase();
}

function readFiles(edges: Edges): Files {
  return { project: projectFile(edges), user: userFile(edges) };
}

function inForce(edges: Edges, files: Files, key: Setting): SettingRow {
  const absolute = (base: string, value: string) => (key === 'db' ? resolve(base, value) : value);
  const variable = edges.env[VARIABLES[key]];
  if (variable) return { key, value: absolute(edges.cwd, variable), scope: 'environment', path: null };
  for (const scope of ['project', 'user'] as const) {
    const { path } = files[scope];
    const value = saidBy(files[scope], key);
    if (value) return { key, value: absolute(dirname(path), value), scope, path };
  }
  return { key, value: key === 'db' ? absolute(edges.cwd, DEFAULT_DB) : null, scope: 'default', path: null };
}

function sourceOf<Nothing extends string>(scope: SettingRow['scope'], nothing: Nothing): FileScope | 'env' | Nothing {
  if (scope === 'default' || scope === 'flag' || scope === 'key') return nothing;
  return scope === 'environment' ? 'env' : scope;
}

function believed(file: SettingsFile): string | null {
  return file.state === 'read' ? file.path : null;
}

function saidBy(file: SettingsFile, key: Setting): string | undefined {
  return file.state === 'read' ? file.settings[key] : undefined;
}

function entriesOf(file: SettingsFile): Record<string, unknown> {
  return file.state === 'read' ? file.entries : {};
}

function writableFile(edges: Edges, scope: FileScope): SettingsFile {
  const file = scope === 'project' ? projectFile(edges) : userFile(edges);
  if (file.state === 'ignored') {
    throw new Conflict(`${file.path} is left as it is: ${file.reason}`, file.hint, 'config_file_ignored');
  }
  return file;
}

function storedPath(edges: Edges, value: string, file: string, scope: FileScope): string {
  if (isAbsolute(value)) return value;
  const meant = resolve(edges.cwd, value);
  return scope === 'user' ? meant : relative(dirname(file), meant).split(sep).join('/') || '.';
}
