import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFile } from '../../src/access/file.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { Bench } from '../helpers/run.ts';
import { argvOf } from '../house/argv.ts';
import * as oracle from '../oracle/oracle.ts';
import { firstSeed, fromEnv, pickOne, samplesOf, worldAt } from './numbered.ts';
import { asker, known, seedFile, type SeededWorld } from './seed.ts';

const wanted = fromEnv('WORLDS_REMEDIES', 16);
const questionsEach = 8;

interface Deed {
  command: string;
  by: string;
}
interface Answer {
  allowed: boolean;
  remedies: (Deed & { next: Deed[] })[];
  notes: string[];
}
interface Asked {
  who: string;
  action: string;
  object: string;
  by: string;
}

test(`what explain offers in random worlds from WORLDS_SEED=${firstSeed} is enough, done by those it names, and no less would be`, async () => {
  const dir = freshDir();
  const template = join(dir, 'template.db');
  createFile(template);
  const tally = { asked: 0, remedies: 0, steps: 0, smaller: 0, unseen: 0 };
  for (let index = 0, sound = 0; sound < wanted; index += 1) {
    const candidate = worldAt(index);
    if (oracle.brokenInvariants(candidate.world).length > 0) continue;
    sound += 1;
    const path = join(dir, `world-${candidate.number}.db`);
    const [seeded] = seedFile(template, path, [candidate], { asker: true });
    if (seeded === undefined) throw new Error('no world was made');
    await askAround(seeded, path, tally);
  }
  expect(tally.asked).toBeGreaterThan(wanted);
  expect(tally.remedies).toBeGreaterThan(tally.asked);
  expect(tally.steps).toBeGreaterThan(tally.remedies);
  process.stdout.write(`remedies: ${JSON.stringify(tally)}\n`);
}, 600_000);

type Tally = Record<'asked' | 'remedies' | 'steps' | 'smaller' | 'unseen', number>;

async function askAround(seeded: SeededWorld, path: string, tally: Tally): Promise<void> {
  const random = samplesOf(seeded);
  const logins = [...seeded.users.keys()];
  for (let asks = 0; asks < questionsEach; asks += 1) {
    const by = random() < 0.5 ? asker : `${seeded.prefix}${pickOne(random, logins)}`;
    const asked = question(seeded, by, random);
    const bench = benchOn(path, seeded.world.now);
    const ran = await bench(['access', 'explain', asked.who, asked.action, asked.object, '--json'], by);
    if (ran.code !== 0) continue;
    const { allowed, remedies, notes } = ran.json() as Answer;
    const label = `WORLDS_SEED=${seeded.seed} ${by}: ${JSON.stringify(asked)}`;
    const whole = by === asker && asked.who !== 'anonymous' && isForRoles(asked);
    const least = { remedies: !allowed && whole ? 1 : 0, answers: allowed ? 0 : 1 };
    expect(remedies.length, `${label}, remedies`).toBeGreaterThanOrEqual(least.remedies);
    expect(remedies.length + notes.length, `${label} has an answer`).toBeGreaterThanOrEqual(least.answers);
    expect(allowed ? remedies : [], `${label} needs none`).toEqual([]);
    if (allowed) continue;
    tally.asked += 1;
    for (const { next, ...first } of remedies)
      await carryOut(seeded, path, asked, [first, ...next], label, random, tally);
  }
}

/** Every remedy is run on a copy by one of the people it names; less than all of it is not enough. */
async function carryOut(
  seeded: SeededWorld,
  path: string,
  asked: Asked,
  deeds: readonly Deed[],
  label: string,
  random: () => number,
  tally: Tally,
): Promise<void> {
  const about = `${label}\n${deeds.map(({ command, by }) => `${command} (${by})`).join('\n')}`;
  const attempt = async (some: readonly Deed[]): Promise<{ codes: number[]; check: number; unseen: boolean }> => {
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    const bench = benchOn(copy, seeded.world.now);
    const codes = [];
    for (const { command, by } of some)
      codes.push((await bench(argvOf(command).slice(1), personFor(seeded, by, command, random))).code);
    const { code: check } = await bench(['access', 'check', asked.who, asked.action, asked.object], asker);
    const again = await bench(['access', 'explain', asked.who, asked.action, asked.object], asked.by);
    // Of what is out of sight the asker learns once it alone says no.
    return { codes, check, unseen: again.out.includes('Note: what you may not see decides over it, too.') };
  };
  const whole = await attempt(deeds);
  expect(whole.codes, `${about}\ndone`).toEqual(deeds.map(() => 0));
  expect(whole.check, `${about}\nthen`).toBe(whole.unseen && asked.by !== asker ? 4 : 0);
  tally.unseen += whole.unseen ? 1 : 0;
  tally.remedies += 1;
  tally.steps += deeds.length;
  for (const [at] of deeds.entries()) {
    if (deeds.length === 1) break;
    expect((await attempt(deeds.filter((_deed, other) => other !== at))).check, `${about}\nwithout ${at}`).toBe(4);
    tally.smaller += 1;
  }
}

function personFor(seeded: SeededWorld, by: string, command: string, random: () => number): string {
  if (by === 'a superadmin') return asker;
  if (by !== 'its owner') return pickOne(random, by.split(', '));
  const [, kind = '', , name = ''] = argvOf(command);
  const ref = `${kind}/${name.replace(seeded.prefix, '')}`;
  const owners = seeded.world.users.filter(({ login }) => oracle.heldRole(seeded.world, login, ref) === 5);
  return owners.length === 0 ? asker : `${seeded.prefix}${pickOne(random, owners).login}`;
}

function question(seeded: SeededWorld, by: string, random: () => number): Asked {
  const { world, prefix, individuals, vouchers, measurements } = seeded;
  const other = random() < 0.05 ? 'anonymous' : `${prefix}${pickOne(random, world.users).login}`;
  const who = by !== asker && random() < 0.5 ? by : other;
  if (random() < 0.5) {
    const ref = pickOne(random, world.containers).ref;
    return { who, action: pickOne(random, oracle.askable), object: ref.replace('/', `/${prefix}`), by };
  }
  const kinds = [
    ['individual', individuals],
    ['voucher', vouchers],
    ['measurement', measurements],
    ['measurement', measurements],
    ['equipment', seeded.equipment],
    ['stock', seeded.stocks],
    ['session', seeded.sessions],
    ['behavior', seeded.behaviors],
  ] as const;
  const [kind, ids] = pickOne(
    random,
    kinds.filter(([, all]) => all.size > 0),
  );
  const id = known(ids, pickOne(random, [...ids.keys()]));
  return { who, action: pickOne(random, ['read', 'edit', 'delete']), object: `${kind}/id:${id}`, by };
}

/** Groups hold no records, and nobody leaves for a superadmin. */
const isForRoles = ({ action, object }: Asked): boolean =>
  !(object.startsWith('group/') && ['insert', 'edit', 'delete'].includes(action));

function benchOn(path: string, now: string) {
  const bench = new Bench();
  return (argv: readonly string[], as: string) => bench.run(argv, { as, now, env: { VASCULUM_DB: path } });
}
