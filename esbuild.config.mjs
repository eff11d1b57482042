import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/**
 * What commands load on demand from access and operations is one file, not forty: of a short command's time half would
 * go to finding and opening them. Importing and exporting stay files of their own.
 */
const library = {
  name: 'library',
  setup({ onResolve, onLoad }) {
    const folders = [
      'users',
      'containers',
      'members',
      'questions',
      'records',
      'database',
      'jobs',
      'audit',
      'asking',
    ].map((name) => `operations/${name}`);
    const files = [
      'access/access.ts',
      'access/settings.ts',
      ...folders.flatMap((folder) => readdirSync(join(root, 'src', folder)).map((file) => `${folder}/${file}`)),
    ];
    onResolve({ filter: /\/(operations\/\w+|access)\/[\w-]+\.ts$/ }, ({ path, kind, resolveDir }) => {
      const file = relative(join(root, 'src'), resolve(resolveDir, path));
      return kind === 'dynamic-import' && files.includes(file) ? { path: 'library', namespace: 'library' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'library' }, () => {
      const names = files.flatMap((file) =>
        [
          ...readFileSync(join(root, 'src', file), 'utf8').matchAll(
            /^export (?:async )?(?:const|function\*?|class) (\w+)/gm,
          ),
        ].map(([, name]) => name),
      );
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      // Two of one name would silently be none.
      if (twice !== undefined) throw new Error(`two operations export ${twice}; rename one`);
      return { contents: files.map((file) => `export * from './src/${file}';`).join('\n'), resolveDir: root };
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

rmSync(new URL('dist', import.meta.url), { recursive: true, force: true });
const options = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['better-sqlite3'],
  minify: true,
  // Read only under --debug, so that stack traces name the source.
  sourcemap: true,
  sourcesContent: false,
  plugins: [library, spare],
  legalComments: 'none',
  logLevel: 'warning',
  // commander and cli-table3 are CommonJS and call require() for Node's own modules.
  banner: {
    js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
  },
};
await build({ ...options, entryPoints: ['src/main.ts'], outdir: 'dist' });
// Apart, for what it shares with the program would be cut into more files.
await build({ ...options, entryPoints: ['src/cli/reference.ts'], outdir: 'dist/docs' });
