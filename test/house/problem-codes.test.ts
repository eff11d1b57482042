import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { problemCodes } from '../../src/domain/problem-codes.ts';

const root = join(import.meta.dirname, '../..');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src', name), 'utf8'));
/** Codes are written as `code: 'bad-date'`, or as the first argument of what makes a problem. */
const written = /(?:\bcode: |\b(?:bad|refuse|invalid|reject)\(\s*)'([a-z]+(?:-[a-z]+)*)'/g;
const used = new Set(sources.flatMap((text) => [...text.matchAll(written)].map(([, code = '']) => code)));
for (const { code } of exitCodes) used.delete(code);

test('every code of a problem is in the list of the README, and every code of the list is used', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(used.size).toBeGreaterThan(30);
  const listed = Object.keys(problemCodes);
  expect([...used].filter((code) => !listed.includes(code))).toEqual([]);
  const all = sources.filter((text) => !text.includes('export const problemCodes')).join('\n');
  expect(listed.filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});

test('the README has the list', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  for (const [code, meaning] of Object.entries(problemCodes)) expect(readme).toContain(`| \`${code}\` | ${meaning} |`);
});
