/**
 * Changes one thing of the permission module at a time and looks whether a test notices: npm run mutate.
 * Every cell of the rules table, and operators, conditions, statements and SQL of the files below. It prints what survived, and
 * fails when a mutant of a rule did, or more than one in twenty of the others.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { codeMutants } from './code-mutants.js';
import { endBuilders, killedByTables, killedSoon, prepare } from './quick.js';
import { ruleMutants } from './rule-mutants.js';
import { rulesOf } from './rules-of.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const evaluator = [
  'conditions',
  'whose',
  'remembered',
  'paths',
  'asked-paths',
  'cells',
  'everybody',
  'reach',
  'scopes',
  'permit',
  'questions',
  'deciding',
].map((name) => `src/access/${name}.ts`);
/** From the ones that mostly notice, and soon. */
const stages = [
  ['test/permissions/hidden.test.ts', 'test/access', 'test/kinds', 'test/cli/commands', 'test/import/rights.test.ts'],
  ['test/house', 'test/oracle', 'test/worlds'],
];

/** Where else an action is asked about that the tables of permissions ask least. */
const near = {
  move: [
    'test/kinds/move',
    'test/kinds/session',
    'test/kinds/media',
    'test/kinds/voucher',
    'test/kinds/equipment',
    'test/kinds/subject',
  ],
  attach: ['test/kinds/session', 'test/kinds/subject'],
  expose: ['test/kinds/session', 'test/kinds/subject', 'test/access/publish'],
  merge: ['test/kinds/merge'],
  owners: [
    'test/permissions/levels',
    'test/cli/commands/biocollection',
    'test/cli/commands/members',
    'test/cli/commands/attribute',
  ],
  email: ['test/kinds/person', 'test/cli/commands/user', 'test/access/asking'],
  card: ['test/access/cards'],
  details: [
    'test/cli/commands/attribute',
    'test/cli/commands/project',
    'test/cli/commands/dataset',
    'test/cli/commands/group',
    'test/cli/commands/user',
    'test/cli/commands/audit',
    'test/kinds/bulk',
    'test/kinds/subject',
    'test/cli/commands/dataset',
  ],
  decide: ['test/access/asking', 'test/access/registration'],
  use: ['test/kinds/session'],
  read: ['test/cli/commands/token', 'test/access/asking', 'test/cli/commands/job'],
};

/** Tests of what is asked about others, about groups out of sight and about the past. */
const asking = [
  'test/access/rosters',
  'test/access/history',
  'test/access/askable',
  'test/access/once',
  'test/access/refusals',
  'test/access/remedies',
  'test/cli/commands/access',
  'test/cli/commands/until',
  'test/worlds/rosters',
];
/** Where a file is asked for more than the tables of permissions do. */
const nearFile = {
  conditions: [
    'test/access/once',
    'test/kinds/bulk',
    'test/cli/commands/dataset',
    'test/permissions/hidden',
    'test/cli/commands/audit',
    'test/kinds/trait',
    'test/kinds/move',
    'test/access/registration',
    'test/access/refusals',
  ],
  whose: [...asking, 'test/kinds/subject'],
  everybody: asking,
  questions: [...asking, 'test/kinds/subject', 'test/kinds/equipment'],
  'asked-paths': [...asking, 'test/worlds/plans'],
  scopes: ['test/access/once', 'test/kinds/subject', 'test/kinds/move', 'test/kinds/measurement'],
  reach: asking,
  paths: [...asking, 'test/worlds/plans'],
  deciding: asking,
  remembered: ['test/permissions/tokens', ...asking],
};
const nearOf = ({ cell, file }) => near[cell?.split(' ')[1]] ?? nearFile[/(\w[\w-]*)\.ts$/.exec(file)?.[1]];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    names: { type: 'string' },
    file: { type: 'string', multiple: true, default: evaluator },
    sample: { type: 'string' },
    workers: { type: 'string', default: String(cpus().length) },
    minutes: { type: 'string', default: '10' },
    quick: { type: 'boolean', default: false },
    near: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});

