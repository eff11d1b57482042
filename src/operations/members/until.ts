import type { Direct } from '../../access/members.ts';
import { formatMoment, parseMoment } from '../../domain/moment.ts';
import { bad, type Parsed } from '../../domain/parsed.ts';
import { rank, roleWord, type Role } from '../../domain/vocabulary.ts';

/** When a role ends, as stored. Codes `bad-date`, `past-date`. */
export function parseUntil(text: string, role: Role | undefined, now: string): Parsed<string> {
  const parsed = parseMoment(text);
  if (!parsed.ok) return parsed;
  if (role === 'owner') return bad('bad-date', 'an owner has no end');
  return parsed.value > now ? parsed : bad('past-date', 'has passed');
}

/** Whether the member would have less than before, and by what: a lower role, or any that ends sooner. */
export function lessening(was: Direct | undefined, next: Direct): 'role' | 'until' | undefined {
  if (was === undefined) return undefined;
  if (rank(next.role) < rank(was.role)) return 'role';
  return (next.until ?? never) < (was.until ?? never) ? 'until' : undefined;
}
/** After every time, the last that can be written too. */
const never = '~';

/** `viewer until 2027-12-31` */
export const inWords = ({ role, until }: Direct, kind: string): string =>
  `${roleWord(role, kind)}${until === null ? '' : ` until ${formatMoment(until)}`}`;
