import { Invalid } from '../domain/errors.ts';
import { decode } from './decode.ts';
import { gunzip } from './gzip.ts';
import { sniff } from './sniff.ts';
import type { Source } from './stored.ts';

/** The whole input as text, unpacked and decoded as a table would be. Errors: Invalid, also beyond `most` bytes. */
export async function readText(
  source: Source,
  { encoding, most }: { encoding?: string; most: number },
): Promise<string> {
  const form = await sniff(source, encoding);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of decode(() => (form.packed ? gunzip(source.open()) : source.open()), form)) {
    size += part.length;
    if (size > most) {
      const message = `${source.name} has more than ${most / 1024 / 1024} MiB of text`;
      throw new Invalid(message, 'Cut it into several files.', [{ code: 'bad-file', message }]);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
