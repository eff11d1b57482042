import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = join(root, 'bin', 'vasculum.js');

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Builds the program if it is not there; several test files may ask at once, and one of them does it. */
export function ensureBuilt(): void {
  const built = join(root, 'dist', 'main.js');
  const lock = join(root, 'node_modules', '.vasculum-build');
  while (!existsSync(built)) {
    try {
      mkdirSync(lock);
    } catch {
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 60_000) rmdirSync(lock);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: root });
    } finally {
      rmdirSync(lock);
    }
  }
}

/** Nothing of the surroundings says who acts and where; colours stay out. */
const environment = (dir: string, db: string, user: string | null): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: dir,
  NO_COLOR: '1',
  VASCULUM_DB: db,
  ...(user === null ? {} : { VASCULUM_USER: user }),
});

/** The built program, as somebody types it, in a directory with its database `lab.db`. */
export class Installed {
  readonly #dir: string;
  readonly #db: string;
  constructor(dir: string) {
    ensureBuilt();
    this.#dir = dir;
    this.#db = join(dir, 'lab.db');
  }

  run(user: string | null, ...argv: string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
      cwd: this.#dir,
      env: environment(this.#dir, this.#db, user),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, out: stdout, err: stderr };
  }

  must(user: string | null, ...argv: string[]): string {
    const { code, out, err } = this.run(user, ...argv);
    if (code !== 0) throw new Error(`vasculum ${argv.join(' ')} ended with ${code}: ${err}`);
    return out;
  }

  /** Starts now; several of them run side by side. */
  async start(user: string | null, ...argv: string[]): Promise<Ended> {
    const child = spawn(process.execPath, [program, ...argv], {
      cwd: this.#dir,
      env: environment(this.#dir, this.#db, user),
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out, err }));
    });
  }
}
