import { sql } from 'kysely';
import { Conflict, Forbidden, Invalid } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import type { AttributeName } from '../kinds/attributes.ts';
import { governingList, governingProjects } from '../kinds/governing.ts';
import type { Draft, RecordKind } from '../kinds/kind.ts';
import { usesOf } from '../kinds/uses.ts';
import { allowed } from './conditions.ts';
import { hole } from './lookup.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** Why an attribute cannot be used. */
export interface LinkFault {
  /** The field that names it. */
  field: string;
  code: 'not-permitted' | 'setup-type' | 'not-public';
  message: string;
}

/** What a draft was before, for the links that it has already: they are not asked about again. */
interface Before {
  id: number;
  draft: Draft;
}
type LinkFaults = (draft: Draft, before?: Before) => LinkFault | undefined;

/** Looks at the attributes that a draft newly uses, by the projects that its session is in, or will be, seen or not. */
export async function linkFaults(reading: Reading, kind: RecordKind): Promise<LinkFaults> {
  const uses = usesOf(kind);
  if (uses.length === 0) return () => undefined;
  const session = sessionOf(reading);
  const projectsOf = projectFinder(session, kind);
  const checks = new Map<AttributeName, Awaited<ReturnType<typeof useOf>>>();
  for (const { to } of uses) checks.set(to, await useOf(session, to));
  const paired = typePairs(session, kind);
  return (draft, before) => {
    let projects: string | undefined;
    for (const { name, column, to } of uses) {
      const items = column === undefined ? (draft.lists[name] ?? []) : [draft.values[column] ?? null];
      const had = column === undefined ? before?.draft.lists[name] : [before?.draft.values[column] ?? null];
      for (const item of items) {
        if (typeof item !== 'number' || had?.includes(item) === true) continue;
        projects ??= JSON.stringify(projectsOf(draft, before?.id));
        const fault = checks.get(to)?.(item, projects) ?? paired(draft);
        if (fault !== undefined) return { field: name, ...fault };
      }
    }
    return undefined;
  };
}

/** Errors: Forbidden, Invalid, Conflict for an attribute that the draft may not newly use. */
export function demandLinks(fault: LinkFault | undefined): void {
  if (fault === undefined) return;
  const { code, field, message } = fault;
  if (code === 'not-permitted')
    throw new Forbidden(message, 'Share it with a group of the project, or ask its owner for the role contributor.');
  if (code === 'setup-type') throw new Invalid(message, undefined, [{ code, column: field, message }]);
  throw new Conflict(message, 'Make it public first, or use another.', 'invariant');
}

type Fault = Omit<LinkFault, 'field'>;

/** Asked once for each attribute and set of projects. */
async function useOf(
  session: Session,
  attribute: AttributeName,
): Promise<(id: number, projects: string) => Fault | undefined> {
  const { sql: text, parameters } = sql`
    select c.kind || '/' || c.name as name, c.privacy = 'public' as is_public,
      exists (select 1 from (select c.id as id, ${hole} as projects) as t where ${await allowed(session, 'use', attribute)}) as permitted,
      (select p.kind || '/' || p.name from container p
        where p.id in (select value from json_each(${hole})) and p.privacy = 'public' order by p.name_key limit 1) as open
    from container c where c.id = ${hole}`.compile(session.trx);
  const ask = session.handle.prepare<unknown[], Answer>(text);
  const holes = [...parameters.keys()].filter((at) => parameters[at] === hole);
  const known = new Map<string, Fault | undefined>();
  return (id, projects) => {
    const key = `${id} ${projects}`;
    if (known.has(key)) return known.get(key);
    const values = [...parameters];
    for (const [at, value] of [projects, projects, id].entries()) values[holes[at] ?? 0] = value;
    const answer = ask.get(...values);
    const fault = answer === undefined ? undefined : faultOf(answer);
    known.set(key, fault);
    return fault;
  };
}

interface Answer {
  name: string;
  is_public: 0 | 1;
  permitted: 0 | 1;
  /** A public project of the session; everybody may know those. */
  open: string | null;
}

function faultOf({ name, is_public: isPublic, permitted, open }: Answer): Fault | undefined {
  if (permitted === 0)
    return {
      code: 'not-permitted',
      message: `you may not use ${name} here: it shares no group with a project of the session, and you are not its contributor`,
    };
  if (open !== null && isPublic === 0)
    return { code: 'not-public', message: `${open} is public, and ${name} is not: what it uses must be` };
  return undefined;
}

/** The projects of a draft's session: those that it states, and those that the actor does not see and that stay. */
function projectFinder({ handle }: Session, kind: RecordKind): (draft: Draft, id?: number) => number[] {
  const list = governingList(kind);
  const { table, owner, item, of } = governingProjects(kind) ?? { table: '', owner: '', item: '', of: '' };
  const hidden = list === undefined ? '' : ` and "${item}" not in (select container_id from reach)`;
  const stored = handle.prepare(`select "${item}" from "${table}" where "${owner}" = ?${hidden}`).pluck();
  return (draft, id) =>
    list === undefined
      ? (stored.all(draft.values[of] ?? null) as number[])
      : [...(draft.lists[list.name] ?? []).map(Number), ...(id === undefined ? [] : (stored.all(id) as number[]))];
}

/** A paradigm is for one type of setup; where both say which, and the actor sees both, they must agree. */
function typePairs({ handle }: Session, kind: RecordKind): (draft: Draft) => Fault | undefined {
  const [setup, paradigm] = ['setup', 'paradigm'].map((target) => usesOf(kind).find(({ to }) => to === target)?.column);
  if (setup === undefined || paradigm === undefined) return () => undefined;
  const typeOf = handle
    .prepare<[unknown], string | null>(
      `select coalesce((select setup_type from setup where id = c.id), (select setup_type from paradigm where id = c.id))
       from container c where c.id = ? and c.id in (select container_id from reach)`,
    )
    .pluck();
  return ({ values }) => {
    const [one, other] = [setup, paradigm].map((column) => typeOf.get(values[column]) ?? null);
    if (one == null || other == null || nameKey(one) === nameKey(other)) return undefined;
    return { code: 'setup-type', message: `the setup is of the type ${one}, and the paradigm for ${other}` };
  };
}
