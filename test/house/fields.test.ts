import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { cases, lab, type Case } from './cases.ts';
import { dump, filesOf } from '../helpers/dump.ts';

const nameOf = ({ words }: Command): string =>
  words
    .split(' ')
    .filter((word) => /^[a-z]/.test(word))
    .join(' ');
const casesOf = (command: Command): readonly Case[] => cases[nameOf(command)] ?? [];
const all = commands.map((command) => [nameOf(command), command] as const);
const databaseFiles = ['lab.db', 'lab.db-wal', 'lab.db-shm'];

/** What `--json` prints of one thing, or of the first of several; `result` is said of an import in its table alone. */
function keysOf(name: string, json: unknown): string[] {
  const inner = (json as { results?: unknown; columns?: unknown }).results ?? (json as { columns?: unknown }).columns;
  const rows = Array.isArray(json) ? json : Array.isArray(inner) ? inner : [json];
  const keys = Object.keys((rows[0] ?? {}) as object);
  return name === 'import' && keys.includes('job') ? ['result', ...keys] : keys;
}

describe('--fields', () => {
  test.each(all)(
    'of a field that %s does not have is a usage error, before anything is done',
    async (_name, command) => {
      const bench = await lab();
      const state = () => ({ database: dump(bench.db), files: filesOf(bench.dir, databaseFiles) });
      const before = state();
      for (const { argv, by } of casesOf(command))
        for (const more of [['nope'], ['id,nope', '--json'], ['']]) {
          const ran = await bench.run([...argv, '--fields', ...more], { as: by });
          expect({ argv, more, code: ran.code, out: ran.out }).toEqual({ argv, more, code: 2, out: '' });
          expect(ran.err).toMatch(/there is no field /);
        }
      expect(state()).toEqual(before);
    },
  );

  test.each(all)(
    '? lists the fields of %s, which are those that it prints, and does nothing',
    async (name, command) => {
      let printed = 0;
      for (const { argv, by } of casesOf(command)) {
        const bench = (await lab()).as(by);
        const before = dump(bench.db);
        const asked = await bench.run([...argv, '--fields', '?']);
        expect(asked, `vasculum ${argv.join(' ')}`).toMatchObject({ code: 0, err: '' });
        const fields = asked.out.trimEnd().split('\n');
        expect(dump(bench.db)).toEqual(before);
        // Of an export, the fields are those of the file.
        const whole =
          argv.indexOf('--output') > 0 && name === 'export'
            ? argv.filter((word, at) => word !== '--output' && argv[at - 1] !== '--output')
            : argv;
        const ran = await bench.run([...whole, '--json']);
        const keys = keysOf(name, ran.json());
        expect(
          keys.filter((key) => !fields.includes(key)),
          `vasculum ${argv.join(' ')}`,
        ).toEqual([]);
        if (keys.length === 0 || fields.every((field) => keys.includes(field))) printed += 1;
      }
      expect(printed, 'a case that prints every field').toBeGreaterThan(0);
    },
  );

  const printing = all.filter(([name]) => name !== 'export');

  test.each(printing)('chooses what %s prints, also on a terminal', async (_name, command) => {
    const [first] = casesOf(command);
    const argv = first?.argv ?? [];
    const asked = await (await lab()).run([...argv, '--fields', '?'], { as: first?.by ?? null });
    const [field = ''] = asked.out.split('\n');
    const ran = await (await lab()).run([...argv, '--fields', field, '--json'], { as: first?.by ?? null });
    const json = ran.json();
    for (const row of Array.isArray(json) ? (json as object[]) : [json as object])
      expect(Object.keys(row)).toEqual([field]);
    const shown = await (
      await lab()
    ).run([...argv, '--fields', field], { as: first?.by ?? null, tty: true, env: { NO_COLOR: '1' } });
    expect(shown.code).toBe(ran.code);
    expect(shown.out.startsWith(field) || (Array.isArray(json) && json.length === 0)).toBe(true);
  });
});

test('an import is one thing, also where its fields are chosen', async () => {
  const bench = (await lab()).as('ana');
  bench.write('p.csv', 'full_name\nEva Good\n');
  const ran = await bench.run(['import', 'persons', 'p.csv', '--json', '--fields', 'job,created']);
  expect(ran.json()).toEqual({ job: expect.any(Number), created: 1 });
  const bad = await bench.run(['import', 'persons', 'p.csv', '--fields', 'job,nope']);
  expect(bad).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^error: there is no field nope\nhint: The fields: result, job, /),
  });
});

test('the fields of an export are columns of its file, whatever is said of the file', async () => {
  const bench = (await lab()).as('ana');
  const ran = await bench.run(['export', 'persons', '--fields', 'full_name', '--output', 'x.csv', '--json']);
  expect(ran.json()).toMatchObject({ rows: expect.any(Number), sha256: expect.any(String) });
  expect((await bench.must('export', 'references', '--fields', 'simple')).out).toMatch(/^key\n/);
  for (const argv of [
    ['dataset', 'cite', 'plot-1', '-o', 'bibtex', '--fields', 'ref'],
    ['export', 'references', '-o', 'bibtex', '--fields', 'key'],
  ])
    expect(await bench.run(argv)).toMatchObject({ code: 2, out: '' });
});
