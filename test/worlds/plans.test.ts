import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import { paths } from '../../src/access/paths.ts';
import { countRecords, listRecords } from '../../src/access/records.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { individual } from '../../src/kinds/individual.ts';
import { measurement } from '../../src/kinds/measurement.ts';
import { who } from '../../src/operations/questions/who.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import type { Container, Membership, World } from '../oracle/oracle.ts';
import { optionsAt } from './numbered.ts';
import { asker, identityOf, known, seedFile } from './seed.ts';

const datasets = Array.from({ length: 20 }, (_, at): string => `dataset/d${at + 1}`);
const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('an empty list');
  return item;
};

/** A reader of 6 of 20 datasets, directly, by a group and by a project; a third of the measurements lie apart from their object. */
const world: World = {
  now: '2025-06-01T12:00:00.000Z',
  users: [
    { login: 'reader', level: 'full', disabled: false },
    { login: 'other', level: 'full', disabled: false },
  ],
  containers: [
    { ref: 'group/g', kind: 'group', privacy: 'authorized', project: null, workspaceOf: null },
    { ref: 'project/p', kind: 'project', privacy: 'authorized', project: null, workspaceOf: null },
    ...datasets.map((ref, index): Container => ({
      ref,
      kind: 'dataset',
      privacy: index < 2 ? 'project' : index === 2 ? 'public' : 'authorized',
      project: index < 2 ? 'project/p' : null,
      workspaceOf: null,
    })),
  ],
  memberships: [
    { container: 'group/g', user: 'reader', group: null, role: 1, until: null },
    { container: 'project/p', user: null, group: 'group/g', role: 2, until: null },
    { container: 'dataset/d4', user: 'reader', group: null, role: 1, until: null },
    { container: 'dataset/d5', user: 'reader', group: null, role: 3, until: null },
    { container: 'dataset/d6', user: null, group: 'group/g', role: 3, until: null },
    ...datasets.map((container): Membership => ({ container, user: 'other', group: null, role: 5, until: null })),
  ],
  individuals: Array.from({ length: 200 }, (_, index) => ({ id: `i${index}`, dataset: at(datasets, index) })),
  vouchers: [],
  measurements: Array.from({ length: 3000 }, (_, index) => ({
    id: `m${index}`,
    dataset: at(datasets, index % 3 === 0 ? index + 1 : index),
    object: `i${index % 200}`,
  })),
  equipment: [],
  stocks: [],
  sessions: [],
  behaviors: [],
};

