import { assert, asyncProperty, constantFrom, integer, nat } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { numberOf, withDatabase } from '../../helpers/dump.ts';

interface Row {
  seq: number;
  actor: string;
  command: string;
  object: string;
  object_kind: string;
  object_id: number | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  hash: string | null;
}

const logOf = async (bench: Bench, as: string | null, ...more: string[]): Promise<Row[]> =>
  (await bench.run(['audit', 'log', '--json', ...more], { as })).json() as Row[];

describe('audit log', () => {
  test('answers no guess at an argument, for who does not see the arguments', async () => {
    const bench = await world();
    await bench.run(['group', 'create', 'unseen'], { as: 'max' });
    await bench.run(['dataset', 'grant', 'plot-1', 'group/unseen', '--role', 'contributor'], { as: 'max' });
    const granted = 'dataset grant plot-1';
    for (const guess of ['group/unseen', 'group/unsaid', '']) {
      expect(await logOf(bench, 'ana', '--command', `${granted} ${guess}`)).toEqual([]);
      expect(await logOf(bench, 'ana', '--command', `DATASET  grant plot-1 ${guess}`)).toEqual([]);
    }
    expect(await logOf(bench, 'sara', '--command', `${granted} group/unseen`)).toHaveLength(1);
    for (const words of ['dataset', 'dataset grant', ' Dataset grant '])
      expect((await logOf(bench, 'ana', '--command', words))[0]).toMatchObject({ command: 'vasculum dataset grant' });
  });

  test('is whole for a superadmin, the newest first', async () => {
    const bench = await world();
    const rows = await logOf(bench, 'sara');
    expect(rows).toHaveLength(numberOf(bench.db, 'select count(*) from audit'));
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, at) => rows.length - at));
    expect(rows[0]).toMatchObject({
      actor: 'sara',
      command: 'vasculum user disable dina',
      object: 'user/dina',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'seq',
      'time',
      'actor',
      'configured_actor',
      'assurance',
      'os_uid',
      'command',
      'object',
      'object_kind',
      'object_id',
      'before',
      'after',
      'job',
      'previous_hash',
      'hash',
    ]);
  });

  test('has for others what is about containers that they may share now, without arguments and hashes', async () => {
    const bench = await world();
    const seen = await logOf(bench, 'max');
    // max manages project/wetlands and dataset/plot-1, and owns a workspace.
    expect([...new Set(seen.map(({ object }) => object))].toSorted()).toEqual([
      'dataset/max-workspace',
      'dataset/plot-1',
      'dataset/shared',
      'project/max-workspace',
      'project/wetlands',
    ]);
    expect([...new Set(seen.map(({ object_kind: kind }) => kind))].toSorted()).toEqual([
      'dataset',
      'membership',
      'project',
    ]);
    expect(new Set(seen.map(({ hash }) => hash))).toEqual(new Set([null]));
    expect(seen.map(({ command }) => command)).toContain('vasculum dataset grant');
    // group/neuro, which max does not see, is contributor of wetlands.
    const grant = seen.find(({ after }) => after?.['group_id'] !== undefined && after['group_id'] !== null);
    expect(grant?.after?.['group_id']).toBe('withheld');
    expect(JSON.stringify(seen)).not.toContain('neuro');
    for (const as of ['vera', 'reg'])
      expect((await logOf(bench, as)).filter(({ object }) => !object.endsWith('-workspace'))).toEqual([]);
    expect(await logOf(bench, null)).toEqual([]);

    bench.as('ana');
    await bench.must('dataset', 'revoke', 'plot-1', 'max');
    await bench.must('project', 'revoke', 'wetlands', 'max');
    expect((await logOf(bench, 'max')).filter(({ object }) => !object.endsWith('-workspace'))).toEqual([]);
  });

  test('does not name a project that the reader may not see', async () => {
    const bench = await world();
    await bench.must('project', 'create', 'hush');
    await bench.must('dataset', 'edit', 'plot-1', '--project', 'hush');
    const seen = await logOf(bench, 'max', '--object', 'dataset/plot-1');
    expect(seen[0]).toMatchObject({ command: 'vasculum dataset edit', before: { project: 'project/wetlands' } });
    expect(seen[0]?.after?.['project_id']).toBe('withheld');
    expect(JSON.stringify(seen)).not.toContain('hush');
    await bench.must('dataset', 'edit', 'plot-1', '--title', 'Plot');
    await bench.must('dataset', 'edit', 'plot-1', '--project', 'wetlands');
    expect(JSON.stringify(await logOf(bench, 'max'))).not.toContain('hush');
  });

  test('is narrowed by actor, command, time and object', async () => {
    const bench = await world();
    const all = await logOf(bench, 'sara');
    const of = async (...more: string[]) => logOf(bench, 'sara', ...more);
    expect(new Set((await of('--actor', 'ana')).map(({ actor }) => actor))).toEqual(new Set(['ana']));
    expect(await of('--actor', 'somebody')).toEqual([]);
    expect((await of('--command', 'dataset grant')).length).toBe(6);
    expect(await of('--command', 'data')).toEqual([]);
    expect(await of('--since', '2200-01-01')).toEqual([]);
    expect(await of('--until', '2001-01-01T00:00Z')).toEqual([]);
    expect(await of('--since', '2001-01-01', '--until', '2200-01-01')).toEqual(all);
    const plot = await of('--object', 'dataset/plot-1');
    expect(plot).toHaveLength(8);
    expect(plot.map(({ object }) => object)).toEqual(plot.map(() => 'dataset/plot-1'));
    expect((await of('--object', 'user')).length).toBeGreaterThan(9);
    expect((await of('--object', 'user/dina')).map(({ command }) => command.split(' ')[2])).toEqual([
      'disable',
      'create',
    ]);
    expect((await of('--object', 'individual/P1')).map(({ object }) => object)).toEqual(['individual/id:5']);
    expect((await of('--limit', '2', '--after', '10')).map(({ seq }) => seq)).toEqual([9, 8]);
    bench.as('sara');
    await bench.must('config', 'set', 'registration', 'closed');
    expect(await of('--object', 'setting/registration')).toHaveLength(1);
    expect(await of('--object', 'setting/nothing')).toEqual([]);
  });

  test('still tells of an object that is gone, by its id', async () => {
    const bench = await world();
    await bench.must('dataset', 'create', 'brief');
    const id = numberOf(bench.db, "select id from container where name = 'brief'");
    await bench.must('dataset', 'delete', 'brief', '--yes');
    bench.as('sara');
    expect((await bench.run(['audit', 'log', '--object', 'dataset/brief'])).code).toBe(3);
    const rows = await logOf(bench, 'sara', '--object', `dataset/id:${id}`);
    expect(rows.map(({ command }) => command.split(' ')[2])).toEqual(['delete', 'delete', 'create', 'create']);
    expect(await logOf(bench, 'ana', '--object', `dataset/id:${id}`)).toEqual([]);
  });

  test('finds the import that a record came by', async () => {
    const bench = await world();
    bench.write('people.csv', 'full_name\nAdolpho Ducke\nCarla Novo\n');
    await bench.must('import', 'persons', 'people.csv');
    const rows = await logOf(bench, 'sara', '--object', 'person/Carla Novo');
    expect(rows.map(({ command }) => command)).toEqual(['vasculum import persons people.csv']);
  });

  test.each([
    [['--object', 'thing/x'], 2, 'neither a kind nor kind/name'],
    [['--object', 'membership/x'], 2, 'a membership has no name'],
    [['--object', 'token/x'], 2, 'a token has no name'],
    [['--object', 'dataset/plot-2'], 3, 'there is no dataset plot-2 that you can see'],
    [['--since', 'yesterday'], 5, '--since yesterday: not a day'],
    [['--after', 'x'], 5, 'is no number of a row'],
  ])('refuses %s', async (options, code, message) => {
    const ran = await (await world()).run(['audit', 'log', ...options]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(message);
  });
});

