import { asOf, isMadeAfter, type Moment } from '../../access/history.ts';
import { allContainers, governorsOf, may, projectsAbove } from '../../access/questions.ts';
import type { AskedRecord } from '../../access/record-history.ts';
import { ruleAsks } from '../../access/open-ways.ts';
import type { RuleAction, RuleSubject } from '../../access/rules.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { findUser, type UserRow } from '../../access/users.ts';
import { Invalid, Usage } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { actions, type Action } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { kindNamed, kinds } from '../../kinds/index.ts';
import { findContainerThen, findRecordThen } from './past-object.ts';

/** Somebody, something that is done, and what it is done to; of which the asker reads the last. */
export interface Question {
  /** Null is anonymous. */
  user: UserRow | null;
  login: string;
  /** As the rules know it: to create a record of a dataset is to insert it. */
  action: Action;
  subject: RuleSubject;
  /** Null for a bare kind. */
  id: number | null;
  object: string;
  /** The containers that govern the object, its own first; none for open records. */
  governors: readonly number[];
  /** The projects of the subject that a record hangs on. */
  projects: readonly number[];
}

type Thing = Pick<Question, 'subject' | 'id' | 'object' | 'governors' | 'projects'>;

/** What can be made beside containers and records. */
const others: readonly RuleSubject[] = ['user', 'job', 'request'];

export function parseAction(text: string): Action {
  const action = actions.find((known) => known === text.trim().toLowerCase());
  if (action !== undefined) return action;
  const suggestion = closest(text, actions);
  throw new Invalid(
    `there is no action ${text}`,
    `The actions: ${actions.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}

/** Errors: Usage for what is no object at all; NotFound for what the asker does not read. */
export async function findObject(reading: Reading, text: string, create: boolean, at?: Moment): Promise<Thing> {
  const slash = text.indexOf('/');
  const word = slash < 0 ? text : text.slice(0, slash);
  const container = containerKindNamed(word);
  const record = kindNamed(word);
  const name = container?.name ?? record?.name ?? (create ? others.find((other) => other === word) : undefined);
  if (name === undefined || create !== slash < 0) {
    const known = [...containerKinds, ...kinds].map((kind) => kind.name);
    throw new Usage(
      create ? `${text} is not a kind, and create needs one` : `${text} is not kind/name`,
      `For instance ${create ? 'create project' : 'read dataset/plot-1'}. The kinds: ${[...known, ...(create ? others : [])].join(', ')}`,
    );
  }
  if (create) return { subject: name, id: null, object: name, governors: [], projects: [] };
  const ref = text.slice(slash + 1);
  const found =
    container === undefined
      ? { id: (await findRecordThen(reading, record ?? failed(), ref, at)).id, name: ref }
      : await findContainerThen(reading, container, ref, at);
  return {
    subject: name,
    id: found.id,
    object: `${name}/${found.name}`,
    ...(await governing(reading, name, found.id)),
  };
}

const governing = async (reading: Reading, subject: RuleSubject, id: number) => ({
  governors: await governorsOf(reading, subject, id),
  projects: await projectsAbove(reading, subject, id),
});

/** What the question is about, if it is a record: where it was is a part of how it was. */
export function recordOf({ subject, id }: Pick<Question, 'subject' | 'id'>): AskedRecord | undefined {
  const kind = kindNamed(subject);
  return kind === undefined || id === null ? undefined : { kind, id };
}

/** The same thing, governed by what governed it at that moment; by nothing if it was not there yet. */
export async function asItWas<T extends Thing>(reading: Reading, thing: T, at: Moment | undefined): Promise<T> {
  const { subject, id } = thing;
  if (id === null || at === undefined) return thing;
  return { ...thing, ...(await asOf(reading, at, () => governing(reading, subject, id), recordOf(thing))) };
}

/** Whether the thing was there already, or still. */
async function wasThere(reading: Reading, { subject, id, governors }: Thing, at: Moment | undefined) {
  if (at === undefined || id === null) return true;
  if (containerKindNamed(subject) !== undefined)
    return (await asOf(reading, at, () => allContainers(reading))).some((one) => one.id === id);
  return (
    governors.length > 0 || (kindNamed(subject)?.governedBy === 'everybody' && wasMade(reading, { subject, id }, at))
  );
}

const wasMade = (reading: Reading, thing: Pick<Thing, 'subject' | 'id'>, at: Moment): boolean => {
  const record = recordOf(thing);
  return record === undefined || !isMadeAfter(reading, record, at);
};

/** Whether the thing was there at that moment, and what to bear in mind of an answer about it then. */
export async function standingThen(
  reading: Reading,
  thing: Thing,
  action: RuleAction,
  at: Moment | undefined,
): Promise<{ isThere: boolean; notes: string[] }> {
  if (at === undefined) return { isThere: true, notes: [] };
  const isThere = await wasThere(reading, thing, at);
  return { isThere, notes: isThere ? caveats(thing, action) : [`${thing.object} was not there then`] };
}

/** What the log does not wind back of what decides. */
function caveats(thing: Thing, action: RuleAction): string[] {
  if (ruleAsks(action, thing.subject, 'unused', 'only-measurer', 'owner-of-every-use', 'creator-while-unlinked'))
    return ['what uses it is taken as it is now'];
  return ruleAsks(action, thing.subject, 'curated', 'individual-editable')
    ? [
        'vouchers that were deleted or given elsewhere since are not brought back, whose biocollection may have decided then',
      ]
    : [];
}

function failed(): never {
  throw new Error('an object has a kind');
}

export async function parseQuestion(
  reading: Reading,
  who: string,
  actionText: string,
  object: string,
  at?: Moment,
): Promise<Question> {
  const action = parseAction(actionText);
  const user = who === 'anonymous' || (who === 'me' && reading.actor.id === 0) ? null : await findUser(reading, who);
  return {
    user,
    login: user?.login ?? 'anonymous',
    action,
    ...(await findObject(reading, object, action === 'create', at)),
  };
}

type Asked = { user: { id: number } | null } & Pick<Thing, 'governors' | 'projects'>;

/** About oneself always, if it is about now; about others and the past, what the asker may share. */
export async function mayAsk(reading: Reading, { user, governors, projects }: Asked, at?: Moment): Promise<boolean> {
  const { actor } = reading;
  if (seesAll(actor) || (at === undefined && (user?.id ?? 0) === actor.id)) return true;
  for (const id of [...governors, ...projects]) if (!(await may(reading, 'share', 'project', id))) return false;
  return governors.length > 0;
}

/** The same of an earlier moment: what governed the thing then must be the asker's to share now, too. */
export const mayAskAsItWas = async (reading: Reading, asked: Asked, then: Thing, at: Moment | undefined) =>
  (await mayAsk(reading, asked, at)) &&
  (then.governors.length === 0 || mayAsk(reading, { ...then, user: asked.user }, at));
