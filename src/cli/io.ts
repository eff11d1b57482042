import type { Readable } from 'node:stream';

/** Everything a command may know of the process it runs in; only main.ts makes one from `process`. */
export interface Edges {
  env: Record<string, string | undefined>;
  cwd: string;
  home: string;
  uid: number | undefined;
  /** Whom an ssh key stands for, as its forced command says (cli/gate.ts). */
  keyUser?: string;
  pid: number;
  tmpdir: string;
  stdin: Readable & { isTTY?: boolean };
  stdout: Stream;
  stderr: Stream;
  clock: () => Date;
  /** Where questions are shown. */
  terminal?: NodeJS.WritableStream;
}

export interface Stream {
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  /** Resolves when the text has been taken, so that a slow reader slows the writer. */
  write(text: string): Promise<void>;
}

export const formats = ['table', 'tsv', 'json', 'jsonl', 'yaml', 'csv', 'name'] as const;
export type Format = (typeof formats)[number];

/** How this run of the program talks: settled once from the global options and the terminal. */
export interface Manner {
  format: Format;
  /** A format that only this command has; it is then printed as `text`. */
  own: string | undefined;
  /** Whether -o or --json was given. */
  chosen: boolean;
  fields: string | undefined;
  quiet: boolean;
  colour: boolean;
  /** Whether questions may be asked. */
  asks: boolean;
  yes: boolean;
  debug: boolean;
  width: number;
}
