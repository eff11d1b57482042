/**
 * The closed list of ways in which a command can fail for a reason that is not a bug. Each carries data;
 * cli/exit.ts turns it into words and an exit code, once.
 */

/** One thing wrong with one value, of a command or of a row of a file. */
export interface Problem {
  code: string;
  /** Line of the file where the record starts; absent for a single command. */
  line?: number;
  column?: string;
  value?: string;
  message: string;
  suggestion?: string;
}

/** A problem for programs: every key is there, absent as null. */
export const problemRow = ({ line, column, code, value, message, suggestion }: Problem) => ({
  line: line ?? null,
  column: column ?? null,
  code,
  value: value ?? null,
  message,
  suggestion: suggestion ?? null,
});

abstract class Failure extends Error {
  /** The next step, as a sentence for the person. */
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** The shape of the command is wrong: exit 2. */
export class Usage extends Failure {
  override name = 'Usage';
}

/** Absent, or not readable by the actor: the two are the same words, so that neither can be told from the other. */
export class NotFound extends Failure {
  override name = 'NotFound';
}

/** Readable, but not permitted; or an identity that may do nothing at all. */
export class Forbidden extends Failure {
  override name = 'Forbidden';
}

export class Invalid extends Failure {
  override name = 'Invalid';
  readonly problems: readonly Problem[];
  constructor(message: string, hint?: string, problems: readonly Problem[] = []) {
    super(message, hint);
    this.problems = problems;
  }
}

/** The wish contradicts what is stored: a name that is taken, an invariant, a change made meanwhile. */
export class Conflict extends Failure {
  override name = 'Conflict';
  readonly code: string;
  /** Ids of the containers in which it would break, readable or not: never to be shown. */
  readonly about: readonly number[];
  constructor(message: string, hint?: string, code = 'conflict', about: readonly number[] = []) {
    super(message, hint);
    this.code = code;
    this.about = about;
  }
}

/** Somebody else holds the database; the same command may simply be given again. */
export class Busy extends Failure {
  override name = 'Busy';
}

/** The database cannot be used: not ours, newer, corrupt, the disk is full. */
export class Unusable extends Failure {
  override name = 'Unusable';
}
