import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

const described = async (bench: Bench, text: string, stdin?: string): Promise<unknown> => {
  const ran = await bench.run(
    ['project', 'create', 'marsh', '--description', text, '--json'],
    stdin === undefined ? {} : { stdin },
  );
  return ran.code === 0 ? (ran.json() as { description: unknown }).description : ran.code;
};

describe('a text option', () => {
  test('takes @FILE, with its lines', async () => {
    const bench = await world();
    bench.write('about.txt', 'Wet land.\n\nÜber alles: "dry", too.');
    expect(await described(bench, '@about.txt')).toBe('Wet land.\n\nÜber alles: "dry", too.');
  });

  test('takes @- from standard input', async () => {
    expect(await described(await world(), '@-', 'from a pipe')).toBe('from a pipe');
  });

  test('takes @@ as a literal @', async () => {
    expect(await described(await world(), '@@home')).toBe('@home');
    expect(await described(await world(), '@@@x')).toBe('@@x');
  });

  test('keeps an @ that stands anywhere else', async () => {
    expect(await described(await world(), 'write to ana@lab.org')).toBe('write to ana@lab.org');
  });

  test('takes a text that looks like an option', async () => {
    const bench = await world();
    const ran = await bench.run(['project', 'create', 'marsh', '--description=-n', '--title=--json', '--json']);
    expect(ran.json()).toMatchObject({ description: '-n', title: '--json', result: 'created' });
    const apart = await bench.run(['project', 'edit', 'marsh', '--description', '--quiet', '--title', '-q', '--json']);
    expect(apart.json()).toMatchObject({ description: '--quiet', title: '-q' });
  });

  test('of a missing file or a directory is refused with its name, and nothing is made', async () => {
    const bench = await world();
    for (const text of ['@nothing.txt', '@.']) {
      const ran = await bench.run(['project', 'create', 'marsh', '--description', text]);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain(text.slice(1));
      expect(ran.err).toContain('@@');
    }
    expect((await bench.run(['project', 'show', 'marsh'])).code).toBe(3);
  });

  test('of a record takes files, too', async () => {
    const bench = await world();
    bench.write('notes.txt', 'seen twice');
    const ran = await bench.run(['individual', 'edit', 'P1', '--notes', '@notes.txt', '--json']);
    expect(ran.json()).toMatchObject({ notes: 'seen twice', result: 'updated' });
  });
});

test('an option that is no text takes an @ as it is', async () => {
  const ran = await (await world()).run(['user', 'create', 'zoe', '--email', '@mail.txt'], { as: 'sara' });
  expect(ran.code).toBe(5);
});

test('a text file that is not UTF-8 is refused, and nothing of it is stored as other signs', async () => {
  const bench = await world();
  writeFileSync(join(bench.dir, 'latin1.txt'), Buffer.from('A\u00e7\u00e3o', 'latin1'));
  const ran = await bench.run(['dataset', 'edit', 'plot-1', '--policy', '@latin1.txt']);
  expect({ code: ran.code, out: ran.out }).toEqual({ code: 5, out: '' });
  expect(ran.err).toContain('latin1.txt is not UTF-8');
});
