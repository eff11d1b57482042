import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { version } from '../../src/version.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { builtProgram } from '../db/built.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Import {
  from: string;
  /** As written: a package, or a path from the root of the project. */
  to: string;
  how: 'static' | 'type' | 'dynamic';
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const sourcesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .toSorted();

/** The code without its comments; strings stay, because import specifiers are strings. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, ' ').replaceAll(/(^|[^:'"`\\/])\/\/.*$/gm, '$1');

const withoutStrings = (text: string): string => text.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

function importsOf(file: string): Import[] {
  const code = withoutComments(textOf(file));
  const found = (how: Import['how'], pattern: RegExp): Import[] =>
    [...code.matchAll(pattern)].map(([, specifier = '']) => ({
      from: file,
      to: specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier,
      how,
    }));
  return [
    ...found('type', /^\s*(?:import|export)\s+type\s[^;'"]*?from\s+'([^']+)'/gm),
    ...found('static', /^\s*(?:import|export)\s+(?!type\s)(?:[^;'"]*?from\s+)?'([^']+)'/gm),
    ...found('static', /\brequire\('([^']+)'\)/g),
    ...found('dynamic', /\bimport\(\s*'([^']+)'\s*\)/g),
  ];
}

const sources = sourcesBelow('src');
const migrations = sourcesBelow('migrations');
const imports = [...sources, ...migrations].flatMap(importsOf);
const isPackage = ({ to }: Import): boolean => !/^(src|migrations)\//.test(to) && !to.startsWith('node:');
/** The folder below src, `migrations`, or a file of src itself. */
const layerOf = (path: string): string => path.split('/')[path.startsWith('src/') ? 1 : 0] ?? '';
const shown = ({ from, to, how }: Import): string => `${from} → ${to} (${how})`;
const offending = (is: (one: Import) => boolean): string[] => imports.filter(is).map(shown);

test('the house has files to look at, and their imports are found', () => {
  expect(sources.length).toBeGreaterThan(80);
  expect(migrations.length).toBeGreaterThan(1);
  expect(imports.length).toBeGreaterThan(400);
  for (const how of ['static', 'type', 'dynamic'] as const)
    expect(imports.filter((one) => one.how === how).length, `${how} imports`).toBeGreaterThan(20);
  // Whatever the patterns above overlook must not be there at all.
  const words = sources.map((file) => withoutComments(textOf(file)).match(/\bfrom\s+'/g)?.length ?? 0);
  expect(imports.filter(({ from, how }) => from.startsWith('src/') && how !== 'dynamic').length).toBeGreaterThanOrEqual(
    words.reduce((sum, count) => sum + count, 0),
  );
  expect(
    sources.filter((file) =>
      /\brequire\((?!'[^']+'\))|\bimport\((?!\s*'[^']+'\s*\))/.test(withoutComments(textOf(file))),
    ),
  ).toEqual([]);
});

test('every import of a file of ours leads to one', () => {
  const files = new Set([...sources, ...migrations]);
  expect(offending((one) => !isPackage(one) && !one.to.startsWith('node:') && !files.has(one.to))).toEqual([]);
});

describe('imports point downward', () => {
  const below: Readonly<Record<string, readonly string[]>> = {
    domain: ['domain'],
    kinds: ['kinds', 'domain'],
    migrations: ['migrations'],
    db: ['db', 'domain', 'migrations'],
    access: ['access', 'db', 'domain', 'kinds', 'migrations'],
    csv: ['csv', 'domain'],
    operations: ['operations', 'access', 'csv', 'kinds', 'domain'],
    cli: ['cli', 'operations', 'kinds', 'domain', 'version.ts', 'csv', 'access'],
    'version.ts': [],
    'main.ts': ['cli', 'compiled.ts', 'version.ts'],
    'warm.ts': ['cli', 'compiled.ts'],
    'compiled.ts': [],
  };

  test('and every folder of src is one of the layers', () => {
    expect([...new Set([...sources, ...migrations].map(layerOf))].toSorted()).toEqual(Object.keys(below).toSorted());
  });

  test.each(Object.entries(below))('from %s', (layer, allowed) => {
    const ours = (one: Import) => !isPackage(one) && !one.to.startsWith('node:') && layerOf(one.from) === layer;
    expect(offending((one) => ours(one) && !allowed.includes(layerOf(one.to)))).toEqual([]);
  });

  test('and operations ask Access, never what it is made of', () => {
    const inner = ['paths', 'reach', 'conditions', 'permit', 'dynamic', 'audit', 'inserting'].map(
      (name) => `src/access/${name}.ts`,
    );
    const operations = sources.filter((file) => layerOf(file) === 'operations');
    expect(operations.length).toBeGreaterThan(15);
    expect(offending(({ from, to }) => layerOf(from) === 'operations' && inner.includes(to))).toEqual([]);
    expect(operations.filter((file) => /\b(sessionOf|endSession)\b/.test(textOf(file)))).toEqual([]);
  });

  test('and commands load access and csv only when they run', () => {
    const rulesReaders = ['src/cli/need.ts', 'src/cli/commands/access/rules.ts'];
    expect(
      offending(
        ({ from, to, how }) =>
          layerOf(from) === 'cli' &&
          how === 'static' &&
          ['access', 'csv'].includes(layerOf(to)) &&
          // The rules are data, and the help prints them.
          !(to === 'src/access/rules.ts' && rulesReaders.includes(from)),
      ),
    ).toEqual([]);
  });
});

describe('a package is used in its place only', () => {
  const below =
    (...folders: string[]) =>
    (file: string) =>
      folders.some((folder) => file.startsWith(`${folder}/`));
  const only =
    (...files: string[]) =>
    (file: string) =>
      files.includes(file);
  const places: Readonly<Record<string, (file: string) => boolean>> = {
    kysely: below('src/db', 'src/access', 'migrations'),
    'better-sqlite3': below('src/db', 'src/access', 'migrations'),
    commander: only('src/cli/program.ts'),
    inquirer: only('src/cli/prompt.ts'),
    'cli-progress': only('src/cli/progress.ts'),
    'cli-table3': only('src/cli/output.ts'),
    chalk: only('src/cli/output.ts'),
    'csv-parse': below('src/csv'),
    'csv-stringify': below('src/csv'),
    'fastest-levenshtein': below('src/domain', 'src/cli'),
    '@terraformer/wkt': below('src/domain'),
    '@retorquere/bibtex-parser': only('src/domain/bibtex.ts'),
    yaml: only(
      'src/cli/output.ts',
      'src/operations/assertions/report.ts',
      'src/operations/assertions/yaml-file.ts',
      'src/operations/citation/cite.ts',
      'src/operations/import/mapping.ts',
    ),
  };
  const packageOf = (specifier: string): string =>
    specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');

  test('and every package that is used has one', () => {
    const used = new Set(imports.filter(isPackage).map(({ to }) => packageOf(to)));
    expect([...used].toSorted()).toEqual(Object.keys(places).toSorted());
  });

  test.each(Object.entries(places))('%s', (name, place) => {
    expect(offending((one) => isPackage(one) && packageOf(one.to) === name && !place(one.from))).toEqual([]);
  });
});

test('of a CommonJS package that is loaded on demand only the default is taken: bundled, it has no names', () => {
  const isCommonJs = (name: string): boolean => !/"type": *"module"/.test(textOf(`node_modules/${name}/package.json`));
  const taken = sources.flatMap((from) =>
    [...withoutComments(textOf(from)).matchAll(/(\S[^=;]*?)\s*=\s*await import\('([^.'][^']*)'\)/g)]
      .filter(([, , name = '']) => !name.startsWith('node:') && isCommonJs(name))
      .map(([, names = '', name = '']) => ({ from, name, names })),
  );
  expect(taken.length).toBeGreaterThan(2);
  expect(taken.filter(({ names }) => !/\{ default: \w+ \}$/.test(names))).toEqual([]);
});

describe('the process', () => {
  test('is read in src/main.ts alone', () => {
    const reading = sources.filter((file) => {
      const code = withoutStrings(withoutComments(textOf(file)));
      // A word of a message in a template literal is followed by a blank.
      return (
        /(?<![\w.$-])process(?=\s*(\.[A-Za-z]|\[|\?\.|[;,)}]))|\bnode:process\b/.test(code) ||
        /'(node:)?process'/.test(textOf(file))
      );
    });
    expect(reading).toEqual(['src/main.ts']);
  });

  test('is ended nowhere: what was written would be cut off', () => {
    expect(sources.filter((file) => /\bexit\(/.test(withoutComments(textOf(file))))).toEqual([]);
  });
});

describe('the database', () => {
  test('is opened in one place', () => {
    expect(sources.filter((file) => /new (BetterSqlite3|Database|Sqlite)\(/.test(textOf(file)))).toEqual([
      'src/db/open.ts',
    ]);
  });

  test('loses no file but drafts of init and a backup that is no good', () => {
    // Whoever removes the -wal or -shm of a database that another process has just opened makes that one's commits disappear.
    const near = sources.filter((file) => /^src\/(access|db|operations\/database)\//.test(file));
    expect(near.filter((file) => /\b(rm|unlink|rename)(Sync)?\(/.test(textOf(file)))).toEqual([
      'src/db/migrate.ts',
      'src/db/open.ts',
      'src/operations/database/init.ts',
    ]);
  });

  test('is never opened unsafely', () => {
    expect([...sources, ...migrations].filter((file) => textOf(file).includes('unsafeMode'))).toEqual([]);
  });
});

test('src has no folder for leftovers', () => {
  const folders = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(folders.length).toBeGreaterThan(10);
  expect(folders.filter((name) => /^(utils?|services?|repositor(y|ies)|helpers?|common|misc)$/.test(name))).toEqual([]);
});

describe('starting', () => {
  /** Every file that is loaded before the first command runs, and every package. */
  function loadedBy(entry: string): { files: string[]; packages: string[] } {
    const files = new Set([entry]);
    const packages = new Set<string>();
    for (const file of files)
      for (const one of importsOf(file)) {
        if (one.how !== 'static' || one.to.startsWith('node:')) continue;
        if (isPackage(one)) packages.add(one.to);
        else files.add(one.to);
      }
    return { files: [...files], packages: [...packages] };
  }

  test('loads no database, no questions and no geometry', () => {
    const { files, packages } = loadedBy('src/cli/run.ts');
    expect(files.length).toBeGreaterThan(40);
    expect(packages).toContain('commander');
    const heavy = [
      'kysely',
      'better-sqlite3',
      'inquirer',
      '@terraformer/wkt',
      '@retorquere/bibtex-parser',
      'yaml',
      'csv-parse',
      'csv-stringify',
      'cli-table3',
      'cli-progress',
      'chalk',
      'yaml',
    ];
    expect(packages.filter((name) => heavy.some((one) => name.startsWith(one)))).toEqual([]);
    expect(files.filter((file) => /^src\/(db|csv|operations)\//.test(file))).toEqual([]);
  });

  test('loads nothing at all for the version', () => {
    expect(loadedBy('src/main.ts')).toEqual({
      files: ['src/main.ts', 'src/compiled.ts', 'src/version.ts'],
      packages: [],
    });
  });

  test("does without what V8 kept of the built files, or with what is not V8's", async () => {
    const dir = freshDir();
    cpSync(dirname(dirname(await builtProgram())), dir, { recursive: true });
    const bin = join(dir, 'bin', 'vasculum.js');
    const dist = join(dir, 'dist');
    const kept = readdirSync(dist).filter((name) => name.endsWith('.v8'));
    expect(kept).toContain('run.cjs.v8');
    const answer = () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'template', 'persons'], {
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    const before = answer();
    expect(before).toMatchObject({ status: 0, stderr: '' });
    for (const spoil of [
      (path: string) => truncateSync(path, 1000),
      (path: string) => writeFileSync(path, 'not from V8'),
      (path: string) => writeFileSync(path, ''),
      (path: string) => rmSync(path),
    ]) {
      for (const name of kept) spoil(join(dist, name));
      expect(answer()).toEqual(before);
    }
  });

  test('leaves the native module of the built program alone, unless a command needs the database', async () => {
    const bin = await builtProgram();
    const dir = freshDir();
    // better-sqlite3 is the one package that the bundle leaves to Node, and it is required.
    const hooked = `data:text/javascript,${encodeURIComponent(`import Module from 'node:module';
      const load = Module._load;
      Module._load = (specifier, ...rest) => {
        if (/better.sqlite3/.test(specifier)) throw new Error('loaded ' + specifier);
        return load(specifier, ...rest);
      };`)}`;
    const run = (...argv: string[]) =>
      spawnSync(process.execPath, ['--import', hooked, bin, ...argv], {
        cwd: dir,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: dir },
      });
    for (const argv of [
      ['--help'],
      ['--version'],
      ['help', 'dataset', 'grant'],
      ['template', 'measurements'],
      ['access', 'rules'],
    ])
      expect({ argv, ...pick(run(...argv)) }).toEqual({ argv, status: 0, stderr: '' });
    const init = run('init', 'lab.db', '--user', 'ana', '--email', 'ana@lab.org');
    expect(init.status).toBe(1);
    expect(init.stderr).toContain('loaded better-sqlite3');
  });

  const pick = ({ status, stderr }: { status: number | null; stderr: string }) => ({ status, stderr });
});

test('the version that the program prints is that of its package', () => {
  expect((JSON.parse(textOf('package.json')) as { version: string }).version).toBe(version);
});

test('the top level holds what the specification fixes, and configuration', () => {
  const fixed = ['package.json', 'tsconfig.json', 'src', 'migrations', 'test', 'bin', 'README.md'];
  const also = ['package-lock.json', 'LICENSE', 'CHANGELOG.md', 'esbuild.config.mjs', 'knip.json', 'vitest.config.ts'];
  const made = ['node_modules', 'dist', 'coverage'];
  const dots = ['.ci', '.editorconfig', '.git', '.gitignore', '.oxlintrc.json', '.prettierignore', '.prettierrc.json'];
  const there = readdirSync(root);
  expect(there.filter((name) => ![...fixed, ...also, ...made, ...dots].includes(name))).toEqual([]);
  expect(fixed.filter((name) => !there.includes(name))).toEqual([]);
});
