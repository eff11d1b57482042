import { accessSync, constants, readdirSync, rmSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const prefix = 'vasculum-run-';
/** A run fills about a sixth of it at once, and its processes another. */
const roomNeeded = 6 * 2 ** 30;

/** In memory, if there is room: tests make and remove some ten thousand databases, and wait for the disk each time. */
function base(): string {
  try {
    accessSync(memory, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(memory);
    // Such a file system promises room that the machine need not have.
    return Math.min(bavail * bsize, freemem()) > roomNeeded ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A run that was killed removes nothing; left in memory, it would at last stop the machine. */
function removeAbandoned(dir: string): void {
  for (const name of readdirSync(dir)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (Number.isInteger(pid) && !runs(pid)) rmSync(join(dir, name), { recursive: true, force: true });
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

for (const dir of [memory, tmpdir()])
  try {
    removeAbandoned(dir);
  } catch {
    // There is no such directory, or somebody else's run is in it.
  }

/** Where all files of this run of the tests lie; made before them and removed after them by setup.ts. */
export const place = join(base(), `${prefix}${process.pid}`);
