import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { mediaTypeOf } from '../../domain/media-types.ts';
import { cleanName } from '../../domain/name-key.ts';
import { bad, good, type Parsed } from '../../domain/parsed.ts';
import type { Draft } from '../../kinds/kind.ts';
import { readWhole, type Blobs } from './blobs.ts';

export interface FileFacts {
  file_name: string;
  sha256: string;
  size: number;
  media_type: string;
}

/** What becomes of the files that records name. */
export type Intake = Pick<FileIntake, 'facts' | 'copy' | 'place' | 'discard'>;

/** The files that a command or a table names, looked at once, and copied when all rows are good. */
export class FileIntake {
  readonly #base: string;
  readonly #blobs: Blobs;
  readonly #known = new Map<string, Parsed<FileFacts>>();
  /** Paths are relative to `base`. */
  constructor(base: string, blobs: Blobs) {
    this.#base = base;
    this.#blobs = blobs;
  }

  /** What is known of the file. Code `bad-file`. */
  facts(text: string): Parsed<FileFacts> {
    let facts = this.#known.get(text);
    if (facts === undefined) this.#known.set(text, (facts = this.#look(text)));
    return facts;
  }

  #look(text: string): Parsed<FileFacts> {
    const path = resolve(this.#base, text.trim());
    const name = cleanName(basename(path));
    if (!name.ok) return name;
    try {
      const there = statSync(path, { throwIfNoEntry: false });
      if (there === undefined) return bad('bad-file', 'there is no such file');
      if (!there.isFile()) return bad('bad-file', 'is not a file');
      const { head, sha256, size } = readWhole(path);
      const type = mediaTypeOf(name.value, head);
      return type.ok ? good({ file_name: name.value, sha256, size, media_type: type.value }) : type;
    } catch {
      return bad('bad-file', 'the file cannot be read');
    }
  }

  /** Copies the files of these rows beside the database, where they wait. */
  copy(drafts: readonly Draft[]): void {
    const wanted = new Set(drafts.map(({ values }) => values['sha256']));
    for (const [text, facts] of this.#known)
      if (facts.ok && wanted.has(facts.value.sha256))
        this.#blobs.copy(resolve(this.#base, text.trim()), facts.value.sha256);
  }
  place(): void {
    this.#blobs.place();
  }
  discard(): void {
    this.#blobs.discard();
  }
}