describe('the plans of SQLite', () => {
  const path = join(freshDir(), 'plans.db');
  const template = `${path}.template`;
  createFile(template);
  const numbered = { number: 0, seed: 0, world };
  const [seeded] = seedFile(template, path, [numbered], { asker: true });
  if (seeded === undefined) throw new Error('no world was made');
  const reader = known(seeded.users, 'reader');

  async function as<T>(login: string, ask: (reading: Reading) => Promise<T>): Promise<T> {
    const access = Access.open(path, identityOf(login), optionsAt(numbered));
    try {
      return await access.read(ask);
    } finally {
      await access.close();
    }
  }

  // Owning every container, a superadmin has to be given them all: that scan is reached by nobody else.
  const all = 'SCAN c USING COVERING INDEX container_privacy';
  test.each([
    ['a user', { user: reader }, [all, 'SCAN path']],
    ['a user in a container', { user: reader, container: known(seeded.containers, 'dataset/d5') }, ['SCAN path']],
    // Who is anonymous is one constant row.
    ['anonymous', { user: 0 }, ['SCAN CONSTANT ROW', all, 'SCAN path', 'SCAN u']],
  ])('the paths of %s are found by indexes, the floor too, without a scan', async (_who, filter, scans) => {
    const plan = await as(asker, async (reading) =>
      planOf(reading, paths(sessionOf(reading).trx, { now: world.now, ...filter }).compile().sql),
    );
    expect([...new Set(scansOf(plan))].toSorted()).toEqual(scans);
    expect(plan.filter((step) => step === all).length).toBeLessThanOrEqual(1);
    expect(plan.filter((step) => /^SEARCH c .*\bcontainer_privacy \(privacy=\?\)/.test(step)).length).toBe(
      'container' in filter ? 0 : 2,
    );
  });

  test.each([
    ['everybody', {}],
    ['a user', { user: reader }],
  ])('of %s in one container only what it and its project grant and give is looked at', async (_who, whose) => {
    const container = known(seeded.containers, 'dataset/d5');
    const plan = await as(asker, async (reading) =>
      planOf(reading, paths(sessionOf(reading).trx, { now: world.now, container, ...whose }).compile().sql),
    );
    const held = 'SEARCH m USING INDEX membership_user (container_id=? AND user_id=?)';
    const byGroup = 'SEARCH m USING INDEX membership_group (container_id=? AND group_id=?)';
    const itself = 'SEARCH c USING INTEGER PRIMARY KEY (rowid=?)';
    expect(plan.filter((step) => /^\w+ [mc] /.test(step))).toEqual([
      held,
      byGroup,
      held,
      byGroup,
      itself,
      itself,
      itself,
    ]);
  });

  test("an actor's reach is filled by the same plan", async () => {
    await as('w0-reader', async (reading) => {
      const fills = (await statementsOf(reading, () => countRecords(reading, measurement))).filter((text) =>
        text.startsWith('insert into "reach"'),
      );
      expect(fills).toHaveLength(1);
      for (const text of fills)
        expect([...new Set(scansOf(planOf(reading, text)))].toSorted()).toEqual([all, 'SCAN path']);
    });
  });

  test.each([
    [measurement, 'SEARCH t USING INDEX measurement_scope (scope_id=?)'],
    [individual, 'SEARCH t USING INDEX individual_scope (scope_id=?)'],
  ])('a page for a reader of a third of the records comes from the index in its order', async (kind, search) => {
    await as('w0-reader', async (reading) => {
      const { rows } = await listRecords(reading, kind);
      const share = rows.length / (kind === measurement ? world.measurements : world.individuals).length;
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.4);
      for (const page of [{}, { after: Number(rows[19]?.[0]) }]) {
        const [text = '', ...more] = await statementsOf(reading, () =>
          listRecords(reading, kind, { limit: 20, ...page }),
        );
        expect(more).toEqual([]);
        const plan = outerPlanOf(reading, text);
        expect(plan[0]).toBe(search);
        expect(plan.filter((step) => step.includes('TEMP B-TREE') || step.startsWith('SCAN'))).toEqual([]);
        // No cell of a row costs the reading of a whole table; the actor's own reach is read once for all of them.
        const tables = /^SCAN (?!CONSTANT ROW|up\b|reach\b|\(subquery)/;
        expect(planOf(reading, text).filter((step) => tables.test(step))).toEqual([]);
      }
    });
  });

  test.each([
    ['a reader', 'w0-reader', measurement, 'SEARCH t USING COVERING INDEX measurement_scope (scope_id=?)'],
    ['a reader', 'w0-reader', individual, 'SEARCH t USING COVERING INDEX individual_scope (scope_id=?)'],
    ['a superadmin', asker, measurement, 'SCAN t USING COVERING INDEX measurement_scope'],
  ])('a count by %s (%s) reads a covering index alone', async (_who, login, kind, step) => {
    await as(login, async (reading) => {
      const statements = await statementsOf(reading, () => countRecords(reading, kind));
      const counts = statements.filter((text) => text.startsWith('select count(*)'));
      expect(counts).toHaveLength(1);
      for (const text of counts) expect(planOf(reading, text).filter((line) => / t\b/.test(line))).toEqual([step]);
    });
  });

  // The alternative to one statement is to fill temp.reach anew for everybody who has a role.
  test.each([
    ['a dataset', `dataset/${seeded.prefix}d6`],
    ['a record', `individual/id:${known(seeded.individuals, 'i5')}`],
  ])('who may edit %s is asked of everybody at once', async (_sort, object) => {
    const found: string[] = [];
    const texts = await as(asker, (reading) =>
      statementsOf(reading, async () => {
        for (const { user } of (await who(reading, object, 'edit')).rows)
          found.push(user.replace(seeded.userPrefix, ''));
      }),
    );
    expect(found).toEqual(['asker', 'other', 'reader']);
    // The asker's own, to find the object.
    expect(texts.filter((text) => text.startsWith('insert into "reach"'))).toHaveLength(1);
  });
});

const scansOf = (plan: readonly string[]): string[] => plan.filter((step) => step.startsWith('SCAN'));

/** The steps of the plan for a statement, on the connection of the transaction. What is bound does not change them. */
const planOf = (reading: Reading, text: string): string[] => stepsOf(reading, text).map(({ detail }) => detail);

/** The steps of the statement itself, without those of the subqueries that make the cells of its rows. */
const outerPlanOf = (reading: Reading, text: string): string[] =>
  stepsOf(reading, text)
    .filter(({ parent, detail }) => parent === 0 && !detail.startsWith('CORRELATED SCALAR SUBQUERY'))
    .map(({ detail }) => detail);

function stepsOf(reading: Reading, text: string): { parent: number; detail: string }[] {
  const holes = text.match(/\?/g)?.length ?? 0;
  const explain = sessionOf(reading).handle.prepare<unknown[], { parent: number; detail: string }>(
    `explain query plan ${text}`,
  );
  return explain.all(...Array.from({ length: holes }, () => 1));
}

/** The statements that `ask` gives to SQLite. */
async function statementsOf(reading: Reading, ask: () => Promise<unknown>): Promise<string[]> {
  const prepare = vi.spyOn(sessionOf(reading).handle, 'prepare');
  try {
    await ask();
    return prepare.mock.calls.map(([text]) => text);
  } finally {
    prepare.mockRestore();
  }
}
