import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant: at most a third of the word's letters away, blind to case; the first of equals. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of candidates) {
    // The difference in length is a lower bound, and keeps a pasted page of text cheap.
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps >= least) continue;
    least = steps;
    found = candidate;
  }
  return found;
}
