import { Invalid, type Problem } from '../../domain/errors.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import { objectKinds } from '../../kinds/kind.ts';
import { HeaderReading } from './header-reading.ts';
import type { HeaderWishes, Plan } from './plan.ts';
import type { Trait } from './wide.ts';

/**
 * Decides, before any row is read, where each column's text comes from; `traits` are those that a header may mean.
 * Errors: Invalid with every problem of the header.
 */
export function readHeader(
  kind: Columned,
  header: readonly string[],
  line: number,
  wishes: HeaderWishes,
  traits: readonly Trait[] = [],
): Plan {
  const reading = new HeaderReading(kind, header, line, wishes, traits);
  reading.readSet();
  reading.readNames();
  reading.readColumns();
  return reading.finish();
}

/** The required columns that neither the file nor an option nor a default gives. */
export function missingColumns(
  kind: Columned,
  { sources, wide }: Plan,
  defaults: ReadonlyMap<string, unknown>,
  updates: boolean,
): string[] {
  const isGiven = (field: { name: string; type: string; unless?: string }): boolean =>
    sources.has(field.name) ||
    (field.unless !== undefined && sources.has(field.unless)) ||
    defaults.has(field.name) ||
    (wide.length > 0 && (field.name === kind.wide?.by || field.name === kind.wide?.value)) ||
    (field.type === 'object' && objectKinds.some((name) => sources.has(name)));
  return (
    kind.fields
      // A row that changes a stored record need not say what stays.
      .filter(({ name, fixed }) => !updates || fixed === true || name === kind.naming)
      .filter((field) => field.required === true && !isGiven(field))
      .map(({ name }) => name)
  );
}

/** Errors: Invalid `missing-column` for required columns that nothing gives. */
export function demandColumns(
  kind: Columned,
  plan: Plan,
  defaults: ReadonlyMap<string, unknown>,
  line: number,
  updates: boolean,
): void {
  const problems = missingColumns(kind, plan, defaults, updates).map((column): Problem => ({
    code: 'missing-column',
    line,
    column,
    message: `the column ${column} is missing`,
  }));
  if (problems.length > 0)
    throw new Invalid(
      'the header cannot be used',
      `Give the column, or one text for all rows with --set COLUMN=TEXT. The columns: vasculum template ${kind.plural} --describe`,
      problems,
    );
}
