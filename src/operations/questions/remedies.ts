import { managersOf, someSuperadmin, type Decider } from '../../access/deciders.ts';
import { heldBackFrom, may, underRightsOf } from '../../access/questions.ts';
import { rulesFor } from '../../access/rules.ts';
import type { Reading } from '../../access/session.ts';
import { supposing, type Supposing } from '../../access/suppose.ts';
import { belonging } from '../../access/unseen-groups.ts';
import type { UserRow } from '../../access/users.ts';
import { withArticle } from '../../domain/article.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../../domain/errors.ts';
import { namesForVia, type Names } from './names.ts';
import { recordOf, type Question } from './question.ts';
import { smallestSets } from './remedy-search.ts';
import type { Step } from './remedy-steps.ts';
import { linksFor, targetsOf } from './remedy-targets.ts';
import type { Limits } from './verdict.ts';

export interface Remedy {
  command: string;
  /** Logins, or `its owner` where the asker may not see who that is, or `a superadmin`. */
  by: string;
  /** What has to follow, in this order. */
  next: { command: string; by: string }[];
}

/**
 * The smallest changes that would allow what is denied. Each has been tried as the people who are named, by the very commands and the
 * very query, in copies that are gone afterwards. What the asker may not see is neither named nor relied on.
 */
export async function remediesFor(
  reading: Reading,
  question: Question,
  limits: Limits | undefined,
): Promise<{ remedies: Remedy[]; notes: string[] }> {
  const { user, action, subject, id } = question;
  if ((rulesFor(subject)[action] ?? []).length === 0)
    return { remedies: [], notes: [`nobody may ${action} ${withArticle(subject)}`] };
  if (user?.id === reading.actor.id && (await heldBackFrom(reading, action, subject, id)))
    return {
      remedies: [],
      notes: [`the token in use does not allow it; vasculum user token create ${user.login} makes one that does`],
    };
  const names = limits?.names ?? (await namesForVia(reading));
  const record = recordOf(question);
  const links = await linksFor(reading, question);
  const { targets, byRole, hidden } = await targetsOf(reading, question, names);
  const isAllowed = async (steps: readonly Step[]): Promise<boolean> =>
    (await underRightsOf(
      reading,
      user === null ? null : asSupposed(user, steps),
      () => may(reading, action, subject, id),
      belonging(limits?.rosters ?? 'all'),
    )) === true;
  return supposing(reading, async (what) => {
    // Of what is out of sight nothing is told but that there is something, once it alone says no.
    if (record !== undefined && hidden.length > 0) what.forget(record, hidden);
    if (hidden.length > 0 && (await isAllowed([]))) return { remedies: [], notes: [unseenSays] };
    const refused: Step[] = [];
    const works = (steps: readonly Step[]): Promise<boolean> =>
      what.trial(async () => {
        for (const { supposed } of steps) what.put(user?.id ?? 0, supposed);
        if (!(await isAllowed(steps))) return false;
        const could = await what.couldBe();
        if (!could) refused.push(...steps);
        return could;
      });
    const sets = await smallestSets({ user, targets, byRole, links }, works);
    const remedies = [];
    for (const steps of sets) {
      const remedy = await tried(reading, what, names, steps, () => isAllowed(steps));
      if (remedy !== undefined) remedies.push(remedy);
    }
    const notes = [
      ...(user === null ? [reading.actor.id === 0 ? unnamed : `${question.login} ${onlyReads}`] : []),
      ...(remedies.length === 0 ? untitled(refused) : []),
    ];
    // What is missing besides was not to be found out under what it allows.
    if (remedies.length + notes.length === 0 && user?.id === reading.actor.id && reading.actor.scope !== undefined)
      notes.push('the token in use does not allow it; ask without it what else it takes');
    return { remedies, notes };
  });
}

const unseenSays = 'what you may not see decides over it, too';

const asSupposed = (user: UserRow, steps: readonly Step[]): UserRow =>
  steps.reduce(
    (as, { supposed }) =>
      'enabled' in supposed
        ? { ...as, disabled_at: null }
        : 'level' in supposed
          ? { ...as, level: supposed.level }
          : 'person' in supposed
            ? { ...as, person_id: supposed.person }
            : as,
    user,
  );

const onlyReads = 'can only read, and only what is public';
const unnamed = `nobody in particular ${onlyReads}: name a user with --as or VASCULUM_USER`;

/** Does what each step does, as each who may, and asks again. */
async function tried(
  reading: Reading,
  what: Supposing,
  names: Names,
  steps: readonly Step[],
  isAllowed: () => Promise<boolean>,
): Promise<Remedy | undefined> {
  return what.trial(async () => {
    const done: { command: string; by: string }[] = [];
    const ableOf = async (step: Step, people: readonly Decider[]): Promise<Decider[]> => {
      const able = [];
      for (const person of people)
        if (await succeeds(() => what.trial(() => step.run(what.as(person))))) able.push(person);
      return able;
    };
    for (const step of steps) {
      const managers = step.in === undefined ? [] : await managersOf(reading, step.in, names.rosters);
      const able = await ableOf(step, managers);
      const [first] = able.length > 0 ? able : await ableOf(step, [await someSuperadmin(reading)]);
      if (first === undefined) return undefined;
      done.push({ command: step.command, by: inWords(able) });
      await step.run(what.as(first));
    }
    const [first, ...next] = done;
    return first !== undefined && (await isAllowed()) ? { ...first, next } : undefined;
  });
}

/** A superadmin where nobody else can. */
function inWords(able: readonly Decider[]): string {
  const shown = able.filter((person) => person.shown);
  if (shown.length > 0) return shown.map(({ login }) => login).join(', ');
  return able.length === 0 ? 'a superadmin' : 'its owner';
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if ([NotFound, Forbidden, Invalid, Conflict].some((refusal) => error instanceof refusal)) return false;
    throw error;
  }
}

/** What would have to be told of a container before others may read it. */
const untitled = (refused: readonly Step[]): string[] => [
  ...new Set(
    refused.flatMap(({ in: container, supposed }) =>
      container !== undefined && 'privacy' in supposed && (container.title === null || container.licence === null)
        ? [`${container.kind}/${container.name} needs a title and a licence before others can read it`]
        : [],
    ),
  ),
];
