import type { Reading } from '../../access/session.ts';
import { curatorsOf, may, underRightsOf } from '../../access/questions.ts';
import { belonging, rolesOfUnseen } from '../../access/unseen-groups.ts';
import { withArticle } from '../../domain/article.ts';
import { Invalid } from '../../domain/errors.ts';
import { kindNamed } from '../../kinds/index.ts';
import { namesForVia, wordsFor, type Names } from './names.ts';
import type { Question } from './question.ts';

/** `depends`: who is in these groups decides, and that is not for the asker to know. */
export type Verdict = { allowed: boolean } | { depends: string };

/**
 * What the asker may be told, as of now; absent where the answer is full: to superadmins, and about oneself. Others are asked
 * about by what the asker may see.
 */
export const limitsOf = async (reading: Reading, user: Question['user']): Promise<Names | undefined> =>
  reading.actor.level === 'superadmin' || (user?.id ?? 0) === reading.actor.id ? undefined : namesForVia(reading);

/**
 * Yes, if what the asker may see allows it. Else it depends, if being in groups whose people the asker may not see would
 * allow it: so for members and others alike. Else no.
 */
export async function verdict(reading: Reading, question: Question, limits: Names | undefined): Promise<Verdict> {
  const { user, action, subject, id, governors } = question;
  const governor = kindNamed(subject)?.governedBy ?? 'everybody';
  if (action === 'create' && governor !== 'everybody')
    throw new Invalid(
      `${withArticle(subject)} is inserted into ${withArticle(governor)}`,
      `Ask for insert ${governor}/NAME.`,
    );
  const rosters = limits?.rosters ?? 'all';
  const asked = (assumed?: Parameters<typeof belonging>[1]) =>
    underRightsOf(reading, user, () => may(reading, action, subject, id), belonging(rosters, assumed));
  if ((await asked()) === true) return { allowed: true };
  const unseen = user === null ? [] : await rolesOfUnseen(reading, rosters);
  if (limits === undefined || unseen.length === 0 || (await asked(unseen)) !== true) return { allowed: false };
  const deciding = (await curatorsOf(reading, action, subject, id)).map((curating) => curating.id);
  const here = unseen.filter(({ containerId }) => [...deciding, ...governors].includes(containerId));
  const enough = [];
  for (const role of here) if ((await asked([role])) === true) enough.push(role);
  const groups = new Set(wordsFor(enough.length > 0 ? enough : here, limits).map((row) => row.user));
  return { depends: [...groups].toSorted().join(' or ') };
}

export const notForYou = ({ login, action, object }: Question, groups: string) => ({
  message: `whether ${login} may ${action} ${object} is not yours to ask: it depends on who is in ${groups}`,
  hint: 'Who is in a group is for those to see who may see its members.',
});
