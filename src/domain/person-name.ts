/** A person's name as bibliographies part it; of a name that is one word, the family name alone. */
export interface PersonName {
  given: string | null;
  /** `von`, `da`: written before the family name, and not sorted by. */
  particle: string | null;
  family: string;
  suffix: string | null;
}

const particles = new Set(
  'af al av bin d da dal das de degli dei del della den der des di do dos du e el ibn la las le los op te ten ter van vom von y zu zum zur'.split(
    ' ',
  ),
);
const suffixes = /^(?:jr|sr|ii|iii|iv)\.?$/i;
/** Part of a Portuguese or Spanish family name, never one by itself. */
const kin = /^(?:filho|filha|neto|neta|júnior|junior|sobrinho|sobrinha|segundo)$/i;

/** Parts `Adolpho Ducke`, `Alexander von Humboldt`, `José da Silva Filho`, `Ducke, Adolpho`. */
export function partName(fullName: string): PersonName {
  const text = fullName.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  const [before = '', ...after] = text.split(',').map((part) => part.trim());
  if (after.length > 0 && !after.every((part) => suffixes.test(part))) {
    const suffix = after.find((part) => suffixes.test(part)) ?? null;
    const given = after.find((part) => part !== '' && !suffixes.test(part)) ?? null;
    const words = before.split(' ');
    const start = words.findIndex((word, at) => at === words.length - 1 || !isParticle(word));
    return {
      given,
      particle: start > 0 ? words.slice(0, start).join(' ') : null,
      family: words.slice(Math.max(start, 0)).join(' '),
      suffix,
    };
  }
  const words = before.split(' ');
  const last = words.at(-1) ?? '';
  const suffix = after[0] ?? (words.length > 2 && suffixes.test(last) ? words.pop() : undefined) ?? null;
  let start = words.length - 1;
  if (start > 1 && kin.test(words[start] ?? '')) start -= 1;
  const family = words.slice(start).join(' ');
  let from = start;
  // The first word is a given name, whatever it looks like.
  while (from > 1 && isParticle(words[from - 1] ?? '')) from -= 1;
  return {
    given: from > 0 ? words.slice(0, from).join(' ') : null,
    particle: from < start ? words.slice(from, start).join(' ') : null,
    family,
    suffix,
  };
}

const isParticle = (word: string): boolean => particles.has(word.replace(/['’]$/, ''));
