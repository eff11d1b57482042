import { sql, type RawBuilder } from 'kysely';
import { containerKindNamed } from '../kinds/containers.ts';
import { kindNamed } from '../kinds/index.ts';
import { levelRank, rank, roleOf, type Role } from '../domain/vocabulary.ts';
import type { Condition, RuleAction, RuleSubject } from './rules.ts';

/** What a token allows of what its user may: never more. */
export interface Scope {
  /** The most that any role amounts to. */
  role: Role;
  /** Only these, and the datasets in them; absent: every one. Ids, because a name may come to mean another. */
  containers?: readonly number[];
  /** Whether persons, places, taxa and what else belongs to nobody may be written. */
  open: boolean;
}

interface Stored {
  role: number;
  containers: readonly number[] | null;
  open: boolean;
}

export const scopeText = ({ role, containers, open }: Scope): string =>
  JSON.stringify({ role: rank(role), containers: containers ?? null, open } satisfies Stored);

export function scopeOf(text: string): Scope {
  const { role, containers, open } = JSON.parse(text) as Stored;
  return { role: roleOf(role), ...(containers === null ? {} : { containers }), open };
}

/** Whether a container is one of those named, or a dataset in one. */
export const amongNamed = (id: RawBuilder<unknown>, containers: readonly number[]): RawBuilder<boolean> => {
  const named = sql`(select value from json_each(${JSON.stringify(containers)}))`;
  return sql`${id} in (select id from container where id in ${named} or project_id in ${named})`;
};

const looking: readonly RuleAction[] = ['read', 'card', 'details', 'members', 'email'];

/** Conditions that rest on temp.reach, which the scope has narrowed already. */
const byRole: readonly Condition['word'][] = [
  'role',
  'role-in-all',
  'held',
  'row',
  'curated',
  'individual-editable',
  'grantable',
  'readable',
  'about-shared',
  'joined-where-manager',
];
const restsOnRole = (condition: Condition): boolean =>
  byRole.includes(condition.word) || (condition.word === 'all' && condition.of.some(restsOnRole));

/**
 * A cell of the rules table as it is under a token: what rests on roles stays; what rests on a level, or on being who one is, stays
 * for looking, as far as the containers go, and for open records where the scope says so. The rest is nobody's.
 */
export function narrowed(
  cell: readonly Condition[],
  scope: Scope,
  action: RuleAction,
  subject: RuleSubject,
): readonly Condition[] {
  // An export is kept as a job, and an import asks for more than one.
  const looks = looking.includes(action) || (subject === 'job' && action === 'create');
  if (!looks) {
    const opens = scope.open && kindNamed(subject)?.governedBy === 'everybody';
    return opens ? cell : cell.filter(restsOnRole);
  }
  if (scope.containers === undefined) return cell;
  return cell.flatMap((condition) => {
    if (
      restsOnRole(condition) ||
      isOpenTo(condition, subject === 'user' || subject === 'job' ? 'registered' : 'anonymous')
    )
      return [condition];
    return containerKindNamed(subject) === undefined
      ? []
      : [{ word: 'all', of: [condition, { word: 'named-by-token' }] }];
  });
}

const isOpenTo = (condition: Condition, most: 'anonymous' | 'registered'): boolean =>
  condition.word === 'level' && levelRank(condition.least) <= levelRank(most);
