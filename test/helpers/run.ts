import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { run } from '../../src/cli/run.ts';
import { freshDir } from './fresh-dir.ts';

export interface Ran {
  code: number;
  out: string;
  err: string;
  /** stdout as JSON. */
  json: () => unknown;
}

export interface RunOptions {
  /** The acting user, by VASCULUM_USER; null for nobody. */
  as?: string | null;
  stdin?: string;
  /** As on a terminal: tables instead of TSV. Questions are still not asked, because stdin is none. */
  tty?: boolean;
  env?: Record<string, string>;
  now?: string;
  /** The account of the process where it is not the real one. */
  uid?: number;
}

/** A directory with commands run in it through the same entry as the program's, on a real file. */
export class Bench {
  readonly dir: string;
  readonly db: string;
  #as: string | null = null;
  constructor(dir = freshDir()) {
    this.dir = dir;
    this.db = join(dir, 'lab.db');
  }

  /** Everything after this runs as that user, unless it says otherwise. */
  as(login: string | null): this {
    this.#as = login;
    return this;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
    let out = '';
    let err = '';
    const user = options.as === undefined ? this.#as : options.as;
    const code = await run(argv, {
      env: { VASCULUM_DB: this.db, ...(user === null ? {} : { VASCULUM_USER: user }), ...options.env },
      cwd: this.dir,
      home: join(this.dir, 'home'),
      uid: options.uid ?? process.getuid?.(),
      pid: process.pid,
      tmpdir: this.dir,
      stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
      stdout: { isTTY: options.tty === true, columns: 200, write: async (text) => void (out += text) },
      stderr: { isTTY: options.tty === true, columns: 200, write: async (text) => void (err += text) },
      clock: () => (options.now === undefined ? new Date() : new Date(options.now)),
    });
    return { code, out, err, json: () => JSON.parse(out) as unknown };
  }

  /** A command that must succeed while a world is set up. */
  async must(...argv: string[]): Promise<Ran> {
    const ran = await this.run(argv);
    if (ran.code !== 0) throw new Error(`vasculum ${argv.join(' ')} ended with ${ran.code}: ${ran.err}`);
    return ran;
  }

  write(name: string, text: string | Buffer): string {
    writeFileSync(join(this.dir, name), text);
    return name;
  }
}
