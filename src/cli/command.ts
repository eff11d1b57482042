import type { Access } from '../access/access.ts';
import type { RuleAction, RuleSubject } from '../access/rules.ts';
import { Usage } from '../domain/errors.ts';
import type { Config } from './config.ts';
import { formats, type Edges, type Format, type Manner } from './io.ts';

export interface OptionSpec {
  /** `value` takes one, `list` may be repeated, `flag` takes none. */
  kind: 'value' | 'list' | 'flag';
  /** In the help: `--role ROLE`. */
  value?: string;
  short?: string;
  help: string;
  required?: boolean;
  /** Takes @FILE, @- and @@. */
  text?: true;
  /** A whole number. */
  number?: true;
  /** Offered when the option is asked for on a terminal. */
  choices?: readonly string[];
}

export interface Context {
  access: Access;
  /** For commands that need the database only sometimes. */
  open: () => Promise<Access>;
  config: Config;
  edges: Edges;
  manner: Manner;
  dryRun: boolean;
  /** Asks before something is destroyed. Errors: Usage that names --yes where nobody can be asked. */
  confirm: (question: string) => Promise<void>;
  /** Asks for a text or a choice; undefined where nobody can be asked. */
  ask: (question: string, choices?: readonly string[]) => Promise<string | undefined>;
}

export interface Outcome {
  /** What --json prints; rows of an array, or the fields of one object, are what tables and TSV show. */
  data?: unknown;
  /** Rows for tables and TSV, or the one row, where they are not `data` itself. */
  rows?: readonly Record<string, unknown>[] | Record<string, unknown>;
  /** Which of the fields a table or TSV shows, in this order. */
  columns?: readonly string[];
  /** What happened, for a person; to stderr. */
  say?: string | readonly string[];
  /** What is wrong with the file that was given, and what came of it; to stderr, also where --quiet is given. */
  faults?: readonly string[];
  /** What a person should know besides the data, also where a table shows them; to stderr. */
  aside?: readonly string[];
  warnings?: readonly string[];
  /** Printed to stdout as it is, where no format was chosen. */
  text?: string;
  exit?: number;
}

/** What the command needs before it does anything; `'anyone'` is for those that are everybody's, each of them reviewed. */
export type Need = { action: RuleAction; subject: RuleSubject } | 'anyone';

export interface Command {
  /** `project grant <project> <member...>` */
  words: string;
  summary: string;
  options: Readonly<Record<string, OptionSpec>>;
  examples: readonly [string, string];
  /** The keys of what it prints, which --fields chooses from; `own`: it understands --fields itself. */
  fields: readonly string[] | ((input: Input) => readonly string[]) | 'own';
  needs: Need;
  /** More than `needs` says, for the help. */
  rule?: string;
  /** What -o takes beside the formats of every command. */
  formats?: readonly string[];
  /** Of the formats of every command those that it writes, where that is not all. */
  only?: readonly Format[];
  /** Whether --dry-run means anything to it. */
  writes?: true;
  /** What `-o name` prints of a row: `kind/name`, which other commands take. Without it there is no such output. */
  named?: (row: Readonly<Record<string, unknown>>) => string;
  /** Whether it asks before it acts, or needs --yes. */
  destroys?: true | ((input: Input) => boolean);
  /** The option that may stand in place of the first argument. */
  instead?: string;
  /** What it reads or writes in the file system beside what its arguments and options say by their names. */
  places?: (input: Input) => readonly string[];
  /** Whether it works without a database. */
  without?: 'database';
  run(input: Input, context: Context): Promise<Outcome>;
}

export const command = (declared: Command): Command => declared;

/** All that -o takes with the command. */
export const formatsOf = ({ formats: own = [], only, named }: Command): readonly string[] =>
  only === undefined ? [...own, ...formats.filter((one) => one !== 'name' || named !== undefined)] : [...only, ...own];

/** A command line after parsing, with its `@FILE` texts read. */
export class Input {
  readonly #args: readonly (string | readonly string[] | undefined)[];
  readonly #options: Readonly<Record<string, unknown>>;
  constructor(args: readonly (string | readonly string[] | undefined)[], options: Readonly<Record<string, unknown>>) {
    this.#args = args;
    this.#options = options;
  }
  /** The argument at a place; it was asked for or demanded before. */
  arg(at: number): string {
    const text = this.#args[at];
    if (typeof text !== 'string') throw new Usage('an argument is missing');
    return text;
  }
  maybeArg(at: number): string | undefined {
    const text = this.#args[at];
    return typeof text === 'string' ? text : undefined;
  }
  rest(at: number): readonly string[] {
    const texts = this.#args[at];
    return Array.isArray(texts) ? (texts as readonly string[]) : [];
  }
  text(name: string): string {
    const text = this.maybe(name);
    if (text === undefined) throw new Usage(`--${name} is missing`);
    return text;
  }
  maybe(name: string): string | undefined {
    const text = this.#options[name];
    return typeof text === 'string' ? text : undefined;
  }
  list(name: string): readonly string[] | undefined {
    const texts = this.#options[name];
    return Array.isArray(texts) ? (texts as readonly string[]) : undefined;
  }
  flag(name: string): boolean {
    return this.#options[name] === true;
  }
  number(name: string): number | undefined {
    const text = this.maybe(name);
    if (text === undefined) return undefined;
    return Number(text);
  }
}
