import { conditionsMet, datasetsUsing, ruleAsks } from '../../access/open-ways.ts';
import { underRightsOf } from '../../access/questions.ts';
import type { Condition } from '../../access/rules.ts';
import type { Reading } from '../../access/session.ts';
import type { UserRow } from '../../access/users.ts';
import type { Level } from '../../domain/vocabulary.ts';
import type { Question } from './question.ts';

type Asked = Pick<Question, 'action' | 'subject' | 'id'>;

/** Why somebody may do it to what is in no container: in words, or by the role that they have in all of these datasets. */
export interface OpenReasons {
  words: string[];
  owned: number[];
}

/** Of one who may. Level alone is the reason where nothing closer is. */
export async function openReasons(
  reading: Reading,
  user: UserRow | null,
  { action, subject, id }: Asked,
): Promise<OpenReasons> {
  const level: Level = user?.level ?? 'anonymous';
  if (user === null || id === null || level === 'superadmin') return { words: [`level ${level}`], owned: [] };
  const unused: OpenReasons = { words: [`level ${level}, while nothing uses it`], owned: [] };
  if (ruleAsks(action, subject, 'unused')) return unused;
  const byUse = ruleAsks(action, subject, 'owner-of-every-use');
  const owned = byUse ? datasetsUsing(reading, id) : [];
  if (byUse && owned.length === 0) return unused;
  if (!ruleAsks(action, subject, ...personal)) return { words: [`level ${level}`], owned: [] };
  const met = (await underRightsOf(reading, user, () => conditionsMet(reading, action, subject, id))) ?? [];
  const parts = met.flatMap((condition) => (condition.word === 'all' ? condition.of : [condition]));
  const has = (word: Condition['word']): boolean => parts.some((part) => part.word === word);
  const words = [
    ...(has('self') ? [subject === 'person' ? 'it is their own person' : 'it is their own'] : []),
    ...(has('creator-while-unlinked') ? ['they made it, and it is nobody’s own person'] : []),
    ...(has('only-measurer') ? ['every measurement with it is by their person'] : []),
  ];
  const owns = has('owner-of-every-use') ? owned : [];
  return { words: words.length + owns.length === 0 ? [`level ${level}`] : words, owned: owns };
}

/** Conditions that are about who it is, and not about their level. */
const personal = ['self', 'creator-while-unlinked', 'only-measurer', 'owner-of-every-use'] as const;

/** The same in a word or two, as a list of people has room for. */
export function inShort({ words, owned }: OpenReasons): string {
  return [...words, ...(owned.length > 0 ? ['owner of every dataset that uses it'] : [])].join('; ');
}
