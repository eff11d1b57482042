import { levelRank, roleOf, roleWord, type Level } from '../domain/vocabulary.ts';
import { kindNamed } from '../kinds/index.ts';
import { mentions } from './conditions.ts';
import { deciding } from './deciding.ts';
import { governorsSeen, lacking, ownersSeen } from './granters.ts';
import { keepersOf } from './keepers.ts';
import { holds } from './open-ways.ts';
import { roleAction, rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import type { Session } from './session.ts';

/** The least that would do, in words, and who can give it. */
export async function remedy(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<string> {
  const request = subject === 'request' && id !== null ? await requestOf(session, id) : undefined;
  const cell = (rulesFor(subject)[action] ?? []).filter((condition) => isAbout(condition, request?.kind));
  const asked = deciding(cell);
  // Who could give the role could also say yes to who asks for it, if no lesser role is enough for that.
  if (request !== undefined && asked === undefined && cell.some((condition) => mentions(condition, 'grantable')))
    return remedy(
      session,
      roleAction(request.role === null ? null : roleOf(request.role)),
      request.container as RuleSubject,
      request.id,
    );
  const beside = asked?.beside ?? 'anonymous';
  if (asked === undefined || levelRank(session.actor.level) < levelRank(beside))
    return levelText(session, asked === undefined ? await levelFor(session, cell, subject, id) : beside, cell);
  const { least, inAll, where } = asked;
  if (session.actor.id === 0)
    return `This needs the role ${roleWord(least, subject)}, and no user is configured; name one with --as or VASCULUM_USER.`;
  if (least !== 'viewer' && levelRank(session.actor.level) < levelRank('full'))
    return `This needs the role ${roleWord(least, subject)}, which only users of level full can have; a superadmin can promote you.`;
  const governors = id === null ? [] : governorsSeen(session, subject, id);
  const lacks = lacking(session, governors, least);
  const keepers =
    id === null || (asked.editing !== undefined && lacks.length > 0)
      ? []
      : await keepersOf(session, action, subject, id);
  const needed = roleWord(keepers.length > 0 ? (asked.editing ?? least) : least, subject);
  const named = new Set(keepers.filter(({ seen }) => seen).map(({ name }) => name));
  if (named.size > 0)
    return `This needs the role ${needed} in ${[...named].join(' or ')}, which keeps a voucher of it.`;
  // Whom the dataset would not stop is stopped by a keeper out of sight; which, and that it is a voucher, is not theirs to know.
  if (keepers.length > 0 && lacks.length === 0)
    return 'What decides over it is not yours to see; a superadmin can tell.';
  const place = kindNamed(subject)?.governedBy === 'project' ? ' in one of its projects' : '';
  const owners = await ownersSeen(session, inAll ? lacks : governors);
  return `This needs the role ${needed}${where || place}; ${owners.length > 0 ? owners.join(', ') : 'its owner'} can grant it.`;
}

const requestOf = ({ trx }: Session, id: number) =>
  trx
    .selectFrom('request as r')
    .innerJoin('container as c', 'c.id', 'r.container_id')
    .select(['r.kind', 'r.role', 'c.id', 'c.kind as container'])
    .where('r.id', '=', id)
    .executeTakeFirst();

/** What is asked for is one of those that the condition is about. */
const isAbout = (condition: Condition, asked: string | undefined): boolean =>
  condition.word === 'all'
    ? condition.of.every((part) => isAbout(part, asked))
    : condition.word !== 'asks' || asked === undefined || condition.kinds.some((kind) => kind === asked);

/** The least level at which the actor might, everything else being as it is. */
async function levelFor(
  session: Session,
  cell: readonly Condition[],
  subject: RuleSubject,
  id: number | null,
): Promise<Level | undefined> {
  let least: Level | undefined;
  for (const condition of cell) {
    const parts = condition.word === 'all' ? condition.of : [condition];
    const level = parts.find(({ word }) => word === 'level');
    const others = parts.filter(({ word }) => word !== 'level');
    if (level?.word !== 'level' || (least !== undefined && levelRank(least) <= levelRank(level.least))) continue;
    if (others.length === 0 || (await holds(session, others, subject, id))) least = level.least;
  }
  return least ?? (cell.some(({ word }) => word === 'trait-editable') ? 'superadmin' : undefined);
}

function levelText({ actor }: Session, level: Level | undefined, cell: readonly Condition[]): string {
  if (level === undefined)
    return cell.some(({ word }) => word === 'self') ? 'Only the user whom it concerns may.' : 'Nobody may.';
  if (actor.id === 0 && level !== 'superadmin')
    return `This needs a user of level ${level}; name one with --as or VASCULUM_USER.`;
  return `This needs the level ${level}${level === 'superadmin' ? '' : ' or above'}.`;
}
