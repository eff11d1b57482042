import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant: at most a third of the word's letters away (or `atLeast`), blind to case; the first of equals. */
export function closest(word: string, candidates: Iterable<string>, atLeast = 1): string | undefined {
  const wanted = word.toLowerCase();
  let least = Math.max(atLeast, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of candidates) {
    // The difference in length is a lower bound, and keeps a pasted page of text cheap.
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const other = candidate.toLowerCase();
    const steps = isSwapped(wanted, other) ? 1 : distance(wanted, other);
    if (steps >= least) continue;
    least = steps;
    found = candidate;
  }
  return found;
}

/** Two neighbouring letters that changed places, the most frequent slip of all, count as one step. */
function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at < a.length - 1 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
