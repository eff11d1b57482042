import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { dump, filesOf } from '../helpers/dump.ts';
import type { Bench, Ran, RunOptions } from '../helpers/run.ts';
import { cases, type Case } from './cases.ts';
import { hush, rankCodes, ranked, ranks, tokens, type Tokens } from './ranks.ts';

const nameOf = ({ words }: Command): string =>
  words
    .split(' ')
    .filter((word) => /^[a-z]/.test(word))
    .join(' ');
const named = commands.map((command) => [nameOf(command), command] as const);
const everything = (bench: Bench) => ({
  database: dump(bench.db),
  files: filesOf(bench.dir, ['lab.db', 'lab.db-wal', 'lab.db-shm']),
});

/** One world for all: who may is only asked to try where a command writes, and who may not changes nothing. */
let bench: Bench;
let before: ReturnType<typeof everything>;
let secrets: Tokens;
beforeAll(async () => {
  bench = await ranked();
  secrets = await tokens();
  before = everything(bench);
});

const caseOf = (name: string): Case => {
  const found = cases[name]?.[rankCodes[name]?.[1] ?? 0];
  if (found === undefined) throw new Error(`${name} has no case`);
  return found;
};
async function attempt({ argv }: Case, writes: boolean, json: boolean, how: RunOptions): Promise<Ran> {
  const ran = await bench.run([...argv, ...(writes ? ['--dry-run'] : []), ...(json ? ['--json'] : [])], how);
  rmSync(join(bench.dir, 'out.jpg'), { force: true });
  return ran;
}

test('every command stands in the table of ranks, and the table has no others', () => {
  expect(Object.keys(rankCodes).toSorted()).toEqual(named.map(([name]) => name).toSorted());
  expect(Object.values(rankCodes).filter(([codes]) => !/^[03456]{8}$/.test(codes))).toEqual([]);
});

test.each(named)(
  '%s ends as the role says, changes nothing where it is refused, and names nothing hidden',
  async (name, command) => {
    const one = caseOf(name);
    const told: string[] = [];
    for (const [place, who] of ranks.entries()) {
      const expected = rankCodes[name]?.[0][place];
      const ran = await attempt(one, command.writes === true && expected === '0', place % 2 === 1, { as: who });
      if (String(ran.code) !== expected) told.push(`${who}: ${ran.code} instead of ${expected}: ${ran.err}`);
      if (who !== 'sara' && `${ran.out}${ran.err}`.includes(hush)) told.push(`${who}: ${ran.out}${ran.err}`);
    }
    const after = everything(bench);
    // What one command changed is not held against the next.
    if (after.database !== before.database) bench = await ranked();
    expect(told.join('\n'), `vasculum ${one.argv.join(' ')}`).toBe('');
    expect(after).toEqual(before);
  },
);

/** What asks no database who somebody is. */
const asking = named.filter(([name]) => caseOf(name).stranger !== 0);
const changing = asking.filter(([, { writes }]) => writes === true);

async function withToken(name: string, writes: boolean, at: keyof Tokens): Promise<Ran> {
  const ran = await attempt(caseOf(name), writes, at === 'ended', {
    as: null,
    env: { VASCULUM_TOKEN: secrets[at] },
  });
  expect(`${ran.out}${ran.err}`.includes(hush)).toBe(false);
  return ran;
}

/** They write beside the database what a reader may have. */
const copying = ['export', 'media fetch'];

test('a token that only reads makes a viewer of an owner, to whom no command is open that changes something', async () => {
  const told: Record<string, string> = {};
  for (const [name] of changing.filter(([known]) => !copying.includes(known))) {
    const ofViewer = Number(rankCodes[name]?.[0][0]);
    const { code, err } = await withToken(name, false, 'reading');
    if (code !== (ofViewer === 0 ? 4 : ofViewer)) told[name] = `${code}: ${err}`;
  }
  expect(told).toEqual({});
  expect(everything(bench)).toEqual(before);
});

test('no command takes a token that has ended or was revoked', async () => {
  const told: Record<string, string> = {};
  for (const [place, [name]] of asking.entries()) {
    const { code, err } = await withToken(name, false, place % 2 === 0 ? 'ended' : 'revoked');
    if (code !== 4 || !err.includes('no valid token was given')) told[name] = `${code}: ${err}`;
  }
  expect(told).toEqual({});
  expect(everything(bench)).toEqual(before);
});

/** By hand: request 1 is to dataset/example, so the role there decides on it, but it is not own's to take back. */
const inExample: Readonly<Record<string, number>> = {
  'request show': 0,
  'request approve': 0,
  'request deny': 0,
  'request cancel': 4,
  'biocollection members': 4,
};

test('with a token for one dataset its owner is an outsider to all else, and changes nothing that needs a level alone', async () => {
  const told: Record<string, string> = {};
  for (const [name, { writes }] of asking) {
    const { argv, codes } = caseOf(name);
    const expected = inExample[name] ?? (writes === true && codes[0] === 0 ? 4 : codes[0]);
    const { code, err } = await withToken(name, writes === true && expected === 0, 'example');
    if (code !== expected) told[argv.join(' ')] = `${code}, not ${expected}: ${err}`;
  }
  expect(told).toEqual({});
  expect(everything(bench)).toEqual(before);
});
