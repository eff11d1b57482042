import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/**
 * What commands load on demand from access and operations is two files, not sixty: of a short command's time half would
 * go to finding and opening them. The second is for what reads and writes files.
 */
const folder = (name) => readdirSync(join(root, 'src', name)).map((file) => `${name}/${file}`);
const operations = (...names) => names.flatMap((name) => folder(`operations/${name}`));
const groups = {
  library: [
    'access/access.ts',
    'access/settings.ts',
    ...operations(
      'users',
      'containers',
      'members',
      'questions',
      'records',
      'database',
      'jobs',
      'audit',
      'asking',
      'biocollections',
    ),
  ],
  files: [
    ...operations('import', 'export', 'citation', 'media'),
    'csv/source.ts',
    'csv/encoding.ts',
    'csv/delimiter.ts',
    'csv/rejects-file.ts',
  ],
};
const grouped = {
  name: 'grouped',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/(operations\/\w+|access|csv)\/[\w-]+\.ts$/ }, ({ path, kind, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = relative(join(root, 'src'), resolve(resolveDir, path));
      const group = Object.keys(groups).find((name) => groups[name].includes(file));
      return group === undefined ? undefined : { path: group, namespace: 'group' };
    });
    onLoad({ filter: /./, namespace: 'group' }, ({ path: group }) => {
      const exported = /^export (?:async )?(?:const|function\*?|class) (\w+)/gm;
      const names = groups[group].flatMap((file) =>
        [...readFileSync(join(root, 'src', file), 'utf8').matchAll(exported)].map(([, name]) => name),
      );
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      // Two of one name would silently be none.
      if (twice !== undefined) throw new Error(`two files of the group ${group} export ${twice}; rename one`);
      return { contents: groups[group].map((file) => `export * from './src/${file}';`).join('\n'), resolveDir: root };
    });
  },
};

/** What libraries do at every start or for every cell, and need only now and then. */
const spared = [
  {
    file: /node_modules\/commander\/lib\/command\.js$/,
    from: "const childProcess = require('node:child_process');",
    to: "const childProcess = { get spawn() { return require('node:child_process').spawn; } };",
  },
  {
    // Else each cell of a table is measured by a regular expression of 12 KB, several times.
    file: /node_modules\/string-width\/index\.js$/,
    from: 'const stringWidth = string => {',
    to: 'const stringWidth = string => {\n\tif (/^[\\x20-\\x7e]*$/.test(string)) return string.length;',
  },
];
const spare = {
  name: 'spare',
  setup({ onLoad }) {
    for (const { file, from, to } of spared)
      onLoad({ filter: file }, ({ path }) => {
        const contents = readFileSync(path, 'utf8');
        if (!contents.includes(from)) throw new Error(`${path} has changed: look again at what is spared in it`);
        return { contents: contents.replace(from, () => to), loader: 'js' };
      });
  },
};

const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['better-sqlite3'],
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  plugins: [grouped, spare],
  legalComments: 'none',
  logLevel: 'warning',
};
await program();
await keepCode();
// The last, for it is what tells that the program is built.
await build({ ...options, entryPoints: ['src/main.ts'], outdir: 'dist' });
// Apart, for what it shares with the program would be cut into more files.
await build({
  ...options,
  entryPoints: ['src/cli/reference.ts'],
  outdir: 'dist/docs',
  // commander and cli-table3 are CommonJS and call require() for Node's own modules.
  banner: {
    js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
  },
});

/**
 * The program as CommonJS files: of ES modules, Node 20 cannot keep what V8 made of them (src/compiled.ts). esbuild splits only
 * ES modules, so it splits first, and each file is turned afterwards.
 */
async function program() {
  const { outputFiles } = await build({
    ...options,
    entryPoints: ['src/cli/run.ts'],
    outdir: 'dist',
    // A file's name will do for createRequire(), and CommonJS has one.
    define: { 'import.meta.url': '__filename' },
    sourcemap: 'inline',
    write: false,
  });
  for (const { path, text } of outputFiles) {
    const { code, map } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minify: true,
      sourcemap: true,
      sourcesContent: false,
      sourcefile: basename(path),
      supported: { 'dynamic-import': false },
      legalComments: 'none',
    });
    const file = path.replace(/\.js$/, '.cjs');
    const named = code.replaceAll(/require\("(\.\/[\w.-]+)\.js"\)/g, 'require("$1.cjs")');
    writeFileSync(file, `${named}//# sourceMappingURL=${basename(file)}.map\n`);
    writeFileSync(`${file}.map`, map);
  }
}

/** Without it the program is slower to start, and no other: that is no reason for a build to fail. */
async function keepCode() {
  await build({ ...options, entryPoints: ['src/warm.ts'], outdir: 'dist' });
  const { status, stderr } = spawnSync(process.execPath, [join(dist, 'warm.js')], { encoding: 'utf8' });
  if (status !== 0) process.stderr.write(`commands will start slower: V8's code could not be kept: ${stderr}\n`);
  for (const name of ['warm.js', 'warm.js.map']) rmSync(join(dist, name));
}