/** Changes the log as no program of ours would, and leaves the guards as they were. */
function tamper(db: string, sql: string, ...values: unknown[]): void {
  withDatabase(db, (handle) => {
    const guards = handle
      .prepare<[], { name: string; sql: string }>(
        "select name, sql from sqlite_schema where type = 'trigger' and tbl_name = 'audit'",
      )
      .all();
    handle.transaction(() => {
      for (const { name } of guards) handle.exec(`drop trigger ${name}`);
      handle.prepare(sql).run(...values);
      for (const guard of guards) handle.exec(guard.sql);
    })();
  });
}

describe('audit verify', () => {
  test('says that an honest log is whole, and head is its end', async () => {
    const bench = (await world()).as('sara');
    const rows = numberOf(bench.db, 'select count(*) from audit');
    const anchor = (await bench.must('audit', 'head')).out.trim();
    expect(anchor).toMatch(new RegExp(`^${rows}:[0-9a-f]{64}$`));
    expect((await bench.must('audit', 'verify', '--json')).json()).toEqual({
      ok: true,
      rows,
      head: anchor,
      broken: null,
      problem: null,
    });
    await bench.must('project', 'create', 'novel');
    expect((await bench.must('audit', 'verify', '--since', anchor)).err).toBe(
      `the audit log is whole: ${rows + 2} rows\n`,
    );
    // A long command is cut for the log, here within a character.
    await bench.must('project', 'edit', 'novel', '--description', '🐧'.repeat(1500));
    await bench.must('project', 'edit', 'novel', '--description', `x${'🐧'.repeat(1500)}`);
    await bench.must('audit', 'verify');
  });

  test('is for superadmins', async () => {
    const bench = await world();
    for (const verb of ['verify', 'head']) expect(await bench.run(['audit', verb])).toMatchObject({ code: 4, out: '' });
  });

  test('names the first row that was changed', async () => {
    const bench = (await world()).as('sara');
    tamper(bench.db, "update audit set actor = 'nobody' where seq in (5, 9)");
    expect(await bench.run(['audit', 'verify'], { tty: true })).toMatchObject({
      code: 8,
      err: 'warning: the audit log is broken at row 5: it is not as it was written\n',
    });
    expect((await bench.run(['audit', 'verify', '--json'])).json()).toMatchObject({ ok: false, broken: 5 });
  });

  test('finds a row that was taken out, one that was put in, and two that changed places', async () => {
    const gone = (await world()).as('sara');
    tamper(gone.db, 'delete from audit where seq = 7');
    expect((await gone.run(['audit', 'verify', '--json'])).json()).toMatchObject({ broken: 7 });
    const more = (await world()).as('sara');
    tamper(
      more.db,
      'insert into audit select (select max(seq) + 1 from audit), time, actor, configured_actor, assurance, os_uid, command, object_kind, object_id, before, after, job_id, previous_hash, hash from audit where seq = 3',
    );
    const rows = numberOf(more.db, 'select count(*) from audit');
    expect((await more.run(['audit', 'verify', '--json'])).json()).toMatchObject({ broken: rows });
    const swapped = (await world()).as('sara');
    tamper(swapped.db, 'update audit set seq = case seq when 4 then -5 when 5 then -4 end where seq in (4, 5)');
    tamper(swapped.db, 'update audit set seq = -seq where seq < 0');
    expect((await swapped.run(['audit', 'verify', '--json'])).json()).toMatchObject({ ok: false, broken: 4 });
  });

  test('finds by an anchor that the end was cut off, or written anew', async () => {
    const bench = (await world()).as('sara');
    const anchor = (await bench.must('audit', 'head')).out.trim();
    const last = Number(anchor.split(':')[0]);
    tamper(bench.db, 'delete from audit where seq > ?', last - 2);
    expect((await bench.run(['audit', 'verify'])).code).toBe(0);
    expect((await bench.run(['audit', 'verify', '--since', anchor, '--json'])).json()).toMatchObject({
      ok: false,
      broken: last - 1,
    });
    for (let n = 0; n < 4; n += 1) await bench.must('project', 'create', `novel-${n}`);
    const ran = await bench.run(['audit', 'verify', '--since', anchor, '--json']);
    expect(ran.code).toBe(8);
    expect(ran.json()).toMatchObject({ ok: false, broken: last });
  });

  test.each(['5', 'x:y', `5:${'g'.repeat(64)}`])('refuses %s, which is no anchor', async (anchor) => {
    const ran = await (await world()).run(['audit', 'verify', '--since', anchor], { as: 'sara' });
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('is not an anchor');
  });

  test('finds any one byte of any column of any row', { timeout: 120_000 }, async () => {
    const bench = (await world()).as('sara');
    // Text that a lenient reader would mend in several ways to the same.
    await bench.must('project', 'create', 'novel', '--description', 'a \uFFFD b');
    const rows = numberOf(bench.db, 'select max(seq) from audit');
    const integers = ['seq', 'os_uid', 'object_id', 'job_id'];
    const columns = withDatabase(bench.db, (handle) =>
      handle.prepare("select name from pragma_table_info('audit')").pluck().all(),
    ) as string[];
    expect(columns).toHaveLength(14);
    await assert(
      asyncProperty(
        constantFrom(...columns),
        integer({ min: 1, max: rows }),
        nat(),
        integer({ min: 1, max: 255 }),
        async (column, seq, at, mask) => {
          const before = withDatabase(bench.db, (handle) =>
            handle.prepare(`select "${column}" from audit where seq = ?`).pluck().get(seq),
          ) as number | string | Buffer | null;
          const text = typeof before === 'string' || (before === null && !integers.includes(column));
          // Two rows of one number cannot be, so of seq a higher byte.
          const value = changed(before, column === 'seq' ? 1 : at, mask, integers.includes(column));
          const put = (stored: unknown, where: unknown): void =>
            tamper(
              bench.db,
              `update audit set "${column}" = ${text ? 'cast(? as text)' : '?'} where seq = ?`,
              stored,
              where,
            );
          put(value, seq);
          const { code } = await bench.run(['audit', 'verify']);
          put(before, column === 'seq' ? value : seq);
          expect(code).toBe(8);
        },
      ),
      { numRuns: 300, examples: [['after', rows - 1, 0, 1]] },
    );
    expect((await bench.run(['audit', 'verify'])).code).toBe(0);
  });

  test('finds bytes that are no text any more', async () => {
    const bench = (await world()).as('sara');
    await bench.must('project', 'create', 'novel', '--description', '\uFFFD');
    const seq = numberOf(bench.db, "select seq from audit where after like '%\uFFFD%'");
    // F0 BF BD, cut short of a fourth byte, is read as one U+FFFD by those who mend.
    const bytes = withDatabase(bench.db, (handle) =>
      handle.prepare('select cast(after as blob) from audit where seq = ?').pluck().get(seq),
    ) as Buffer;
    bytes[bytes.indexOf(0xef)] = 0xf0;
    tamper(bench.db, 'update audit set after = cast(? as text) where seq = ?', bytes, seq);
    expect((await bench.run(['audit', 'verify', '--json'])).json()).toMatchObject({ ok: false, broken: seq });
  });
});

function changed(before: number | string | Buffer | null, at: number, mask: number, whole: boolean): unknown {
  if (before === null) return whole ? mask : Buffer.from('x');
  if (typeof before === 'number') return before ^ (mask << (8 * (at % 3)));
  const bytes = Buffer.from(before as string);
  if (bytes.length === 0) return Buffer.from('x');
  bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ mask;
  return bytes;
}
