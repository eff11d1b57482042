import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** From here Node finds the packages that bundles leave to it. */
const place = mkdtempSync(join(root, 'node_modules', '.mutants-'));
process.on('exit', () => rmSync(place, { recursive: true, force: true }));
const kept = join(place, 'kept');
mkdirSync(kept);

const worlds = ['test/worlds/share-1.test.ts'];
const tables = ['permissions', 'attempts', 'levels', 'tokens'].map((name) => `test/permissions/${name}.test.ts`);

/** The text of a source with its one change. */
export const mutated = (text, { append, start, end, by }) =>
  append === undefined ? text.slice(0, start) + by + text.slice(end) : text + append;

/** Makes the labs that the tables of permissions start from, by the sources as they are: mutants are then not met while they are made. */
export async function prepare() {
  const failure = await failing(tables, { ONLY: '^no test has this name$' });
  if (failure !== undefined) throw new Error(`the tests of permissions cannot run: ${failure}`);
}

/** For mutants that are of no kind: a few things of each sort that the rules know, which most of them touch. */
const few = String.raw`dataset/fenced|individual/kept-1|voucher/kept|straddler|measurement/crossed|trait/span|vasculum (request (approve|show)|invitation|user edit) |is told to`;

/** How the first of the quick tests fails that notices the mutant: random worlds, or what the tables say of its kind; undefined when none does. */
export async function killedSoon(mutant) {
  const kind = mutant.cell?.split(' ')[0];
  return (
    (await failing(worlds, { WORLDS: '400' }, mutant)) ??
    (await failing(tables.slice(0, 2), { ONLY: kind === undefined ? few : String.raw`\b${kind}` }, mutant)) ??
    (await failing(worlds, { WORLDS: '4000', WORLDS_SEED: '77000000' }, mutant))
  );
}

/** The same of the tables as a whole. */
export const killedByTables = async (mutant) => failing(tables, {}, mutant);

async function failing(files, env, mutant) {
  const dir = mkdtempSync(join(place, 'run-'));
  try {
    const bundled = join(dir, 'tests.mjs');
    try {
      await bundle(files, bundled, mutant);
    } catch (error) {
      if (mutant === undefined) throw error;
      return 'it cannot be built';
    }
    return await ended(bundled, { ...env, TMPDIR: dir });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function bundle(files, outfile, mutant) {
  const change = {
    name: 'change',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^vitest$/ }, () => ({ path: join(root, 'test', 'mutation', 'small-vitest.js') }));
      if (mutant !== undefined)
        onLoad({ filter: new RegExp(`/${mutant.file.replaceAll('.', String.raw`\.`)}$`) }, ({ path }) => ({
          contents: mutated(readFileSync(path, 'utf8'), mutant),
          loader: 'ts',
        }));
    },
  };
  await build({
    absWorkingDir: root,
    stdin: {
      contents: [...files.map((file) => `import './${file}';`), "import { run } from 'vitest'; await run();"].join(
        '\n',
      ),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['better-sqlite3'],
    logLevel: 'silent',
    plugins: [change],
    banner: {
      js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
    },
  });
}

async function ended(file, env) {
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: { ...process.env, ...env, KEPT: kept },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code === 0) return undefined;
  if (code === null) return 'the quick tests, out of time';
  try {
    const { name, why } = JSON.parse(out.slice(out.lastIndexOf('{"name"')));
    return process.env.DEBUG === undefined ? name : `${name}: ${why}`;
  } catch {
    return 'the quick tests cannot run';
  }
}