const every = [
  ...ruleMutants(await rulesOf(root)),
  ...values.file.flatMap((file) => codeMutants(file, readFileSync(`${root}${file}`, 'utf8'))),
].filter(({ name }) => name.includes(values.only));
const named = values.names === undefined ? undefined : new Set(readFileSync(values.names, 'utf8').split('\n'));
const step = values.sample === undefined ? 1 : Math.max(1, every.length / Number(values.sample));
const mutants = every.filter(
  ({ name }, at) => Math.floor(at / step) !== Math.floor((at - 1) / step) && (named === undefined || named.has(name)),
);
if (values.list) {
  // Whoever exits before a pipe has taken it all loses the rest.
  await new Promise((written) => process.stdout.write(`${mutants.map(({ name }) => name).join('\n')}\n`, written));
  process.exit();
}

await prepare();
const survivors = [];
// Mixed, so that a run that is broken off says something about all of them; the same each time.
const queue = mutants.map((_, at) => (at * 7919) % mutants.length).map((at) => [at, mutants[at]]);
if (new Set(queue.map(([at]) => at)).size < mutants.length) throw new Error('some mutants would be left out');
const next = async () => {
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    const [at, mutant] = one;
    const killer = await killerOf(mutant);
    if (killer === undefined) survivors.push(mutant);
    process.stderr.write(
      `${at + 1}/${mutants.length} ${killer === undefined ? 'SURVIVED' : 'killed'} ${mutant.name}${killer === undefined ? '' : ` (${killer})`}\n`,
    );
  }
};
await Promise.all(Array.from({ length: Number(values.workers) }, next));
await endBuilders();

for (const kind of ['rule', 'code']) {
  const of = mutants.filter((mutant) => mutant.kind === kind);
  const alive = survivors.filter((mutant) => mutant.kind === kind);
  if (of.length === 0) continue;
  const share = ((of.length - alive.length) / of.length) * 100;
  process.stdout.write(`${kind}: ${of.length - alive.length} of ${of.length} killed (${share.toFixed(1)} %)\n`);
  for (const { name } of alive) process.stdout.write(`  survived: ${name}\n`);
  if (share < (kind === 'rule' ? 100 : 95)) process.exitCode = 1;
}

/** What notices it first: a few random worlds, for they are asked soonest, or else the name of a test that fails; undefined when nothing does. */
async function killerOf(mutant) {
  const killer = await killedSoon(mutant);
  if (killer !== undefined || values.quick) return killer;
  const files = nearOf(mutant);
  const close = files && (await failing(files, mutant));
  if (close !== undefined || values.near) return close;
  const found = await killedByTables(mutant);
  if (found !== undefined) return found;
  for (const stage of stages) {
    const late = await failing(stage, mutant);
    if (late !== undefined) return late;
  }
  return undefined;
}

async function failing(stage, mutant) {
  const child = spawn(
    process.execPath,
    [`${root}node_modules/vitest/vitest.mjs`, 'run', '--config', `${root}test/mutation/vitest.config.js`, ...stage],
    {
      cwd: root,
      // What a fifth of the worlds do not notice, all of them hardly will.
      env: { WORLDS: '20000', ...process.env, VASCULUM_MUTANT: JSON.stringify(mutant) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), Number(values.minutes) * 60_000);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code === 0) return undefined;
  if (code === null) return 'out of time';
  const report = out.slice(out.indexOf('{"num'));
  try {
    const { testResults } = JSON.parse(report);
    const failed = testResults.find(({ status }) => status === 'failed');
    return (
      failed?.assertionResults.find(({ status }) => status === 'failed')?.fullName ??
      `${failed?.name ?? 'a file'} fails`
    );
  } catch {
    return 'the tests cannot run';
  }
}
