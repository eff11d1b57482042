import { closeSync, existsSync, linkSync, mkdirSync, openSync, rmSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Access } from '../../access/access.ts';
import { createFile } from '../../access/file.ts';
import { storageFailure } from '../../access/storage-failure.ts';
import type { Identity } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { Conflict, Forbidden, NotFound, Unusable } from '../../domain/errors.ts';
import { addUser, parseUser } from '../users/create-user.ts';

export interface InitWishes {
  path: string;
  login: string;
  email: string;
  name?: string;
  dryRun: boolean;
  /** Called when the path is known to be free and possible. */
  before: () => void;
  clock: () => Date;
  identity: Identity;
}

/** Types that statfs reports for file systems of which SQLite's locks cannot be relied on between machines. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
]);

/** Makes the file with its first superadmin beside its place and moves it there whole. The same again is `unchanged`. */
export async function initDatabase(
  wishes: InitWishes,
): Promise<{ result: 'created' | 'unchanged'; warnings: string[] }> {
  const user = {
    ...parseUser({
      login: wishes.login,
      email: wishes.email,
      ...(wishes.name === undefined ? {} : { name: wishes.name }),
    }),
    level: 'superadmin' as const,
  };
  if (existsSync(wishes.path)) return { result: await sameDatabase(wishes, user.email), warnings: [] };
  demandDirectory(wishes.path);
  wishes.before();
  if (wishes.dryRun) return { result: 'created', warnings: [] };
  const draft = `${wishes.path}.init-${wishes.identity.pid}`;
  try {
    mkdirSync(dirname(wishes.path), { recursive: true });
    // Created empty with its mode first: SQLite gives the same mode to the files it puts beside it.
    closeSync(openSync(draft, 'wx', 0o600));
    createFile(draft);
    // Whoever makes a database need be nobody in it yet.
    const { osUid, pid, command } = wishes.identity;
    const founder = { login: null, configured: null, osUid, pid, command };
    const access = Access.open(draft, founder, { clock: wishes.clock });
    try {
      await access.found((writing) => addUser(writing, user, 'create'));
    } finally {
      await access.close();
    }
    // A link, unlike a rename, fails where another init has been quicker.
    linkSync(draft, wishes.path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Conflict(`${wishes.path} was made by another command meanwhile`);
    throw storageFailure(error, wishes.path);
  } finally {
    if (existsSync(draft)) for (const suffix of ['', '-wal', '-shm']) rmSync(draft + suffix, { force: true });
  }
  const network = networkFileSystems.get(statfsSync(dirname(wishes.path)).type);
  return {
    result: 'created',
    warnings:
      network === undefined
        ? []
        : [`${wishes.path} is on a network file system (${network}); use it from one machine only`],
  };
}

/** Errors: Unusable where the path leads through something that is no directory. */
function demandDirectory(path: string): void {
  let above = dirname(path);
  while (!existsSync(above) && above !== dirname(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) throw new Unusable(`${path} cannot be made: ${above} is not a directory`);
}

async function sameDatabase({ path, login, identity, clock }: InitWishes, email: string): Promise<'unchanged'> {
  const access = Access.open(path, { ...identity, login, configured: login }, { clock });
  try {
    const [user] = [await access.read((reading) => findUser(reading, 'me'))];
    if (user.level === 'superadmin' && user.email === email) return 'unchanged';
  } catch (error) {
    if (!(error instanceof Forbidden || error instanceof NotFound)) throw error;
  } finally {
    await access.close();
  }
  throw new Conflict(
    `there is a database at ${path} already, and its superadmin is not ${login} with that e-mail`,
    'Choose another path, or use it as it is.',
    'exists',
  );
}
