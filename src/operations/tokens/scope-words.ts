import { findContainer, readableNames } from '../../access/containers.ts';
import type { Scope } from '../../access/scope.ts';
import type { Reading } from '../../access/session.ts';
import { Invalid } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { parseRole, roles } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';

const open = 'open';
/** The word for the lowest role, under which nothing can be changed. */
const read = 'read';
const words = [read, ...roles.filter((role) => role !== 'viewer'), open];

/** What a token is to allow, in the words of `--scope`. Errors: Invalid; NotFound for a container that the actor does not read. */
export async function parseScope(reading: Reading, typed: readonly string[]): Promise<Scope> {
  const named = new Set<number>();
  const capped = new Set<Scope['role']>();
  for (const word of typed.map((text) => text.trim())) {
    const kind = word.includes('/') ? containerKindNamed(word.slice(0, word.indexOf('/'))) : undefined;
    const role = word === read ? 'viewer' : parseRole(word, 'project');
    if (kind !== undefined) named.add((await findContainer(reading, kind, word)).id);
    else if (role !== undefined) capped.add(role);
    else if (word !== open) throw unknownWord(word);
  }
  const [role, other] = capped;
  if (other !== undefined)
    throw new Invalid('a scope has one role at most', 'The highest that any role amounts to under the token.');
  return {
    role: role ?? (named.size > 0 ? 'owner' : 'viewer'),
    ...(named.size > 0 ? { containers: [...named].toSorted((a, b) => a - b) } : {}),
    open: typed.some((text) => text.trim() === open),
  };
}

function unknownWord(word: string): Invalid {
  const suggestion = closest(word, words);
  return new Invalid(
    `a scope cannot be ${word}`,
    suggestion === undefined ? `${words.join(', ')}, or a container as dataset/plot-1.` : `Did you mean ${suggestion}?`,
  );
}

/** In the words that make such a token; a container that the actor does not read is `withheld`. */
export async function shownScope(reading: Reading, { role, containers = [], open: opens }: Scope): Promise<string[]> {
  const names: string[] = [];
  for (const kind of containerKinds)
    for (const name of (await readableNames(reading, kind, containers)).values()) names.push(`${kind.name}/${name}`);
  const hidden = containers.length > names.length ? ['withheld'] : [];
  return [role === 'viewer' ? read : role, ...names, ...hidden, ...(opens ? [open] : [])];
}
