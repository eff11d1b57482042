import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Forbidden, Unusable } from '../domain/errors.ts';
import type { Command, Input } from './command.ts';
import { resolveConfig, type Config } from './config.ts';
import { behind } from './gate.ts';
import type { Edges } from './io.ts';

const isFileText = (text: string | undefined): boolean => /^@(?![@-])./.test(text ?? '') || /^@-./.test(text ?? '');
/** Options for which `-` is standard input; for any other it is a file of that name. */
const onStandardInput: readonly string[] = ['inspect'];

/** What a command line names in the file system, beside the database: arguments and options that take a file, and @FILE texts. */
export function placesOf(command: Command, input: Input): string[] {
  const args = command.words.split(' ').filter((word) => /^[<[]/.test(word));
  return [
    ...(command.places?.(input) ?? []),
    ...args.flatMap((word, at) => {
      const name = word.replaceAll(/[<>[\]]|\.\.\./g, '');
      const given = word.includes('...') ? input.rest(at) : [input.maybeArg(at)];
      return /^(file|path)/.test(name) && given.some((text) => text !== undefined && text !== '-') ? [name] : [];
    }),
    ...Object.entries(command.options).flatMap(([name, { kind, value, text }]) => {
      if (kind === 'flag') return [];
      const given = [input.list(name) ?? input.maybe(name) ?? []].flat();
      // What is called a path here is data, as of a storage.
      const named =
        value?.startsWith('file') === true && given.some((path) => path !== '-' || !onStandardInput.includes(name));
      return named || (text === true && given.some(isFileText)) ? [`--${name}`] : [];
    }),
  ];
}

/** What Node, the linker or a library would run or read before this program; it may have done so already. */
const injecting = /^(NODE_(?!ENV$)|LD_|DYLD_|OPENSSL_|GCONV_PATH$)/;

/** A folder in which others could exchange what the program keeps there for a moment. */
function isStrange(folder: string, uid: number | undefined): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  const isShared = (stats.mode & 0o022) !== 0 && (stats.mode & 0o1000) === 0;
  return isShared || (stats.uid !== uid && stats.uid !== 0);
}

/** Whether a database that governs this command line is one of auth service, and of this account. */
async function isService(config: Config, edges: Edges): Promise<boolean> {
  const { isServiceAt } = await import('../access/file.ts');
  const uid = edges.uid ?? null;
  const variable = edges.env['VASCULUM_DB'];
  // The database that the gate names decides, whichever other is asked for; where it is damaged, nothing is done.
  if (variable && isServiceAt(resolve(edges.cwd, variable), uid)) return true;
  return [resolveConfig(edges).db, config.db].some((path) => {
    try {
      return isServiceAt(path, uid);
    } catch (error) {
      // What is no database says so itself, in its time.
      if (error instanceof Unusable) return false;
      throw error;
    }
  });
}

/**
 * Whether the command is given to a service account for somebody else. It then has the rights of that account over files, so it goes to none
 * that it is told of. Errors: Forbidden naming what it was told.
 */
export async function demandNoPlaces(command: Command, input: Input, config: Config, edges: Edges): Promise<boolean> {
  if (behind(edges) === undefined || !(await isService(config, edges))) return false;
  const told = [
    ...(config.dbSource === 'flag' ? ['--db'] : config.dbSource === 'env' ? [] : ['a database outside VASCULUM_DB']),
    ...placesOf(command, input),
    ...Object.keys(edges.env).filter((name) => injecting.test(name) && edges.env[name] !== ''),
    ...(isStrange(edges.tmpdir, edges.uid) ? ['TMPDIR'] : []),
  ];
  if (told.length > 0)
    throw new Forbidden(
      `a service account goes nowhere that it is told to, and runs nothing else: not ${[...new Set(told)].join(', ')}`,
      'Data comes in on standard input (-) and goes out on standard output. More: vasculum help service',
    );
  return true;
}
