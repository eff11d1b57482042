import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrations } from '../../migrations/index.ts';

test('of the memberships of an older database those are marked that an accepted invitation or request made', () => {
  const handle = new BetterSqlite3(':memory:');
  const at = migrations.findIndex(({ name }) => name === '0006-joined');
  for (const { sql } of migrations.slice(0, at)) handle.exec(sql);
  handle.exec(`
    insert into container (id, uuid, kind, name, name_key, privacy, created_at, updated_at)
      values (1, randomblob(16), 'group', 'g', 'g', 'authorized', 't0', 't0');
    insert into lab_user (id, uuid, login, login_key, email, email_key, level, created_at, updated_at)
      select value, randomblob(16), 'u' || value, 'u' || value, 'e' || value, 'e' || value, 2, 't0', 't0'
      from json_each('[1, 2, 3, 4, 5]');
    insert into membership (container_id, user_id, role, granted_at)
      values (1, 1, 5, 't0'), (1, 2, 1, 't2'), (1, 3, 1, 't3'), (1, 4, 1, 't0'), (1, 5, 1, 't5');
    insert into invitation (container_id, user_id, role, invited_by, state, created_at, decided_at)
      values (1, 2, 1, 1, 'accepted', 't1', 't2'), (1, 4, 1, 1, 'accepted', 't1', 't4'), (1, 5, 1, 1, 'declined', 't1', 't5');
    insert into request (container_id, requester_id, kind, state, created_at, decided_at)
      values (1, 3, 'join', 'accepted', 't1', 't3');`);
  handle.exec(migrations[at]?.sql ?? '');
  expect(handle.prepare('select user_id from membership where joined = 1 order by 1').pluck().all()).toEqual([2, 3]);
  handle.close();
});
