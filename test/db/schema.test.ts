import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { fingerprints, migrations } from '../../migrations/index.ts';
import { temporaryTables } from '../../src/access/reach.ts';
import { migrateFile, migrateNew } from '../../src/db/migrate.ts';
import { applicationId, fingerprint, openHandle } from '../../src/db/open.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { dump, withDatabase } from '../helpers/dump.ts';

function migrated(): string {
  const path = join(freshDir(), 'lab.db');
  const handle = openHandle(path, { create: true });
  migrateNew(handle);
  handle.close();
  return path;
}

interface TableInfo {
  name: string;
  type: string;
  notnull: 0 | 1;
  dflt_value: string | null;
  pk: number;
}

test('the migrated schema is the one on file', async () => {
  const statements = withDatabase(migrated(), (handle) =>
    handle
      .prepare<[], string>('select sql from sqlite_schema where sql is not null order by type desc, name')
      .pluck()
      .all(),
  );
  expect(statements.length).toBeGreaterThan(40);
  await expect(`${statements.join(';\n\n')};\n`).toMatchFileSnapshot('schema.sql');
});

describe('the fingerprint on file', () => {
  test('exists for every version', () => {
    expect(fingerprints.length).toBe(migrations.length + 1);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  test.each(migrations.map(({ name }, at) => [at + 1, name] as const))(
    'of version %d (%s) is the real one',
    (version) => {
      const handle = new BetterSqlite3(':memory:');
      for (const { sql } of migrations.slice(0, version)) handle.exec(sql);
      const real = fingerprint(handle);
      handle.close();
      expect(real, `migrations/index.ts: fingerprints[${version}] is '${real}'`).toBe(fingerprints[version]);
    },
  );

  test('differs as soon as a table, an index or a trigger is added, changed or dropped', () => {
    for (const tampering of [
      'create table planted (id integer)',
      'create view planted as select login from lab_user',
      'create trigger planted after insert on lab_user begin delete from membership; end',
      'drop trigger audit_stays',
      'drop index membership_of_user',
      'alter table setting add column planted text',
    ]) {
      const handle = new BetterSqlite3(':memory:');
      for (const { sql } of migrations) handle.exec(sql);
      handle.exec(tampering);
      expect(fingerprint(handle), `after ${tampering}`).not.toBe(fingerprints.at(-1));
      handle.close();
    }
  });

  test('stays the same when statistics are gathered', () => {
    const handle = new BetterSqlite3(':memory:');
    for (const { sql } of migrations) handle.exec(sql);
    handle.exec('analyze');
    expect(fingerprint(handle)).toBe(fingerprints.at(-1));
    handle.close();
  });
});

describe('tables', () => {
  const tables = withDatabase(migrated(), (handle) =>
    handle
      .prepare<[], { name: string; strict: 0 | 1 }>(
        `select name, strict from pragma_table_list
        where schema = 'main' and type = 'table' and name not like 'sqlite%' order by name`,
      )
      .all(),
  );

  test('are all STRICT', () => {
    expect(tables.length).toBeGreaterThan(20);
    expect(tables.filter(({ strict }) => strict !== 1)).toEqual([]);
  });

  test('have no name that is a keyword of SQLite or reserved in PostgreSQL', () => {
    const keywords = readFileSync(new URL('keywords.txt', import.meta.url), 'utf8')
      .trim()
      .split(/\s+/);
    expect(keywords.length).toBeGreaterThan(200);
    expect(tables.filter(({ name }) => keywords.includes(name.toUpperCase()))).toEqual([]);
  });

  test('keep their foreign keys, all of them to tables that are there', () => {
    const dangling = withDatabase(migrated(), (handle) =>
      tables.flatMap(({ name }) =>
        handle
          .prepare<[string], { table: string }>('select "table" from pragma_foreign_key_list(?)')
          .all(name)
          .filter(({ table }) => !tables.some((known) => known.name === table)),
      ),
    );
    expect(dangling).toEqual([]);
  });
});

/** The interface as it is written: columns with their type, by table. */
function declared(): Map<string, Map<string, string>> {
  const text = readFileSync(new URL('../../src/db/schema.ts', import.meta.url), 'utf8');
  const body = /export interface Database \{\n([\s\S]*?)\n\}\n/.exec(text.replaceAll(/\/\*\*.*?\*\//gs, ''))?.[1] ?? '';
  const tables = new Map<string, Map<string, string>>();
  for (const [, table = '', columns = ''] of body.matchAll(/^ {2}(\w+): \{([\s\S]*?)\};$/gm))
    tables.set(
      table,
      new Map([...columns.matchAll(/(\w+): ([^;]+?)\s*(?:;|$)/g)].map(([, column = '', type = '']) => [column, type])),
    );
  return tables;
}

describe('the interface Database', () => {
  const handle = new BetterSqlite3(':memory:');
  for (const { sql } of migrations) handle.exec(sql);
  handle.exec(temporaryTables);
  const infoOf = (table: string): TableInfo[] =>
    handle.prepare<[string], TableInfo>('select * from pragma_table_info(?)').all(table);
  const real = handle
    .prepare<[], string>(`select name from pragma_table_list where type = 'table' and name not like 'sqlite%'`)
    .pluck()
    .all();
  const interfaces = declared();

  test('has the tables of the schema and the temporary ones, and no others', () => {
    expect([...interfaces.keys()].toSorted()).toEqual(real.toSorted());
  });

  test.each(real.toSorted())('has the columns of %s, with their types and whether they can be null', (table) => {
    const columns = interfaces.get(table) ?? new Map<string, string>();
    const info = infoOf(table);
    expect([...columns.keys()]).toEqual(info.map(({ name }) => name));
    const plain = (type: string): string => type.replace(/^Generated<(.*)>$/, '$1');
    const nullable = info.filter(({ notnull, pk }) => notnull === 0 && pk === 0).map(({ name }) => name);
    expect([...columns].filter(([, type]) => plain(type).endsWith(' | null')).map(([name]) => name)).toEqual(nullable);
    const affinity = (type: string): string[] => {
      const bare = plain(type).replace(/ \| null$/, '');
      if (bare === 'number') return ['INTEGER', 'REAL'];
      return bare === 'Buffer' ? ['BLOB'] : ['TEXT'];
    };
    expect(
      info.filter(({ name, type }) => !affinity(columns.get(name) ?? '').includes(type)).map(({ name }) => name),
    ).toEqual([]);
    // What an insert may leave out, SQLite fills in: the row's number, or a default.
    const made = info.filter(
      ({ type, pk, dflt_value: initial }) => initial !== null || (pk === 1 && type === 'INTEGER'),
    );
    const generated = [...columns].filter(([, type]) => type.startsWith('Generated<')).map(([name]) => name);
    expect(generated.filter((name) => !made.some((column) => column.name === name))).toEqual([]);
  });
});

describe('a database at the newest version', () => {
  test('says whose it is, and which version', () => {
    withDatabase(migrated(), (handle) => {
      expect(handle.pragma('application_id', { simple: true })).toBe(applicationId);
      expect(handle.pragma('user_version', { simple: true })).toBe(migrations.length);
    });
  });

  test('is left as it is by migrating it twice', () => {
    const path = migrated();
    const before = dump(path);
    const newest = migrations.length;
    for (const dryRun of [false, true, false])
      expect(migrateFile(path, '20260101T000000', dryRun)).toEqual({
        from: newest,
        to: newest,
        backup: null,
        result: 'unchanged',
      });
    expect(dump(path)).toEqual(before);
  });

  test('holds no row that nobody put there', () => {
    const { schema: _schema, user_version: _version, ...tables } = dump(migrated());
    expect(Object.entries(tables).filter(([, rows]) => rows.length > 0)).toEqual([]);
  });
});
