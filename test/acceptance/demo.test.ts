import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureBuilt, root } from './built.ts';

const demo = join(root, 'test', 'demo', 'demo.js');
const dir = mkdtempSync(join(tmpdir(), 'vasculum-demo-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** From another working directory, and with a directory of its own for what is temporary. */
function run(script: string): { code: number | null; out: string; err: string; left: string[] } {
  const temporary = join(dir, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: temporary, FORCE_COLOR: '1' },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr, left: readdirSync(temporary) };
}

test('the demo tells its story from any directory, colourless, and leaves nothing behind', () => {
  ensureBuilt();
  const { code, out, err, left } = run(demo);
  expect({ code, err, left }).toEqual({ code: 0, err: '', left: [] });
  // eslint-disable-next-line no-control-regex
  expect(out).not.toMatch(/\u001b/);
  const lines = out.split('\n');
  for (const line of [
    '$ vasculum init --user ana --email ana@lab.org --config none',
    '$ vasculum user register guest --email guest@example.org',
    'stored 3 of 3 taxa',
    'stored 4 of 4 traits',
    'would store 150 of 150 individuals',
    'stored 150 of 150 individuals',
    'stored 600 of 600 measurements',
    'dataset: gaspe, your default',
    'mistakes.csv:4 trait: "petalLenght": there is no trait petalLenght that you can see (did you mean petalLength?) [unknown-reference]',
    'mistakes.csv:5 date: "2999-01-01": 2999-01-01 is in the future [future-date]',
    '(exit 5)',
    '$ vasculum dataset grant gaspe guest --role viewer --as ana',
    'exported 600 measurements',
    '… and 597 lines more',
    'stored 0 of 600 measurements; 600 were there already, unchanged',
  ])
    expect(lines).toContain(line);
  expect(out).toMatch(/^mistakes\.csv:3 value: "3,4": not a number.* \(did you mean 3\.4\?\) \[bad-number\]$/m);
  expect(out).toMatch(/^nothing was stored: 3 of 4 rows cannot be/m);
  const asked = out.split('$ vasculum access explain guest read dataset/gaspe --as ana\n');
  expect(asked).toHaveLength(3);
  expect(asked[1]).toContain('vasculum dataset grant gaspe guest --role viewer');
  expect(asked[2]).not.toContain('vasculum dataset grant gaspe guest --role viewer');
});

test('the demo ends with 1 where a step does not go as it says, and leaves nothing behind', () => {
  const broken = join(dir, 'broken');
  for (const folder of ['bin', 'test/demo']) mkdirSync(join(broken, folder), { recursive: true });
  cpSync(demo, join(broken, 'test/demo/demo.js'));
  symlinkSync(join(root, 'node_modules'), join(broken, 'node_modules'));
  writeFileSync(join(broken, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(broken, 'bin', 'vasculum.js'), 'process.exitCode = 7;\n');
  const { code, err, left } = run(join(broken, 'test/demo/demo.js'));
  expect({ code, err, left }).toEqual({
    code: 1,
    err: '\nThe demo stopped: this ended with 7, and 0 was expected\n',
    left: [],
  });
});
