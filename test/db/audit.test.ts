import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { Access } from '../../src/access/access.ts';
import { containerKindOf } from '../../src/kinds/containers.ts';
import { createContainer } from '../../src/operations/containers/create-container.ts';
import { createUser } from '../../src/operations/users/create-user.ts';
import { world } from '../helpers/world.ts';
import { cases, lab } from '../house/cases.ts';
import { auditOf, chainFaults } from '../house/chain.ts';
import { dump, numberOf, withDatabase } from '../helpers/dump.ts';

const nameOf = (words: string): string => words.replaceAll(/ [<[].*/g, '');
/** What writes files alone, or finds everything done: reviewed. */
const unrecorded: Readonly<Record<string, string>> = {
  'init novel.db': 'it is about another database',
  migrate: 'the schema is the newest',
  'config unset registration': 'it has its initial value',
  'config set user': 'a settings file is no part of the database',
  'config unset user': 'a settings file is no part of the database',
  'individual move P1 --to dataset/plot-1': 'it lies there already',
  'measurement move id:1 --to dataset/plot-1': 'it lies there already',
  'voucher move id:14 --to dataset/plot-1': 'it lies there already',
  'subject move Mickey --to zoo': 'it is there already',
  'session move Y2 --to zoo': 'it is there already',
  'equipment move V1 --to open': 'it lies there already',
  'stock move V1 --to open': 'it lies there already',
  'media move id:1 --to dataset/plot-1': 'it lies there already',
  'media fetch': 'a file is written, and nothing in the database',
  'import --inspect': 'it only looks',
  'project publish fair': 'it is public already',
  'project unpublish wetlands': 'it is not public',
  'request create dataset/secret --kind access': 'the role is held already',
  'project edit fair --no-discoverable': 'it has no card',
  'dataset edit open --no-discoverable': 'it has no card',
  ...Object.fromEntries(
    ['setup', 'inventory', 'storage', 'paradigm'].map((kind) => [
      `${kind} edit open --no-discoverable`,
      'it has no card',
    ]),
  ),
};
const mutating = commands
  .filter(({ writes }) => writes === true)
  .flatMap(({ words }) => cases[nameOf(words)] ?? [])
  .filter(({ argv }) => !Object.keys(unrecorded).some((words) => argv.join(' ').startsWith(words)));

describe('the audit log', () => {
  test('is tried with every command that writes to the database', () => {
    expect(mutating.length).toBeGreaterThan(70);
  });

  test.each(mutating.map((one) => [one.argv.join(' '), one] as const))(
    'has who, how and what of vasculum %s, chained to the row before',
    async (_line, { argv, by }) => {
      const bench = await lab();
      const before = auditOf(bench.db);
      const tables = dump(bench.db);
      const ran = await bench.run([...argv, '--as', by], { as: 'vera' });
      expect(ran.code, `vasculum ${argv.join(' ')}: ${ran.err}`).toBe(0);
      const after = auditOf(bench.db);
      expect(after.slice(0, before.length)).toEqual(before);
      expect(after.length).toBeGreaterThan(before.length);
      for (const row of after.slice(before.length)) {
        expect(row).toMatchObject({ actor: by, configured_actor: 'vera', assurance: 'asserted:flag' });
        expect(row.command.startsWith(`vasculum ${argv[0]}`)).toBe(true);
        expect(argv.filter((word) => !row.command.includes(word))).toEqual([]);
        expect(row.os_uid).toBe(process.getuid?.() ?? null);
        expect(Number.isNaN(Date.parse(row.time))).toBe(false);
        expect(row.before ?? row.after).not.toBeNull();
        for (const json of [row.before, row.after]) expect(() => JSON.parse(json ?? 'null') as unknown).not.toThrow();
      }
      expect(chainFaults(bench.db)).toEqual([]);
      expect(dump(bench.db)).not.toEqual(tables);
    },
  );

  test('has one row for every membership, user, container and setting that a command touched', async () => {
    const bench = await lab();
    const added = async (...argv: string[]): Promise<string[]> => {
      const from = numberOf(bench.db, 'select max(seq) from audit');
      await bench.must(...argv);
      return auditOf(bench.db)
        .filter(({ seq }) => seq > from)
        .map(({ object_kind: kind }) => kind)
        .toSorted();
    };
    bench.as('sara');
    expect(await added('user', 'create', 'zoe', '--email', 'zoe@lab.org', '--level', 'full')).toEqual([
      'dataset',
      'membership',
      'membership',
      'project',
      'user',
    ]);
    expect(await added('dataset', 'grant', 'plot-1', 'zoe', 'ben', 'olga', '--role', 'contributor')).toEqual([
      'membership',
      'membership',
      'membership',
    ]);
    expect(await added('user', 'level', 'zoe', 'registered')).toEqual(['membership', 'user']);
    expect(await added('config', 'set', 'registration', 'closed')).toEqual(['setting']);
    expect(await added('dataset', 'revoke', 'plot-1', 'ben')).toEqual(['membership']);
    expect(await added('project', 'delete', 'spare', '--yes')).toEqual(['membership', 'project']);
    expect(await added('group', 'create', 'novel')).toEqual(['group', 'membership']);
  });

  test('has one row for a command that stored many records, with counts, ids and the digest of the file', async () => {
    const bench = await lab();
    await bench.as('ana').must('import', 'measurements', 'trees.csv', '--dataset', 'plot-1');
    const rows = auditOf(bench.db).filter(({ command }) => command.startsWith('vasculum import'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ object_kind: 'measurement', job_id: 2 });
    expect(JSON.parse(rows[0]?.after ?? '')).toEqual({
      counts: { read: 2, created: 2, updated: 0, unchanged: 0, skipped: 0, rejected: 0 },
      first: 4,
      last: 5,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  test('has no row of what was true already, of a dry run, of a reading or of a refusal', async () => {
    const bench = await lab();
    const before = auditOf(bench.db);
    const attempts: [string | null, number, string[]][] = [
      ['ana', 0, ['project', 'create', 'wetlands', '--title', 'Wetland plots']],
      ['ana', 0, ['dataset', 'grant', 'plot-1', 'vera', '--role', 'viewer']],
      ['ana', 0, ['dataset', 'revoke', 'plot-1', 'olga']],
      ['ana', 0, ['dataset', 'edit', 'plot-1', '--privacy', 'authorized']],
      ['ana', 0, ['person', 'create', 'Ana Silva']],
      ['ana', 0, ['user', 'edit', 'me', '--email', 'ana@lab.org']],
      ['sara', 0, ['user', 'enable', 'ben']],
      ['sara', 0, ['config', 'set', 'registration', 'open']],
      ['ana', 0, ['project', 'create', 'novel', '--dry-run']],
      ['ana', 0, ['import', 'measurements', 'trees.csv', '--dataset', 'plot-1', '--dry-run']],
      ['ana', 0, ['measurement', 'list']],
      ['ana', 0, ['access', 'matrix']],
      ['olga', 3, ['dataset', 'edit', 'plot-1', '--title', 'other']],
      ['vera', 4, ['dataset', 'grant', 'plot-1', 'olga', '--role', 'viewer']],
      ['zed', 4, ['project', 'create', 'novel']],
      [null, 4, ['project', 'create', 'novel']],
      ['ana', 5, ['project', 'create', 'novel', '--privacy', 'secret']],
      ['ana', 6, ['dataset', 'leave', 'secret']],
    ];
    for (const [as, exit, argv] of attempts) {
      const ran = await bench.run(argv, { as });
      expect(ran.code, `vasculum ${argv.join(' ')}: ${ran.err}`).toBe(exit);
      expect(auditOf(bench.db).length, `rows after vasculum ${argv.join(' ')}`).toBe(before.length);
    }
    expect(auditOf(bench.db)).toEqual(before);
  });

  test('is in the transaction of its change: where it cannot be written, nothing is', async () => {
    const bench = await world();
    const access = Access.open(bench.db, {
      login: 'sara',
      configured: 'sara',
      osUid: 0,
      pid: 1,
      command: 'vasculum test',
    });
    // Opened already, so that the planted trigger is not found.
    withDatabase(bench.db, (other) =>
      other.exec("create trigger full before insert on audit begin select raise(abort, 'no room for audit'); end"),
    );
    const before = dump(bench.db);
    await expect(createContainer(access, containerKindOf('project'), 'novel', {})).rejects.toThrow('no room for audit');
    await expect(createUser(access, { login: 'zoe', email: 'zoe@lab.org' }, 'create')).rejects.toThrow('no room');
    await access.close();
    expect(dump(bench.db)).toEqual(before);
  });

  test('cannot be rewritten or cut, not even by other programs', async () => {
    const bench = await world();
    withDatabase(bench.db, (handle) => {
      for (const deed of [
        "update audit set actor = 'nobody'",
        'update audit set seq = seq + 1',
        'delete from audit',
        'delete from audit where seq = (select max(seq) from audit)',
      ])
        expect(() => handle.exec(deed), `${deed} by hand`).toThrow('the audit log is append-only');
    });
    expect(chainFaults(bench.db)).toEqual([]);
  });

  test('shows by its hashes what was changed in spite of that', async () => {
    const bench = await world();
    const rows = numberOf(bench.db, 'select count(*) from audit');
    expect(rows).toBeGreaterThan(30);
    withDatabase(bench.db, (handle) => {
      handle.exec('drop trigger audit_keeps');
      handle.exec("update audit set actor = 'nobody' where seq = 5");
    });
    expect(chainFaults(bench.db)).toEqual(['row 5 has another hash']);
  });
});
