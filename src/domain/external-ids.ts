/** Ids that others have given, in one text: `gbif:2481660|ipni:30000959-2`. */

const parts = (ids: string): string[] => ids.split('|').filter((part) => part.trim() !== '');
const isOf = (part: string, source: string): boolean => part.trim().toLowerCase().startsWith(`${source}:`);

/** The id that a source has given; empty where there is none. */
export function externalId(ids: string, source: string): string {
  const part = parts(ids).find((one) => isOf(one, source));
  return part === undefined
    ? ''
    : part
        .trim()
        .slice(source.length + 1)
        .trim();
}

/** The text with that id, in place of another of the source; the empty one takes it away. */
export function withExternalId(ids: string, source: string, id: string): string {
  if (externalId(ids, source) === id) return ids;
  const made = id === '' ? [] : [`${source}:${id}`];
  const at = parts(ids).findIndex((part) => isOf(part, source));
  const others = parts(ids).filter((part) => !isOf(part, source));
  return others.toSpliced(at < 0 ? others.length : at, 0, ...made).join('|');
}
