import { asOf, type Moment } from '../../access/history.ts';
import {
  curatorsOf,
  explainPaths,
  heldBackFrom,
  may,
  ownersOf,
  strongest,
  underRightsOf,
  type ExplainedPath,
} from '../../access/questions.ts';
import { neededRole } from '../../access/remedy.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { belonging } from '../../access/unseen-groups.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { levelRank, rank, roleWord, type Role } from '../../domain/vocabulary.ts';
import { namesForVia } from './names.ts';
import { asItWas, mayAskAsItWas, parseQuestion, recordOf, type Question } from './question.ts';
import { limitsOf, notForYou, verdict, type Limits } from './verdict.ts';

export interface Explanation {
  allowed: boolean;
  user: string;
  action: string;
  object: string;
  paths: (Omit<ExplainedPath, 'role'> & { role: Role | null })[];
  /** What would allow it, and who can do that. */
  remedies: { command: string; by: string }[];
}

/** Why, or why not, now or at an earlier moment. Errors: Forbidden where the question is not the asker's. */
export async function explain(
  reading: Reading,
  who: string,
  action: string,
  object: string,
  at?: Moment,
): Promise<Explanation> {
  const question = await parseQuestion(reading, who, action, object);
  const past = await asItWas(reading, question, at);
  if (!(await mayAskAsItWas(reading, question, past, at)))
    throw new Forbidden(
      `you may not ask about ${question.login} and ${question.object}${at === undefined ? '' : ' as it was'}`,
      at === undefined
        ? 'Others are yours to ask about where you may share.'
        : 'The past is yours to ask about where you may share.',
    );
  const limits = await limitsOf(reading, question);
  const { action: act, subject, id } = question;
  const deciding = async () => curatorsOf(reading, act, subject, id);
  const named = new Set((await deciding()).filter(({ seen }) => seen).map((keeper) => keeper.id));
  const then = await asOf(
    reading,
    at,
    async () => {
      const user = question.user === null ? null : (await listUsers(reading, question.user.id))[0];
      // Who was not there yet could do nothing.
      if (user === undefined) return undefined;
      return { user, verdict: await verdict(reading, { ...past, user }, limits), deciding: await deciding() };
    },
    recordOf(question),
  );
  if (then !== undefined && 'depends' in then.verdict) {
    const { message, hint } = notForYou(question, then.verdict.depends);
    throw new Forbidden(message, hint);
  }
  const allowed = then !== undefined && 'allowed' in then.verdict && then.verdict.allowed;
  const paths: Explanation['paths'] = [];
  if (then !== undefined && then.user?.disabled_at == null) {
    const seen = { rosters: limits?.rosters ?? 'all', ...(at === undefined ? {} : { moment: at }) } as const;
    const curators = then.deciding.map((keeper) => keeper.id).filter((one) => seesAll(reading.actor) || named.has(one));
    for (const container of [...curators, ...past.governors, ...past.projects])
      paths.push(...(await explainPaths(reading, then.user?.id ?? 0, container, seen)));
    if (question.governors.length > 0 && paths.length === 0 && allowed)
      paths.push({ ...unnamedPath(question), via: 'a path that you may not see' });
    if (question.governors.length === 0 && allowed)
      paths.push({ ...unnamedPath(question), via: `level ${then.user?.level ?? 'anonymous'}` });
  }
  return {
    allowed,
    user: question.login,
    action: question.action,
    object: question.object,
    paths,
    remedies: allowed || at !== undefined ? [] : await remedies(reading, question, limits),
  };
}

async function remedies(
  reading: Reading,
  question: Question,
  limits: Limits | undefined,
): Promise<Explanation['remedies']> {
  const { user, login, action, subject, governors } = question;
  if (user === null) return [{ command: `name a user with --as or VASCULUM_USER`, by: 'you' }];
  const out: Explanation['remedies'] = [];
  if (user.id === reading.actor.id && (await heldBackFrom(reading, action, subject, question.id)))
    return [{ command: `vasculum user token create ${login}`, by: login }];
  const superadmin = 'a superadmin';
  if (user.disabled_at !== null) out.push({ command: `vasculum user enable ${login}`, by: superadmin });
  const role = neededRole(action, subject);
  const above = role !== undefined && role !== 'viewer';
  if ((above || role === undefined) && levelRank(user.level) < levelRank('full'))
    out.push({ command: `vasculum user level ${login} full`, by: superadmin });
  if (role === undefined) {
    if (user.level === 'full') out.push({ command: `vasculum user level ${login} superadmin`, by: superadmin });
    return out;
  }
  const names = limits?.names ?? (await namesForVia(reading));
  const keepers = await curatorsOf(reading, action, subject, question.id);
  const named = keepers.filter(({ seen }) => seen);
  // The dataset opens the record to readers; who changes it is the biocollection's to say.
  for (const { id, name } of named) out.push({ command: granting(name, login, role), by: await ownersOf(reading, id) });
  if (named.length > 0 && (await readsAll(reading, question, limits)) === true) return out;
  // Only of oneself may one ask here. Who lacks the role in the dataset is told of that, as if there were no keeper.
  if (keepers.length > named.length && named.length === 0 && (await hasRole(reading, user.id, governors[0], role)))
    return [...out, { command: `ask for the role ${role}`, by: 'its owner' }];
  for (const id of governors) {
    // A subject may be in projects that the asker does not see.
    if (!names.containers.has(id)) continue;
    out.push({
      command: granting(names.containers.get(id) ?? '', login, named.length > 0 ? 'viewer' : role),
      by: await ownersOf(reading, id),
    });
  }
  return out;
}

async function hasRole(reading: Reading, user: number, container: number | undefined, role: Role): Promise<boolean> {
  if (container === undefined) return false;
  const [cell] = await strongest(reading, { user, container });
  return cell !== undefined && rank(cell.role) >= rank(role);
}

const unnamedPath = ({ object }: Question) => ({ container: object, role: null, until: null, membership: null });

function granting(container: string, login: string, role: Role): string {
  const [kind = 'dataset', name = ''] = container.split('/');
  return `vasculum ${kind} grant ${name} ${login} --role ${roleWord(role, kind)}`;
}

const readsAll = (
  reading: Reading,
  { user, subject, id }: Question,
  limits: Limits | undefined,
): Promise<boolean | undefined> =>
  underRightsOf(reading, user, () => may(reading, 'read', subject, id), belonging(limits?.rosters ?? 'all'));
