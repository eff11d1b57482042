import { grantingPaths } from '../../access/deciding.ts';
import { asOf, type Moment } from '../../access/history.ts';
import { curatorsOf, explainPaths, type ExplainedPath } from '../../access/questions.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { rank } from '../../domain/vocabulary.ts';
import { kindNamed } from '../../kinds/index.ts';
import { openReasons } from './open-reasons.ts';
import { asItWas, mayAskAsItWas, parseQuestion, recordOf, standingThen, type Question } from './question.ts';
import { remediesFor, type Remedy } from './remedies.ts';
import { limitsOf, notForYou, verdict } from './verdict.ts';

export interface Explanation {
  allowed: boolean;
  user: string;
  action: string;
  object: string;
  paths: (Omit<ExplainedPath, 'role'> & { role: string | null })[];
  /** What would allow it, each by itself, and who can do that. */
  remedies: Remedy[];
  /** What else there is to know about why not. */
  notes: string[];
}

/** Why, or why not, now or at an earlier moment. Errors: Forbidden where the question is not the asker's. */
export async function explain(
  reading: Reading,
  who: string,
  action: string,
  object: string,
  at?: Moment,
): Promise<Explanation> {
  const question = await parseQuestion(reading, who, action, object, at);
  const past = await asItWas(reading, question, at);
  if (!(await mayAskAsItWas(reading, question, past, at)))
    throw new Forbidden(
      `you may not ask about ${question.login} and ${question.object}${at === undefined ? '' : ' as it was'}`,
      at === undefined
        ? 'Others are yours to ask about where you may share.'
        : 'The past is yours to ask about where you may share.',
    );
  const limits = await limitsOf(reading, question);
  const { isThere, notes: pastNotes } = await standingThen(reading, past, question.action, at);
  const { action: act, subject, id } = question;
  const deciding = async () => curatorsOf(reading, act, subject, id);
  const named = new Set((await deciding()).filter(({ seen }) => seen).map((keeper) => keeper.id));
  const then = await asOf(
    reading,
    at,
    async () => {
      const user = question.user === null ? null : (await listUsers(reading, question.user.id))[0];
      // Who was not there yet could do nothing, and nothing was done to what was not.
      if (user === undefined || !isThere) return undefined;
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
    const about = async (among: PathFilter): Promise<void> => {
      for (const container of [...curators, ...past.governors, ...past.projects])
        paths.push(...(await explainPaths(reading, then.user?.id ?? 0, container, { ...seen, ...among(container) })));
    };
    const decisive = curators.length > 0 ? curators : decisiveOf(past);
    const grants = grantingPaths(act, subject);
    // What does not grant it is none of the reasons, but for reading what else the record rests on.
    await about((container) => (allowed && decisive.includes(container) ? { among: grants } : {}));
    if (allowed && paths.length === 0) await about(() => ({}));
    if (question.governors.length > 0 && paths.length === 0 && allowed)
      paths.push({ ...unnamedPath(question), via: 'a path that you may not see' });
    if (question.governors.length === 0 && allowed) {
      const { words, owned } = await openReasons(reading, then.user ?? null, question);
      paths.push(...words.map((via) => ({ ...unnamedPath(question), via })));
      for (const dataset of owned)
        paths.push(
          ...(await explainPaths(reading, then.user?.id ?? 0, dataset, {
            ...seen,
            among: ({ role }) => role >= rank('owner'),
          })),
        );
    }
  }
  return {
    allowed,
    user: question.login,
    action: question.action,
    object: question.object,
    paths,
    ...(allowed || at !== undefined
      ? { remedies: [], notes: pastNotes }
      : await remediesFor(reading, question, limits)),
  };
}

type PathFilter = (container: number) => { among?: ReturnType<typeof grantingPaths> };

/** Of the containers that a record rests on those in which a role decides over more than reading. */
const decisiveOf = ({ subject, governors }: Question): readonly number[] =>
  kindNamed(subject)?.governedBy === 'dataset' ? governors.slice(0, 1) : governors;

const unnamedPath = ({ object }: Question) => ({ container: object, role: null, until: null, membership: null });
