import { nameKey } from '../domain/name-key.ts';
import { kinds } from '../kinds/index.ts';
import { record } from './audit.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Session, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

interface Column {
  table: string;
  column: string;
}

/** Rows that are no obstacle: the own workspace goes with the user, and so do tokens; roles are named one by one. */
const aside: Readonly<Record<string, string>> = {
  'container.workspace_of': '1',
  'access_token.user_id': '1',
  'membership.user_id': '1',
  'membership.granted_by': 'container_id in (select id from container where workspace_of = @user)',
};

/**
 * What stands in the way of deleting the user, in words. Every column that can name a user is looked at, as the schema has them.
 * Errors: Forbidden below superadmin.
 */
export async function usesOfUser(writing: Writing, user: UserRow): Promise<string[]> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `delete user ${user.login}`);
  const { handle } = session;
  const columns = handle
    .prepare<[], Column>(
      `select m.name as "table", f."from" as "column" from sqlite_schema m, pragma_foreign_key_list(m.name) f
        where m.type = 'table' and f."table" = 'lab_user' order by m.name, f."from"`,
    )
    .all();
  const uses = columns.flatMap(({ table, column }) => {
    const count = handle
      .prepare<[{ user: number }], number>(
        `select count(*) from "${table}" where "${column}" = @user and not (${aside[`${table}.${column}`] ?? '0'})`,
      )
      .pluck()
      .get({ user: user.id });
    return count === undefined || count === 0 ? [] : [inWords(table, count)];
  });
  return [...rolesOf(session, user), ...uses, ...workspaceOf(session, user)];
}

function inWords(table: string, count: number): string {
  if (table === 'membership') return `${count} granted ${count === 1 ? 'role' : 'roles'}`;
  const kind = kinds.find((known) => known.table === table);
  const [one, many] = kind === undefined ? [table, `${table}s`] : [kind.name, kind.plural];
  return `${count} ${(count === 1 ? one : many).replaceAll('_', ' ')}`;
}

function rolesOf({ handle }: Session, { id }: UserRow): string[] {
  const rows = handle
    .prepare<[number, number], string>(
      `select c.kind || '/' || c.name from membership m join container c on c.id = m.container_id
        where m.user_id = ? and c.workspace_of is not ? order by c.kind, c.name_key`,
    )
    .pluck()
    .all(id, id);
  return rows.map((name) => `a role in ${name}`);
}

/** Others who have come to depend on the workspace. */
function workspaceOf({ handle }: Session, { id }: UserRow): string[] {
  const own = '(select id from container where workspace_of = @user)';
  return handle
    .prepare<[{ user: number }], string>(
      `select 'a role of others in ' || c.kind || '/' || c.name from container c where c.workspace_of = @user
          and exists (select 1 from membership m where m.container_id = c.id and m.user_id is not @user)
        union all
        select 'dataset/' || d.name || ' in the workspace' from container d where d.project_id in ${own} and d.workspace_of is not @user`,
    )
    .pluck()
    .all({ user: id });
}

/** Removes the row; what refers to it is gone already. The login is used up. */
export async function removeUser(writing: Writing, user: UserRow): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `delete user ${user.login}`);
  const { login, email, name, level, disabled_at: disabledAt, person_id, os_uid } = user;
  const before = { login, email, name, level, disabled: disabledAt !== null, person_id, os_uid };
  await record(session, { kind: 'user', id: user.id, before });
  await session.trx
    .insertInto('retired_login')
    .values({ login_key: nameKey(login) })
    .execute();
  await session.trx.deleteFrom('lab_user').where('id', '=', user.id).execute();
  forgetReach(session);
}
