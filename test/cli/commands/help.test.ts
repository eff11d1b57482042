import { beforeAll, describe, expect, test } from 'vitest';
import { argvOf } from '../../house/argv.ts';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

/** What the page tells people to type, without what it says beside that. */
const typedIn = (page: string): string[] =>
  [...page.matchAll(/^ {2}\$ vasculum (.+)$/gm)].map(([, line = '']) => (line.split(/ {2,}/)[0] ?? '').trim());

describe.each([
  [
    'import',
    [
      'template',
      '--inspect',
      '--map',
      '--mapping',
      '--wide',
      '--on-invalid',
      '--rejects',
      'exit 5',
      'vasculum import --help',
    ],
  ],
  [
    'access',
    ['registered', 'superadmin', 'collaborator', 'owner', 'authorized', 'request create', 'vasculum access --help'],
  ],
] as const)('the page %s', (name, parts) => {
  let page: string;
  beforeAll(async () => {
    page = (await new Bench().must('help', name)).out;
  });

  test('says what belongs to the matter, on a screen and a half', () => {
    for (const part of parts) expect(page).toContain(part);
    expect(page.split('\n').length).toBeLessThanOrEqual(40);
    expect(page.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('is not the help of the command, which stands where it says', async () => {
    const { code, out } = await new Bench().run([name, '--help']);
    expect({ code, usage: out.startsWith(`Usage: vasculum ${name} `) }).toEqual({ code: 0, usage: true });
    expect(page).not.toContain('Usage:');
  });

  test('shows nothing that cannot be typed', async () => {
    const bench = await world();
    const rows = [...page.matchAll(/^ {4}(\S.*?) {2,}(\S.*)$|^ {31}(T-.*)$/gm)].filter(([row]) => row.includes(','));
    const column = (at: 1 | 2): string =>
      rows
        .map((row) => `${row[at] ?? (at === 2 ? row[3] : '') ?? ''}\n`)
        .join('')
        .trimEnd();
    bench.write('people.csv', `${column(1)}\n`);
    bench.write('trees.csv', `${column(2)}\n`);
    const typed = typedIn(page);
    expect(typed.length).toBeGreaterThanOrEqual(5);
    for (const line of typed) {
      const argv = argvOf(line.replace(/ > .*/, ''));
      const ran = await bench.run(argv, { as: line.startsWith('request') ? 'vera' : 'ana' });
      expect(ran.code, `${line}: ${ran.err}`).toBe(0);
    }
    const collected = await bench.must('individual', 'list', '--filter', 'tag=T-2', '-o', 'name');
    expect(collected.out).toBe(name === 'import' ? 'individual/T-2\n' : '');
  });
});

test('help on a verb of that name is its help', async () => {
  const bench = new Bench();
  for (const argv of [
    ['access', 'check'],
    ['import', 'persons'],
  ]) {
    const { code, out } = await bench.run(['help', ...argv]);
    expect({ code, usage: out.startsWith('Usage: vasculum ') }).toEqual({ code: 0, usage: true });
  }
});
