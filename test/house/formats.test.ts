import { beforeAll, expect, test } from 'vitest';
import { formatsOf, type Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import type { Bench } from '../helpers/run.ts';
import { cases, lab } from './cases.ts';

const nameOf = ({ words }: Command): string => words.replaceAll(/ [<[].*/g, '');
const formats = ['name', 'yaml', 'csv', 'tsv', 'jsonl', 'table'] as const;

/** The first line of every command in the table, and all that change many records; what writes does not, so that all share a world. */
const lines = commands.flatMap((command) => {
  const all = (cases[nameOf(command)] ?? []).filter(({ argv }) => !argv.includes('-o') && !argv.includes('--json'));
  const chosen = all.filter(({ argv }, at) => at === 0 || argv.includes('--filter'));
  return chosen.map(({ argv, by }) => ({
    command,
    by,
    argv: [...argv, ...(command.writes === true && !argv.includes('--dry-run') ? ['--dry-run'] : [])],
  }));
});

const nouns = [...new Set(lines.map(({ argv }) => argv[0] ?? ''))];
let bench: Bench;
beforeAll(async () => {
  bench = await lab();
});

test('the table has lines for every noun', () => {
  expect(nouns.length).toBeGreaterThan(25);
  expect(lines.length).toBeGreaterThan(150);
});

test.each(nouns)('every verb of %s prints in every format that it has, and nothing that is no value', async (noun) => {
  const wrong: string[] = [];
  let printed = 0;
  for (const { command, argv, by } of lines.filter((line) => line.argv[0] === noun))
    for (const format of formats) {
      const { code, out, err } = await bench.run([...argv, '-o', format], { as: by });
      const line = `vasculum ${argv.join(' ')} -o ${format} as ${by}`;
      const known = formatsOf(command).includes(format);
      if (known ? code !== 0 : code !== 2) wrong.push(`${line} ended with ${code}: ${err}`);
      if (code !== 0) continue;
      printed += 1;
      if (/\bundefined\b|\[object Object\]|\bNaN\b/.test(out + err)) wrong.push(`${line} printed ${out}${err}`);
      if (out.split('\n').slice(0, -1).includes(''))
        wrong.push(`${line} printed an empty line: ${JSON.stringify(out)}`);
      if (out !== '' && !out.endsWith('\n')) wrong.push(`${line} left its last line open`);
    }
  expect(wrong.join('\n')).toBe('');
  expect(printed).toBeGreaterThan(0);
});

test('every list prints its header in TSV and CSV also when it is empty', async () => {
  const headless: string[] = [];
  for (const command of commands) {
    const name = nameOf(command);
    if (!name.endsWith(' list') || name === 'config list') continue;
    // nobody sees any user, job, invitation or request; a filter that nothing fits empties the rest.
    const first =
      name.startsWith('identification') || name.startsWith('audit') ? ['individual', 'x'] : ['id', '999999'];
    for (const format of ['tsv', 'csv']) {
      const argv = [...name.split(' '), '--filter', first.join('='), '-o', format];
      const { code, out, err } = await bench.run(argv, { as: 'ana' });
      if (code !== 0 || !/^[a-z_]+([\t,][a-z_]+)+\n$/.test(out))
        headless.push(`${argv.join(' ')}: ${code} ${out}${err}`);
    }
  }
  expect(headless.join('\n')).toBe('');
});
