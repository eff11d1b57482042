import type { Reading } from '../../access/session.ts';
import { Forbidden, NotFound } from '../../domain/errors.ts';
import { parseRole, rank } from '../../domain/vocabulary.ts';
import { kindNamed } from '../../kinds/index.ts';
import { checkAccess } from '../questions/check.ts';
import { what } from '../questions/what.ts';
import { who } from '../questions/who.ts';
import type { Assertion } from './spec.ts';
import type { Maker } from './world.ts';

export interface Judged {
  /** What is asserted, as a sentence. */
  assertion: string;
  line: number;
  ok: boolean;
  /** What is so instead, or why nobody can tell; null where it holds. */
  message: string | null;
  /** Whether the question has no answer for whoever asks. */
  unanswered: boolean;
}

/** Puts one question. What the asker may not ask, and what is not there, is told apart from what is otherwise, and holds neither. */
export async function judge(reading: Reading, assertion: Assertion, maker: Maker | undefined): Promise<Judged> {
  const said = { assertion: sentence(assertion), line: assertion.line };
  try {
    const message = await wrongWith(reading, assertion, maker);
    return { ...said, ok: message === null, message, unanswered: false };
  } catch (error) {
    if (!(error instanceof NotFound) && !(error instanceof Forbidden)) throw error;
    return { ...said, ok: false, message: error.message, unanswered: true };
  }
}

async function wrongWith(reading: Reading, asked: Assertion, maker: Maker | undefined): Promise<string | null> {
  if (asked.sort === 'check') {
    const { allowed } = await checkAccess(reading, asked.user, asked.action, byPlace(asked.object, maker));
    return allowed === asked.allowed ? null : `${asked.user} may${allowed ? '' : ' not'}`;
  }
  if (asked.sort === 'list') {
    const { rows, complete } = await what(reading, asked.user, asked.action);
    const seen = rows.map(({ object }) => object);
    return compare(
      seen.filter((object) => asked.kind === undefined || object.startsWith(`${asked.kind}/`)),
      complete,
      asked,
    );
  }
  const { rows, complete } = await who(reading, byPlace(asked.object, maker), asked.action);
  const [kind = ''] = asked.object.split('/');
  const least = asked.role === undefined ? 0 : rank(asked.role);
  const enough = rows.filter(({ role }) => rankIn(kind, role) >= least);
  return compare(
    enough.map(({ user }) => user).filter((user) => user !== maker?.login),
    complete,
    asked,
  );
}

/** In a world of its own a record without a name goes by its place in the file. */
function byPlace(object: string, maker: Maker | undefined): string {
  const [word = '', ref = ''] = object.split('/');
  const kind = kindNamed(word)?.name;
  const id = /^row:\d+$/.test(ref) ? maker?.rows.get(`${kind}/${ref}`) : undefined;
  return id === undefined ? object : `${kind}/id:${id}`;
}

/** What is no role, as a level that is enough, is below them all. */
function rankIn(kind: string, word: string): number {
  const role = parseRole(word, kind);
  return role === undefined ? 0 : rank(role);
}

function compare(
  found: readonly string[],
  complete: boolean,
  { wanted }: Exclude<Assertion, { sort: 'check' }>,
): string | null {
  const there = new Set(found);
  const named = 'exactly' in wanted ? wanted.exactly : 'contains' in wanted ? wanted.contains : wanted.lacks;
  const missing = 'lacks' in wanted ? [] : named.filter((name) => !there.has(name));
  // Of what is not shown nobody knows whether it is there.
  if (!complete && (!('contains' in wanted) || missing.length > 0))
    throw new Forbidden('the whole answer is not yours to know');
  const surplus =
    'exactly' in wanted
      ? [...there].filter((name) => !named.includes(name))
      : 'lacks' in wanted
        ? named.filter((name) => there.has(name))
        : [];
  const told = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...(surplus.length > 0 ? [`too much: ${surplus.join(', ')}`] : []),
  ];
  return told.length === 0 ? null : told.join('; ');
}

function sentence(asked: Assertion): string {
  if (asked.sort === 'check') return `${asked.user} may${asked.allowed ? '' : ' not'} ${asked.action} ${asked.object}`;
  const { wanted } = asked;
  const side = 'exactly' in wanted ? 'exactly' : 'contains' in wanted ? 'at least' : 'none of';
  const named = 'exactly' in wanted ? wanted.exactly : 'contains' in wanted ? wanted.contains : wanted.lacks;
  const list = `${side} ${named.length === 0 ? 'nothing' : named.join(', ')}`;
  if (asked.sort === 'list')
    return `${asked.user} may ${asked.action}${asked.kind === undefined ? '' : `, of each ${asked.kind},`} ${list}`;
  const deed =
    asked.role === undefined
      ? `may ${asked.action ?? 'read'} ${asked.object}`
      : `is at least ${asked.role} of ${asked.object}`;
  return `who ${deed}: ${list}`;
}
