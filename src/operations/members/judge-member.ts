import { findContainer, type ContainerRow } from '../../access/containers.ts';
import {
  demandRoleChange,
  demandShare,
  directMembership,
  refuseHolder,
  type Direct,
  type Member,
} from '../../access/members.ts';
import { may } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Forbidden, Invalid, NotFound, type Problem } from '../../domain/errors.ts';
import { parseRole, type Role } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { memberColumns, withheldMember } from '../../kinds/member-columns.ts';
import { findMembers, unknownRole } from './grant-role.ts';
import type { IfExists } from '../import/judge.ts';
import type { MemberLine } from './member-file.ts';
import { inWords, lessening, parseUntil } from './until.ts';

export interface MemberChange {
  row: MemberLine;
  container: ContainerRow;
  member: Member;
  role: Role;
  until: string | null;
  was: Direct | undefined;
}

type Told = Omit<Problem, 'line'>;
type Judged = MemberChange | 'unchanged' | 'skipped' | Told[];

export interface MemberRules {
  /** Roles may become lower. */
  lower: boolean;
  /** What becomes of a row about somebody who has another role, or one that ends at another time. */
  ifExists: IfExists;
}

/** Says of one row after the other what it changes, by the same rules as `grant`, or everything that is wrong with it. */
export function memberJudge(reading: Reading, { lower, ifExists }: MemberRules): (row: MemberLine) => Promise<Judged> {
  const containers = new Map<string, Promise<ContainerRow | Told>>();
  const members = new Map<string, Promise<Member | Told>>();
  const seen = new Map<string, number>();
  const memberOf = (text: string): Promise<Member | Told> =>
    memoized(members, text, async () => (await findMembers(reading, [text]))[0], 'member');

  return async (row) => {
    const told: Told[] = memberColumns
      .filter(({ name, required }) => required && row[name] === '')
      .map(({ name }) => ({ code: 'missing-value', column: name, message: 'is empty' }));
    const container = row.container === '' ? undefined : await containerOf(row.container);
    const withheld = row.member === withheldMember;
    const member = row.member === '' || withheld ? undefined : await memberOf(row.member);
    if (container !== undefined && 'code' in container) told.push(container);
    if (member !== undefined && 'code' in member) told.push(member);
    const known = container === undefined || 'code' in container ? undefined : container;
    const role = known === undefined || row.role === '' ? undefined : roleOf(row.role, known, told);
    const typedUntil = row.until === undefined ? undefined : untilOf(row.until, role, reading.now, told);
    if (told.length > 0 || known === undefined || role === undefined) return told;
    if (withheld) return 'unchanged';
    if (member === undefined || 'code' in member) return told;
    const key = `${known.id} ${'user' in member ? `user ${member.user.id}` : `group ${member.group.id}`}`;
    const before = seen.get(key);
    seen.set(key, before ?? row.line);
    if (before !== undefined)
      return [
        { code: 'duplicate-in-file', column: 'member', value: row.member, message: `stands on line ${before} already` },
      ];
    const was = await directMembership(reading, known, member);
    // A file without the column leaves the time as it is.
    const until = role === 'owner' ? null : typedUntil === undefined ? (was?.until ?? null) : typedUntil;
    const change: MemberChange = { row, container: known, member, role, until, was };
    // What is there already is told to those alone who may see it.
    if (was === undefined || !(await may(reading, 'members', known.kind, known.id))) return refusals(change);
    if (was.role === role && was.until === until) return 'unchanged';
    if (ifExists === 'skip') return 'skipped';
    return ifExists === 'update' ? refusals(change) : [existing(change, was)];
  };

  async function refusals(change: MemberChange): Promise<Judged> {
    const { row, container, member, role, was } = change;
    const told = [
      await toldOf('container', row.container, async () => {
        await demandShare(reading, container);
        await demandRoleChange(reading, container, was?.role, role);
      }),
      await toldOf('role', row.role, async () => refuseHolder(container, member, role)),
      lower ? undefined : lowering(change),
    ].filter((one) => one !== undefined);
    return told.length > 0 ? told : change;
  }

  function containerOf(text: string): Promise<ContainerRow | Told> {
    const word = text.split('/', 1)[0] ?? '';
    const kind = text.includes('/') ? containerKindNamed(word) : undefined;
    if (kind === undefined) {
      const kinds = containerKinds.map(({ name }) => name).join(', ');
      const message = `is not kind/name, as in dataset/plot-1; the kinds: ${kinds}`;
      return Promise.resolve({ code: 'unknown-reference', column: 'container', value: text, message });
    }
    return memoized(
      containers,
      text,
      async () => findContainer(reading, kind, text.slice(word.length + 1)),
      'container',
    );
  }
}

async function memoized<T>(
  known: Map<string, Promise<T | Told>>,
  text: string,
  find: () => Promise<T | undefined>,
  column: string,
): Promise<T | Told> {
  let found = known.get(text);
  if (found === undefined)
    known.set(
      text,
      (found = find().catch((error: unknown): Told => problemOf(error, column, text)) as Promise<T | Told>),
    );
  return found;
}

async function toldOf(column: string, value: string, act: () => Promise<void>): Promise<Told | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return problemOf(error, column, value);
  }
}

/** What a single command would end with, as a problem of a row; what is no refusal is thrown on. */
export function problemOf(error: unknown, column: string, value: string): Told {
  const told = { column, value, message: error instanceof Error ? error.message : '' };
  const suggestion =
    error instanceof NotFound
      ? /^(?:Did you mean|A group is written) (.+)[?.]$/.exec(error.hint ?? '')?.[1]
      : undefined;
  if (error instanceof NotFound)
    return { code: 'unknown-reference', ...told, ...(suggestion === undefined ? {} : { suggestion }) };
  if (error instanceof Forbidden) return { code: 'not-permitted', ...told };
  if (error instanceof Conflict) return { code: error.code, ...told };
  throw error;
}

function roleOf(text: string, container: ContainerRow, told: Told[]): Role | undefined {
  const role = parseRole(text, container.kind);
  if (role !== undefined) return role;
  const { message, hint } = unknownRole(text, container.kind);
  told.push({ code: 'bad-role', column: 'role', value: text, message: `${message}; ${String(hint).toLowerCase()}` });
  return undefined;
}

function untilOf(text: string, role: Role | undefined, now: string, told: Told[]): string | null {
  if (text === '') return null;
  const parsed = parseUntil(text, role, now);
  if (parsed.ok) return parsed.value;
  told.push({ code: parsed.code, column: 'until', value: text, message: parsed.message });
  return null;
}

function existing({ row, container, role }: MemberChange, was: Direct): Told {
  const column = was.role === role ? 'until' : 'role';
  const message = `${row.member} is ${inWords(was, container.kind)} of ${container.kind}/${container.name} already`;
  return { code: 'duplicate-in-database', column, value: row[column] ?? '', message };
}

function lowering({ row, container, role, until, was }: MemberChange): Told | undefined {
  const column = lessening(was, { role, until });
  if (was === undefined || column === undefined) return undefined;
  const had = `${row.member} is ${inWords(was, container.kind)} of ${container.kind}/${container.name}`;
  return {
    code: 'lowering',
    column,
    value: row[column] ?? '',
    message: `${had}, and ${inWords({ role, until }, container.kind)} would be less; --lower allows it`,
  };
}

export const unusable = (error: Invalid): Problem[] =>
  error.problems.length > 0 ? [...error.problems] : [{ code: 'bad-file', message: error.message }];
