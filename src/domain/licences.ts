import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { closest } from './suggest.ts';

const conditions = ['BY', 'BY-SA', 'BY-ND', 'BY-NC', 'BY-NC-SA', 'BY-NC-ND'] as const;
const versions = ['4.0', '3.0', '2.5', '2.0', '1.0'] as const;

/** The SPDX ids of the Creative Commons licences, the newest version of each first. */
export const licences: readonly string[] = [
  'CC0-1.0',
  ...versions.flatMap((version) => conditions.map((condition) => `CC-${condition}-${version}`)),
];

const known = new Map<string, Parsed<string>>();
for (const licence of licences) {
  const parsed = Object.freeze(good(licence));
  known.set(licence, parsed);
  const withoutVersion = licence.slice(0, licence.lastIndexOf('-'));
  if (!known.has(withoutVersion)) known.set(withoutVersion, parsed);
}

/** The canonical SPDX id; `CC BY 4.0` and `cc-by` (the newest version) are understood. Code `unknown-licence`. */
export function parseLicence(text: string): Parsed<string> {
  const found =
    known.get(text) ??
    known.get(
      text
        .trim()
        .toUpperCase()
        .replace(/[\s_-]+/gu, '-'),
    );
  if (found !== undefined) return found;
  return bad(
    'unknown-licence',
    'not a Creative Commons licence; write one like CC0-1.0 or CC-BY-4.0',
    closest(text.trim(), licences),
  );
}
