import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** From here Node finds the packages that bundles leave to it. */
const place = mkdtempSync(join(root, 'node_modules', '.mutants-'));
const temporary = mkdtempSync(join(tmpdir(), 'vasculum-mutants-'));
process.on('exit', () => {
  for (const dir of [place, temporary]) rmSync(dir, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
const kept = join(temporary, 'kept');
mkdirSync(kept);

const worlds = ['test/worlds/share-1.test.ts'];
const tables = ['rights', 'permissions', 'attempts', 'levels', 'tokens'].map(
  (name) => `test/permissions/${name}.test.ts`,
);

const byToken = ['test/permissions/tokens.test.ts'];
/** What is asked about others, about groups out of sight, and about the past. */
const asking = [
  ['test/access/rosters.test.ts'],
  byToken,
  ['access/history', 'access/remedies', 'access/refusals', 'cli/commands/until'].map((name) => `test/${name}.test.ts`),
];

/** The text of a source with its one change. */
export const mutated = (text, { append, start, end, by }) =>
  append === undefined ? text.slice(0, start) + by + text.slice(end) : text + append;

/** Makes the labs that the tables of permissions start from, by the sources as they are: mutants are then not met while they are made. */
export async function prepare() {
  const failure = await failing(tables, { ONLY: '^no test has this name$' });
  if (failure !== undefined) throw new Error(`the tests of permissions cannot run: ${failure}`);
  // What fails by itself, in this little of vitest, would have noticed every mutant.
  for (const files of [worlds, ...asking]) {
    const itself = await failing(files, files === worlds ? { WORLDS: '400' } : {});
    if (itself !== undefined) throw new Error(`without any mutant fails: ${itself}`);
  }
  const table = await failing(tables, { ONLY: few });
  if (table !== undefined) throw new Error(`without any mutant fails: ${table}`);
}

/** For mutants that are of no kind: a few things of each sort that the rules know, which most of them touch. */
const few = String.raw`dataset/fenced|individual/kept-1|voucher/kept|straddler|measurement/crossed|trait/span|vasculum (request (approve|show)|invitation|user edit) |registration is closed|translation|is told to|have rights|explain of`;

/** What the worlds do not have, or do not ask of it. */
const unworldly =
  /^(person|location|taxon|reference|tag|trait|translation|user|token|job|audit|invitation|request|system) |^\S+ (card|details|merge|email|create|use|attach|expose|offer)$/;

/** How the first of the quick tests fails that notices the mutant: random worlds, or what the tables say of its kind; undefined when none does. */
export async function killedSoon(mutant) {
  const { cell } = mutant;
  const first = { WORLDS: '400' };
  const more = { WORLDS: '6000', WORLDS_SEED: '77000000', WORLDS_ASK: 'all' };
  const [subject, action] = cell?.split(' ') ?? [];
  // What is offered stands in requests.
  const ONLY = cell === undefined ? few : String.raw`\b${subject}${action === 'offer' ? '|kind register' : ''}`;
  if (cell !== undefined && unworldly.test(cell))
    return (await failing(tables.slice(0, 3), { ONLY }, mutant)) ?? (await failing(byToken, {}, mutant));
  const found = (await failing(worlds, first, mutant)) ?? (await failing(tables.slice(0, 3), { ONLY }, mutant));
  if (found !== undefined) return found;
  for (const files of cell === undefined ? asking : [byToken]) {
    const late = await failing(files, {}, mutant);
    if (late !== undefined) return late;
  }
  return failing(worlds, more, mutant);
}

/** The same of the tables as a whole. */
export const killedByTables = async (mutant) => failing(tables, {}, mutant);

async function failing(files, env, mutant) {
  const dir = mkdtempSync(join(place, 'run-'));
  const TMPDIR = mkdtempSync(join(temporary, 'run-'));
  try {
    const bundled = join(dir, 'tests.mjs');
    try {
      await bundle(files, bundled, mutant);
    } catch (error) {
      if (mutant === undefined) throw error;
      return 'it cannot be built';
    }
    return await ended(bundled, { ...env, TMPDIR });
  } finally {
    for (const made of [dir, TMPDIR]) rmSync(made, { recursive: true, force: true });
  }
}

/** Builders that nobody is using, by the files that they bundle: one parses again only what differs from its last mutant. */
const idle = new Map();

async function bundle(files, outfile, mutant) {
  const key = files.join(' ');
  const builder = idle.get(key)?.pop() ?? (await builderOf(files));
  try {
    const { outputFiles } = await builder.build(mutant);
    writeFileSync(outfile, outputFiles[0].contents);
  } finally {
    idle.set(key, [...(idle.get(key) ?? []), builder]);
  }
}

async function builderOf(files) {
  let mutant;
  const change = {
    name: 'change',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^vitest$/ }, () => ({ path: join(root, 'test', 'mutation', 'small-vitest.js') }));
      onLoad({ filter: /\/src\/access\/[^/]+\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        return { contents: path === join(root, mutant?.file ?? '') ? mutated(text, mutant) : text, loader: 'ts' };
      });
    },
  };
  const made = await context({
    absWorkingDir: root,
    stdin: {
      contents: [...files.map((file) => `import './${file}';`), "import { run } from 'vitest'; await run();"].join(
        '\n',
      ),
      resolveDir: root,
    },
    write: false,
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
  return {
    build(next) {
      mutant = next;
      return made.rebuild();
    },
    end: () => made.dispose(),
  };
}

/** Lets the builders go, which would keep the process from its end. */
export const endBuilders = async () => Promise.all([...idle.values()].flat().map((builder) => builder.end()));

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
