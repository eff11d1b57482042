import { seesAll, type Reading } from '../../access/session.ts';
import { curatorsOf, may, underRightsOf } from '../../access/questions.ts';
import type { RuleAction } from '../../access/rules.ts';
import { belonging, rolesOfUnseen, type GroupRole, type Rosters } from '../../access/unseen-groups.ts';
import { withArticle } from '../../domain/article.ts';
import { Invalid } from '../../domain/errors.ts';
import { kindNamed } from '../../kinds/index.ts';
import { namesForVia, wordsFor, type Names } from './names.ts';
import type { Question } from './question.ts';

/** `depends`: on something that is not for the asker to know. */
export type Verdict = { allowed: boolean } | { depends: string };

/** What decides where a managed biocollection keeps a voucher that the asker does not see. */
export const outOfSight = 'what you may not see';

/** What the asker may be told about others, as of now. */
export interface Limits {
  names: Names;
  rosters: Rosters;
  /** The managed biocollections that keep what is asked about, by vouchers that the asker sees. */
  keepers: ReadonlySet<number>;
}

/** Absent where the answer is full: to superadmins, and about oneself. */
export async function limitsOf(
  reading: Reading,
  { user, action, subject, id }: Pick<Question, 'action' | 'subject' | 'id'> & { user: { id: number } | null },
): Promise<Limits | undefined> {
  if (seesAll(reading.actor) || (user?.id ?? 0) === reading.actor.id) return undefined;
  const names = await namesForVia(reading);
  const keepers = await curatorsOf(reading, action, subject, id);
  return {
    names,
    rosters: names.rosters,
    keepers: new Set(keepers.filter(({ seen }) => seen).map((keeper) => keeper.id)),
  };
}

/**
 * Yes, if what the asker may see allows it. Else it depends, if being in groups whose people the asker may not see would
 * allow it, or a biocollection decides that the asker does not see to keep it: so for all alike. Else no.
 */
export async function verdict(reading: Reading, question: Question, limits: Limits | undefined): Promise<Verdict> {
  const { user, action, subject, id } = question;
  const governor = kindNamed(subject)?.governedBy ?? 'everybody';
  if (action === 'create' && governor !== 'everybody')
    throw new Invalid(
      `${withArticle(subject)} is inserted into ${withArticle(governor)}`,
      `Ask for insert ${governor}/NAME.`,
    );
  const rosters = limits?.rosters ?? 'all';
  const asked = async (assumed?: readonly GroupRole[], act: RuleAction = action): Promise<boolean> =>
    (await underRightsOf(reading, user, () => may(reading, act, subject, id), belonging(rosters, assumed))) === true;
  if (limits === undefined) return { allowed: await asked() };
  const unseen = user === null ? [] : await rolesOfUnseen(reading, rosters);
  const deciding = await curatorsOf(reading, action, subject, id);
  if (user?.level !== 'superadmin' && deciding.some((keeper) => !limits.keepers.has(keeper.id)))
    return (await asked(unseen, 'read')) ? { depends: outOfSight } : { allowed: false };
  if (await asked()) return { allowed: true };
  if (unseen.length === 0 || !(await asked(unseen))) return { allowed: false };
  const deciders = [...deciding.map((keeper) => keeper.id), ...question.governors, ...question.projects];
  const here = unseen.filter(({ containerId }) => deciders.includes(containerId));
  const enough = [];
  for (const role of here) if (await asked([role])) enough.push(role);
  const groups = new Set(wordsFor(enough.length > 0 ? enough : here, limits.names).map((row) => row.user));
  return { depends: `who is in ${[...groups].toSorted().join(' or ') || 'a group'}` };
}

export const notForYou = ({ login, action, object }: Question, on: string) => ({
  message: `whether ${login} may ${action} ${object} is not yours to ask: it depends on ${on}`,
  hint: 'Superadmins are answered in full, and everybody about themselves.',
});
