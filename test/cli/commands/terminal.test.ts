import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { builtProgram } from '../../db/built.ts';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

// Other programs of this name, or none, know no version.
const without = spawnSync('script', ['--version']).status !== 0;

let bin: string;
let bench: Bench;
beforeAll(async () => {
  bin = await builtProgram();
  bench = await world();
});

/** The built program with a terminal on all three sides; `NODE_OPTIONS` and the like by `env`. */
function onTerminal(argv: readonly string[], env: Record<string, string> = {}): { code: number | null; out: string } {
  const line = [process.execPath, bin, ...argv].map((word) => `'${word}'`).join(' ');
  const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: bench.dir,
    encoding: 'utf8',
    input: '',
    env: {
      PATH: process.env['PATH'],
      HOME: bench.dir,
      SHELL: '/bin/sh',
      TERM: 'xterm',
      NO_COLOR: '1',
      VASCULUM_DB: bench.db,
      VASCULUM_USER: 'ana',
      ...env,
    },
  });
  return { code: status, out: stdout.replaceAll('\r\n', '\n') };
}

describe.skipIf(without)('on a terminal, where the program script of util-linux makes one,', () => {
  test('an import that takes long draws a bar, removes it and says what it stored', () => {
    bench.write('people.csv', 'full_name,abbreviation\nBo Xavante,XAVANTE B\nBo Xerente,XERENTE B\n');
    const hurried = join(bench.dir, 'hurried.cjs');
    // Each look at the clock is a second later than the one before, so that two rows take long.
    writeFileSync(hurried, 'const now = Date.now; let ahead = 0; Date.now = () => now() + (ahead += 1000);\n');
    const ran = onTerminal(['import', 'persons', 'people.csv'], { NODE_OPTIONS: `--require=${hurried}` });
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('stored 2 of 2 persons\n') });
    const [bar, rest] = ran.out.split('\u001B[2K');
    expect(bar).toMatch(/█ 100% \| \d+ rows \| \d+ rows\/s/);
    expect(rest).toBe('stored 2 of 2 persons\n');
  });

  test('an import that is quick draws none', () => {
    bench.write('person.csv', 'full_name,abbreviation\nBo Xokleng,XOKLENG B\n');
    const still = join(bench.dir, 'still.cjs');
    writeFileSync(still, 'const now = Date.now(); Date.now = () => now;\n');
    const ran = onTerminal(['import', 'persons', 'person.csv'], { NODE_OPTIONS: `--require=${still}` });
    expect(ran).toEqual({ code: 0, out: 'stored 1 of 1 persons\n' });
  });

  test('a list is a table', () => {
    const ran = onTerminal(['dataset', 'list', '--filter', 'privacy=authorized', '--fields', 'name,project']);
    expect(ran.code).toBe(0);
    expect(ran.out.split('\n')).toEqual([
      'name           project',
      'ana-workspace  project/ana-workspace',
      'plot-1         project/wetlands',
      'secret',
      '',
    ]);
  });
});
