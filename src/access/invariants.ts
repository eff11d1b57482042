import { sql, type RawBuilder } from 'kysely';
import { Conflict } from '../domain/errors.ts';
import { shellWord } from '../domain/shell-word.ts';
import { lasting } from './lasting.ts';
import { closedUses } from './project-uses.ts';
import { ensureReach } from './reach.ts';
import type { Session } from './session.ts';

interface Broken {
  /** The container, or null where the invariant is about the whole database. */
  id: number | null;
  kind: string | null;
  name: string | null;
  login: string | null;
  /** What a name alone does not say; nothing that is hidden. */
  because?: string;
  /** Options that would give it what it lacks. */
  lacks?: string;
  /** It is being made by this very command, so that no other can change it first. */
  fresh?: 0 | 1;
}

interface Invariant {
  message: (names: string) => string;
  /** Of those that the actor sees. */
  hint: string | ((seen: readonly Broken[]) => string);
  broken: (session: Session) => RawBuilder<Broken>;
}

const container = sql`c.id as id, c.kind as kind, c.name as name`;

/** A user or a group holds an owner row, and through it some enabled user of level full. */
const effectivelyOwned = (now: string) => sql`exists (
  select 1 from membership m cross join lab_user u
  where m.container_id = c.id and m.role = 5 and u.id = m.user_id and u.level >= 2 and u.disabled_at is null
) or exists (
  select 1 from membership m cross join membership gm cross join lab_user u
  where m.container_id = c.id and m.role = 5 and gm.container_id = m.group_id and ${lasting('gm', now)}
    and u.id = gm.user_id and u.level >= 2 and u.disabled_at is null
)`;

/** A workspace may wait for its user's promotion, unless somebody else has a place in it. */
const waitingWorkspace = (now: string) => sql`c.workspace_of is not null
  and exists (select 1 from lab_user u where u.id = c.workspace_of and (u.level < 2 or u.disabled_at is not null))
  and not exists (select 1 from membership m where m.container_id = c.id and m.user_id is not c.workspace_of and ${lasting('m', now)})`;

const effectivePrivacy = sql`coalesce(case when c.privacy = 'project' then (select p.privacy from container p where p.id = c.project_id) end, c.privacy)`;

const owned = {
  message: (names: string) => `no enabled user of level full would own ${names}`,
  hint: 'Grant another user or group the role owner first.',
  broken: ({ now }: Session) => sql<Broken>`select ${container}, null as login from container c
      where ((c.kind not in ('dataset', 'biocollection')) or (c.kind = 'dataset' and c.privacy <> 'project') or c.managed = 1)
        and not (${effectivelyOwned(now)}) and not (${waitingWorkspace(now)})`,
};

/** How each gets its title and its licence. */
function wanting(seen: readonly Broken[]): string {
  const [first] = seen;
  if (first === undefined) return 'Ask their owners for a title and a licence of each.';
  if (seen.every(({ fresh }) => fresh === 1)) return `Say them too:${first.lacks ?? ''}`;
  const edits = seen
    .filter(({ fresh }) => fresh !== 1)
    .map(({ kind, name, lacks }) => `vasculum ${kind} edit ${shellWord(name ?? '')}${lacks ?? ''}`);
  return `First: ${edits.toSorted().join('; ')}`;
}

