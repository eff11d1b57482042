import { Invalid } from '../domain/errors.ts';
import { decode } from './decode.ts';
import { gunzip } from './gzip.ts';
import { type Form, sniff } from './sniff.ts';
import type { Source } from './stored.ts';

/** An input as valid UTF-8, unpacked; each call of `text` begins anew. */
export interface OpenText {
  form: Form;
  text: () => AsyncGenerator<Buffer>;
}

/** Errors: Invalid for what is no text, or not in this encoding; Usage for an encoding that there is not. */
export async function openText(source: Source, encoding?: string): Promise<OpenText> {
  const form = await sniff(source, encoding);
  return { form, text: () => decode(() => (form.packed ? gunzip(source.open()) : source.open()), form) };
}

/** The whole input as text. Errors: Invalid, also beyond `most` bytes. */
export async function readText(
  source: Source,
  { encoding, most }: { encoding?: string | undefined; most: number },
): Promise<{ form: Form; text: string }> {
  const { form, text } = await openText(source, encoding);
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of text()) {
    size += part.length;
    if (size > most) {
      const message = `${source.name} has more than ${most / 1024 / 1024} MiB of text`;
      throw new Invalid(message, 'Cut it into several files.', [{ code: 'bad-file', message }]);
    }
    parts.push(part);
  }
  return { form, text: Buffer.concat(parts).toString('utf8') };
}

export async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}
