/** The two settings files: where they are, whether they may be believed, and how they are replaced. */
import * as fs from 'node:fs';
import { randomUUID } from 'node:crypto';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { entryAt, errorCode, ignored, readTrusted, type Absent, type Ignored } from './trusted-file.ts';

/** What the program knows of its surroundings; nothing below reads `process`. */
export interface Edges {
  env: Record<string, string | undefined>;
  cwd: string;
  home: string;
  /** Absent on Windows, where files have no owner to compare with. */
  uid: number | undefined;
  /** Whom an ssh key stands for. */
  keyUser?: string;
}

export type Setting = 'user' | 'db';
export const settingNames: readonly Setting[] = ['user', 'db'];

export type FileScope = 'project' | 'user';

interface Read {
  state: 'read';
  mode: number;
  /** Everything the file says, so that keys of other versions survive a rewrite. */
  entries: Record<string, unknown>;
  settings: Partial<Record<Setting, string>>;
}
export type SettingsFile = { path: string } & (Absent | Ignored | Read);

const PROJECT_FILE = '.vasculum.json';

/** The first file found upwards, even when it must be ignored: a refused file does not hand over to one further up. */
export function projectFile(edges: Edges): SettingsFile {
  for (let dir = edges.cwd; ; dir = dirname(dir)) {
    const path = join(dir, PROJECT_FILE);
    const found = inspect(path, edges.uid);
    if (found.state !== 'absent') return { path, ...found };
    if (dirname(dir) === dir) return { path: join(edges.cwd, PROJECT_FILE), state: 'absent' };
  }
}

export function userFile(edges: Edges): SettingsFile {
  const path = join(userFolder(edges), 'config.json');
  return { path, ...inspect(path, edges.uid) };
}

function userFolder(edges: Edges): string {
  const xdg = edges.env['XDG_CONFIG_HOME'] ?? '';
  // The XDG specification has relative values ignored; they would also make the file depend on the directory.
  const base = isAbsolute(xdg) ? xdg : resolve(edges.cwd, edges.home, '.config');
  return join(base, 'vasculum');
}

/** A token that says who acts: from the environment, else from a file that only its owner reads. Never from the arguments, which others see. */
export type Token = { secret: string; from: string } | { path: string; fault: string; hint: string };

export function tokenOf(edges: Edges): Token | undefined {
  const variable = edges.env['VASCULUM_TOKEN'];
  if (variable) return { secret: variable.trim(), from: 'VASCULUM_TOKEN' };
  const path = join(userFolder(edges), 'token');
  const file = readTrusted(path, edges.uid, true);
  if (file.state === 'absent') return undefined;
  // To pass over it would let them act as somebody who may do more.
  if (file.state === 'ignored') return { path, fault: file.reason, hint: file.hint };
  const secret = file.text.trim();
  return secret === '' ? { path, fault: 'it is empty', hint: 'Remove it.' } : { secret, from: `the file ${path}` };
}

function inspect(path: string, uid: number | undefined): Absent | Ignored | Read {
  const file = readTrusted(path, uid);
  return file.state === 'found' ? parse(file.text, file.mode) : file;
}

function parse(text: string, mode: number): Ignored | Read {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return ignored('it is not valid JSON', 'Correct the file, or remove it.');
  }
  if (!isObject(value)) return ignored('it is not a JSON object', 'Write it as {"user": "…", "db": "…"}.');
  const settings: Partial<Record<Setting, string>> = {};
  for (const key of settingNames) {
    const entry = value[key];
    if (typeof entry === 'string') settings[key] = entry;
    else if (entry !== undefined) return ignored(`"${key}" in it is not a string`, 'Correct the value, or remove it.');
  }
  return { state: 'read', mode, entries: value, settings };
}

/** Replaces the file as a whole, or with `dryRun` only fails where that would fail. */
export function replaceFile(file: SettingsFile, scope: FileScope, entries: Record<string, unknown>, dryRun: boolean) {
  // Renaming onto a link would replace the link and leave the file it stands for unchanged.
  const target = file.state === 'read' ? fs.realpathSync(file.path) : file.path;
  const directory = dirname(target);
  // A project file which its owner closed to others stays closed.
  const projectMode = file.state === 'read' ? file.mode : 0o644;
  try {
    requireDirectory(directory, file.path);
    if (dryRun) return;
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    swapIn(target, `${JSON.stringify(entries, null, 2)}\n`, scope === 'user' ? 0o600 : projectMode);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'EROFS') throw error;
    throw new Forbidden(`${file.path} cannot be written (${code})`, `Check who may write in ${directory}.`);
  }
}

function requireDirectory(directory: string, path: string): void {
  let existing = directory;
  while (entryAt(existing) === undefined && dirname(existing) !== existing) existing = dirname(existing);
  if (!fs.statSync(existing, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Conflict(`${path} cannot be written: ${existing} is not a directory`, `Move ${existing} out of the way.`);
  }
  fs.accessSync(existing, fs.constants.W_OK | fs.constants.X_OK);
}

function swapIn(target: string, text: string, mode: number): void {
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const handle = fs.openSync(temporary, 'wx', 0o600);
  try {
    try {
      fs.fchmodSync(handle, mode); // open() takes the umask off the mode, which then depends on the caller's shell
      fs.writeFileSync(handle, text);
      // Renaming before the content is on disk can leave an empty file after a power cut.
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, target);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
