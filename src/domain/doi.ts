import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Takes a DOI with or without its address or `doi:`; gives `10.1371/journal.pone.0090081`. Code `bad-doi`. */
export function parseDoi(text: string): Parsed<string> {
  const bare = text.trim().replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/iu, '');
  return /^10\.\d{4,9}(?:\.\d+)*\/[^\s{}|]+$/u.test(bare)
    ? good(bare)
    : bad('bad-doi', 'not a DOI; write it like 10.1371/journal.pone.0090081');
}

/** DOIs are the same whatever their case. */
export const doiKey = (doi: string): string => doi.toLowerCase();
