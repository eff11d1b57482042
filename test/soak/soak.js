/** The long forms of what CI runs a slice of: npm run soak -- access, or races, for as many worlds or rounds as are asked. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { worlds: { type: 'string', default: '2000000' }, rounds: { type: 'string', default: '5000' } },
});
const suites = {
  access: {
    files: ['test/worlds'],
    env: {
      WORLDS: values.worlds,
      WORLDS_ASK: 'all',
      WORLDS_SEQUENCES: String(Math.max(200, Math.ceil(Number(values.worlds) / 500))),
    },
  },
  races: { files: ['test/races'], env: { RACE_ROUNDS: values.rounds } },
};
const wanted = positionals.length === 0 ? Object.keys(suites) : positionals;
const unknown = wanted.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  process.stderr.write(`there is no soak ${unknown}; there are ${Object.keys(suites).join(', ')}\n`);
  process.exit(2);
}
for (const name of wanted) {
  const { files, env } = suites[name];
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exitCode = 1;
}
