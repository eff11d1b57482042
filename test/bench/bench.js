/**
 * Compares Vasculum with peers in the same run, as ratios of interleaved whole processes: npm run bench -- --rows 1000000.
 * With --matrix: what questions about everybody in a large lab take.
 * It says ok or over and fails only when a run fails: a figure of one machine and minute is no test.
 */
import { closeSync, copyFileSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeMeasurements } from './data.js';
import { questionsOfLab } from './matrix.js';
import { beyond, inPairs, line, median, table, timed } from './pairs.js';
import { digestOf, peerImport, preparePeer } from './peer.js';
import { bareEnvironment, environment, ofVasculum, prepareDatabase, program } from './vasculum.js';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    pairs: { type: 'string', default: '5' },
    starts: { type: 'string', default: '15' },
    'peer-indexes': { type: 'string', default: '3' },
    matrix: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const [rows, pairs, starts] = [values.rows, values.pairs, values.starts].map(Number);
const projects = 50;
const say = (text) => process.stdout.write(`${text}\n`);
const { execPath: node } = process;

const dir = mkdtempSync(join(tmpdir(), 'vasculum-bench-'));
try {
  if (values.matrix) for (const figure of questionsOfLab(dir, pairs)) say(figure);
  else compare();
} finally {
  if (values.keep) say(`kept: ${dir}`);
  else rmSync(dir, { recursive: true, force: true });
}

function compare() {
  const individuals = Math.max(1, Math.round(rows / 10));
  const csv = join(dir, 'measurements.csv');
  process.stderr.write(`preparing ${rows} rows and ${individuals} individuals in ${dir}\n`);
  writeMeasurements(csv, rows, individuals);
  const lab = prepareDatabase(dir, individuals, projects);
  const peer = preparePeer(dir, lab);
  process.stderr.write(`importing, ${pairs} pairs after one run of each\n`);
  const imports = importPairs(csv, lab, peer);
  const empty = join(dir, 'empty.mjs');
  writeFileSync(empty, '');
  const startingIn =
    (env) =>
    (...args) =>
      inPairs(
        starts,
        () => timed(node, [program, ...args], { cwd: dir, env }),
        () => timed(node, [empty], { cwd: dir, env }),
      );
  const starting = startingIn(environment(lab));
  const listing = ['project', 'list', '--limit', String(projects)];
  const version = starting('--version');
  const list = starting(...listing, '--format', 'table');
  const piped = starting(...listing);
  const bare = startingIn({ ...bareEnvironment, ...ofVasculum(lab) })(...listing, '--format', 'table');

  const against = 'the same job in the sqlite3 shell';
  say(
    table([
      ['what', 'against', 'min - median - max', 'goal', ''],
      line(`import ${rows} measurements`, against, imports, 'seconds', 2),
      ...(imports[0].a.cpu === undefined ? [] : [line('CPU time of the import', against, imports, 'cpu')]),
      line('vasculum --version', 'node empty.mjs', version, 'seconds', 1.25),
      line(`vasculum project list (${projects}), a table`, 'node empty.mjs', list, 'seconds', 2.3),
      beyond('the same in ms', "beyond Node's own start", list, 100),
      line('the same in a pipe', 'node empty.mjs', piped, 'seconds'),
      line('as a table, all variables of the user unset', 'node empty.mjs', bare, 'seconds'),
    ]),
  );
  say('');
  for (const [what, runs] of Object.entries({ import: imports, '--version': version, 'project list': list }))
    say(figures(what, runs));
}

/** Medians of what was measured, ours and the peer's. */
function figures(what, runs) {
  const both = (measure, digits) =>
    ['a', 'b'].map((side) => median(runs.map((run) => run[side][measure])).toFixed(digits)).join(' and ');
  const { cpu } = runs[0].a;
  const more = cpu === undefined ? '' : `, CPU ${both('cpu', 2)} s, peak ${both('peak', 0)} MiB`;
  return `${what}: ${both('seconds', 3)} s${more}`;
}

/** Every run starts from a copy of the prepared database, and must have stored every row; the two must store the same. */
function importPairs(file, prepared, peerPrepared) {
  const db = join(dir, 'run.db');
  const report = join(dir, 'time.txt');
  let digest;
  const fresh = (from) => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(db + suffix, { force: true });
    copyFileSync(from, db);
    // Else the first fsync of the run would pay for the copy.
    const copy = openSync(db, 'r+');
    fsyncSync(copy);
    closeSync(copy);
  };
  const check = (who) => {
    const found = digestOf(db);
    if (!found.startsWith(`${rows}|`)) throw new Error(`${who} stored other than ${rows} rows: ${found}`);
    digest ??= found;
    if (found !== digest) throw new Error(`the two stored different rows: ${digest} and ${found}`);
  };
  return inPairs(
    pairs,
    () => {
      fresh(prepared);
      const run = timed(node, [program, 'import', 'measurements', file], { cwd: dir, env: environment(db), report });
      check('the import');
      return run;
    },
    () => {
      fresh(peerPrepared);
      const input = peerImport(file, Number(values['peer-indexes']));
      const run = timed('sqlite3', ['-bail', '-batch', db], { cwd: dir, input, report });
      check('the peer');
      return run;
    },
  );
}