const invariants: readonly Invariant[] = [
  {
    message: () => 'there would be no enabled superadmin left',
    hint: 'Make another user superadmin first: vasculum user level LOGIN superadmin',
    broken: () => sql`select null as id, null as kind, null as name, null as login
      where not exists (select 1 from lab_user where level = 3 and disabled_at is null)`,
  },
  {
    message: () => 'with auth os no enabled superadmin would be bound to an account any more',
    hint: 'Bind another superadmin first: vasculum user edit LOGIN --os-uid NUMBER',
    broken: () => sql`select null as id, null as kind, null as name, null as login
      where exists (select 1 from setting where name = 'auth' and value = 'os')
        and not exists (select 1 from lab_user where level = 3 and disabled_at is null and os_uid is not null)`,
  },
  {
    // One that ends would shut everybody out on that day.
    message: () => 'with auth token no enabled superadmin would have a token without scope and end any more',
    hint: 'Make another first, and keep it: vasculum user token create LOGIN',
    broken: () => sql`select null as id, null as kind, null as name, null as login
      where exists (select 1 from setting where name = 'auth' and value = 'token')
        and not exists (select 1 from access_token t join lab_user u on u.id = t.user_id
          where u.level = 3 and u.disabled_at is null and t.scope is null and t.expires_at is null and t.revoked_at is null)`,
  },
  owned,
  {
    message: (names) => `a registered user would hold more than viewer in ${names}`,
    hint: 'Only users of level full and above hold higher roles: vasculum user level LOGIN full',
    broken: ({ now }) => sql`select ${container}, u.login as login from membership m
      join lab_user u on u.id = m.user_id join container c on c.id = m.container_id
      where u.level < 2 and m.role > 1 and c.workspace_of is not u.id and ${lasting('m', now)}`,
  },
  {
    message: (names) => `only a managed biocollection has other members than owners: ${names}`,
    hint: 'A superadmin can let its roles decide: vasculum biocollection manage ACRONYM --owner USER',
    broken: ({ now }) => sql`select ${container}, null as login from container c
      where c.kind = 'biocollection' and c.managed = 0
        and exists (select 1 from membership m where m.container_id = c.id and m.role < 5 and ${lasting('m', now)})`,
  },
  {
    message: (names) => `a title and a licence are needed for what outsiders can read: ${names}`,
    hint: wanting,
    broken: ({ now }) => sql`select ${container}, null as login, c.created_at = ${now} as fresh,
        iif(c.title is null, ' --title TITLE', '') || iif(c.licence is null, ' --licence CC-BY-4.0', '') as lacks
      from container c
      where c.kind in ('project', 'dataset') and ${effectivePrivacy} in ('public', 'registered')
        and (c.title is null or c.licence is null)`,
  },
  {
    message: (names) => `what a public project uses would not be public: ${names}`,
    hint: 'Make it public, with the project (vasculum project publish NAME --with-attributes); or let its sessions use another.',
    // Everybody may know which projects are public.
    broken: () => sql`select id, kind, name, null as login, 'used by project/' || project as because
      from (${closedUses(sql`p.privacy = 'public'`)})`,
  },
];

/** Containers that nobody owns at this moment of the transaction. */
export const ownerless = async (session: Session): Promise<readonly Broken[]> =>
  (await owned.broken(session).execute(session.trx)).rows;

/** Asked once, before the commit of a transaction that changed users, containers or memberships. Errors: Conflict. */
export async function checkInvariants(session: Session): Promise<void> {
  for (const { message, hint, broken } of invariants) {
    const { rows } = await broken(session).execute(session.trx);
    if (rows.length === 0) continue;
    const about = rows.flatMap(({ id }) => id ?? []);
    const { seen, names } = await seenOf(session, rows);
    throw new Conflict(message(names), typeof hint === 'string' ? hint : hint(seen), 'invariant', about);
  }
}

/** Whether that transaction could commit. */
export async function isSound(session: Session): Promise<boolean> {
  for (const { broken } of invariants) if ((await broken(session).execute(session.trx)).rows.length > 0) return false;
  return true;
}

async function seenOf(session: Session, rows: readonly Broken[]): Promise<{ seen: Broken[]; names: string }> {
  await ensureReach(session);
  const reach = await session.trx.selectFrom('reach').select('container_id').execute();
  const readable = new Set([...reach.map((row) => row.container_id), ...session.shown]);
  const seen = rows.filter(({ id }) => id !== null && readable.has(id));
  const names = seen
    .map(({ kind, name, because }) => `${kind}/${name}${because === undefined ? '' : ` (${because})`}`)
    .toSorted();
  const hidden = rows.some(({ id }) => id !== null && !readable.has(id));
  return { seen, names: [...new Set(names), ...(hidden ? ['others you cannot see'] : [])].join(', ') };
}
