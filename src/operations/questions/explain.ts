import { asOf, type Moment } from '../../access/history.ts';
import {
  curatorsOf,
  explainPaths,
  grantersFor,
  leastRoleFor,
  may,
  underRightsOf,
  type ExplainedPath,
} from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { belonging } from '../../access/unseen-groups.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { levelRank, roleWord, type Role } from '../../domain/vocabulary.ts';
import { namesForVia, type Names } from './names.ts';
import { asItWas, mayAskAsItWas, parseQuestion, recordOf, type Question } from './question.ts';
import { limitsOf, notForYou, verdict } from './verdict.ts';

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
  const limits = await limitsOf(reading, question.user);
  const { action: act, subject, id } = question;
  const deciding = async () => curatorsOf(reading, act, subject, id);
  const named = new Set((await deciding()).filter(isNamed).map((curating) => curating.id));
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
    const curators = then.deciding
      .map((curating) => curating.id)
      .filter((one) => reading.actor.level === 'superadmin' || named.has(one));
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
  limits: Names | undefined,
): Promise<Explanation['remedies']> {
  const { user, login, action, subject, governors } = question;
  if (user === null) return [{ command: `name a user with --as or VASCULUM_USER`, by: 'you' }];
  const out: Explanation['remedies'] = [];
  const superadmin = 'a superadmin';
  if (user.disabled_at !== null) out.push({ command: `vasculum user enable ${login}`, by: superadmin });
  const role = leastRoleFor(action, subject);
  const above = role !== undefined && role !== 'viewer';
  if ((above || role === undefined) && levelRank(user.level) < levelRank('full'))
    out.push({ command: `vasculum user level ${login} full`, by: superadmin });
  if (role === undefined) {
    if (user.level === 'full') out.push({ command: `vasculum user level ${login} superadmin`, by: superadmin });
    return out;
  }
  const names = limits ?? (await namesForVia(reading));
  const deciding = await curatorsOf(reading, action, subject, question.id);
  if (deciding.length > 0) {
    // The dataset opens the record to readers; who changes it is the biocollection's to say.
    for (const { id, name } of deciding)
      out.push({
        command: name === unnamed ? `a role in the biocollection that keeps it` : granting(name, login, role),
        by: name === unnamed ? 'its owner' : await ownersOf(reading, id),
      });
    if ((await readsAll(reading, question, limits)) === true) return out;
  }
  for (const id of governors) {
    // A subject may be in projects that the asker does not see.
    if (!names.containers.has(id)) continue;
    out.push({
      command: granting(names.containers.get(id) ?? '', login, deciding.length > 0 ? 'viewer' : role),
      by: await ownersOf(reading, id),
    });
  }
  return out;
}

const unnamedPath = ({ object }: Question) => ({ container: object, role: null, until: null, membership: null });

const unnamed = 'a biocollection';
const isNamed = ({ name }: { name: string }): boolean => name !== unnamed;

function granting(container: string, login: string, role: Role): string {
  const [kind = 'dataset', name = ''] = container.split('/');
  return `vasculum ${kind} grant ${name} ${login} --role ${roleWord(role, kind)}`;
}

async function ownersOf(reading: Reading, container: number): Promise<string> {
  const owners = await grantersFor(reading, container);
  return owners.length > 0 ? owners.join(', ') : 'its owner';
}

const readsAll = (
  reading: Reading,
  { user, subject, id }: Question,
  limits: Names | undefined,
): Promise<boolean | undefined> =>
  underRightsOf(reading, user, () => may(reading, 'read', subject, id), belonging(limits?.rosters ?? 'all'));
