/** A text that was read as a value, or why it could not be: data for one `Problem`, never an exception. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;

export interface Refused {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
  /** What could stand in the cell instead, ready to copy. */
  readonly suggestion?: string;
}

export const good = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const bad = (code: string, message: string, suggestion?: string): Refused =>
  suggestion === undefined ? { ok: false, code, message } : { ok: false, code, message, suggestion };
