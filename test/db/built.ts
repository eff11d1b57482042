import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { kept } from '../helpers/kept.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import type { Answer, Order } from './worker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ExtraMigration {
  sql: string;
  /** Of the schema after it (db/open.ts). */
  fingerprint: string;
}

/** A copy of the sources, because `dist` belongs to whoever builds there, and tests run side by side; with a further migration, the next version. */
function sources(dir: string, extra?: ExtraMigration): void {
  for (const name of ['bin', 'src', 'migrations', 'package.json', 'esbuild.config.mjs', 'tsconfig.json'])
    cpSync(join(root, name), join(dir, name), { recursive: true });
  cpSync(join(root, 'test', 'db', 'worker.ts'), join(dir, 'test', 'db', 'worker.ts'));
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  if (extra === undefined) return;
  const index = join(dir, 'migrations', 'index.ts');
  renameSync(index, join(dir, 'migrations', 'landed.ts'));
  writeFileSync(
    index,
    `import * as landed from './landed.ts';
    export const migrations = [...landed.migrations, ${JSON.stringify({ name: 'extra', sql: extra.sql })}];
    export const fingerprints = [...landed.fingerprints, ${JSON.stringify(extra.fingerprint)}];\n`,
  );
}

/** Builds the program by its own build file; returns the path of its bin/vasculum.js. */
export async function builtProgram(extra?: ExtraMigration): Promise<string> {
  const make = (dir: string): void => {
    sources(dir, extra);
    // A migration that is meant to fail leaves V8 nothing to keep, and the build says so.
    const stderr = extra === undefined ? 'inherit' : 'pipe';
    execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: dir, stdio: ['ignore', 'pipe', stderr] });
  };
  const dir = await kept(`program${nameOf(extra)}`, make);
  return join(dir, 'bin', 'vasculum.js');
}

const nameOf = (extra: ExtraMigration | undefined): string =>
  extra === undefined ? '' : `-${createHash('sha256').update(JSON.stringify(extra)).digest('hex').slice(0, 16)}`;

/** Builds worker.ts, which gives many commands in one process; returns the path of the script. */
export async function builtWorker(extra?: ExtraMigration): Promise<string> {
  const dir = await kept(`worker${nameOf(extra)}`, async (draft) => buildWorker(draft, extra));
  return join(dir, 'dist', 'worker.js');
}

async function buildWorker(dir: string, extra?: ExtraMigration): Promise<void> {
  sources(dir, extra);
  await build({
    absWorkingDir: dir,
    entryPoints: ['test/db/worker.ts'],
    outfile: join(dir, 'dist', 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['better-sqlite3'],
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
    },
  });
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/** A process of its own; with `killAfter`, killed after so many milliseconds, like by a power cut. */
export async function processOf(
  script: string,
  argv: readonly string[],
  options: { db: string; as: string | null; cwd?: string; killAfter?: number; umask?: string },
): Promise<Ended> {
  const cwd = options.cwd ?? join(options.db, '..');
  const env = {
    PATH: process.env['PATH'],
    HOME: join(cwd, 'home'),
    VASCULUM_DB: options.db,
    ...(options.as === null ? {} : { VASCULUM_USER: options.as }),
  };
  const child =
    options.umask === undefined
      ? spawn(process.execPath, [script, ...argv], { cwd, env })
      : spawn('sh', ['-c', `umask ${options.umask}; exec "$0" "$@"`, process.execPath, script, ...argv], { cwd, env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const timer =
    options.killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), options.killAfter);
  const ended = await new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  clearTimeout(timer);
  return { ...ended, out, err };
}

/** Gives the orders to one process each, all of which begin at the same moment. */
export async function together(
  worker: string,
  db: string,
  all: readonly (readonly Order[])[],
): Promise<(readonly Answer[])[]> {
  const dir = freshDir();
  const start = Date.now() + 250 + all.length * 60;
  return Promise.all(
    all.map(async (orders, number) => {
      const [given, taken] = [join(dir, `${number}.json`), join(dir, `${number}.out`)];
      writeFileSync(given, JSON.stringify(orders));
      const { code, err } = await processOf(worker, [given, taken, String(start)], { db, as: null });
      if (code !== 0) throw new Error(`a worker ended with ${code}: ${err}`);
      return JSON.parse(readFileSync(taken, 'utf8')) as Answer[];
    }),
  );
}
