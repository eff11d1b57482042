import { emailVisible, probeOf, similarOf, storesAny } from '../../access/lookup.ts';
import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import type { Draft, RecordKind } from '../../kinds/kind.ts';
import { matchOf } from '../records/match.ts';
import type { ReaderOptions, RowReader } from '../records/row-reader.ts';
import { hiddenReference, mayBeWithheld } from '../records/withheld.ts';
import { legible } from './legible.ts';
import { updater, type Update } from './update.ts';

/** What becomes of a row whose record is stored already, with other values. */
export const ifExistsWays = ['error', 'skip', 'update'] as const;
export type IfExists = (typeof ifExistsWays)[number];

export type Verdict = 'new' | 'unchanged' | 'skipped' | 'rejected' | Update;

export interface Judge {
  /** Compares a draft with what is stored; what is wrong with it goes to `problems`. */
  of(draft: Draft, row: readonly string[], line: number, problems: Problem[]): Verdict;
  /** For a row that is no whole record, but may change one that is stored; undefined when there is none. */
  ofPart?(row: readonly string[], line: number, problems: Problem[]): Verdict | undefined;
}

interface Means {
  ifExists: IfExists;
  /** The reader of the rows, for the rights on those that are new. */
  reader: RowReader;
  options: ReaderOptions;
  stated: ReadonlySet<string>;
}

export async function judgeOf(
  reading: Reading,
  kind: RecordKind,
  { ifExists, reader, options, stated }: Means,
): Promise<Judge> {
  const probe = probeOf(reading, kind);
  const similar = similarOf(reading, kind);
  const seesEmail = await emailVisible(reading);
  const mayHide = kind.fields.some((field) => stated.has(field.name) && mayBeWithheld(field));
  const fresh = (draft: Draft, line: number, problems: Problem[]): Verdict => {
    const hidden = mayHide ? hiddenReference(kind, draft) : undefined;
    if (hidden !== undefined) problems.push({ line, ...hidden });
    return hidden === undefined &&
      (options.for === 'insert' || reader.mayInsert(draft, line, problems)) &&
      reader.mayLink(draft, line, problems)
      ? 'new'
      : 'rejected';
  };
  if (!storesAny(reading, kind)) return { of: (draft, _row, line, problems) => fresh(draft, line, problems) };
  const update = ifExists === 'update' ? await updater(reading, kind, options) : undefined;

  // Vouchers come with an individual when it is made; later they are registered one by one.
  const vouchers = kind.fields.find(({ type }) => type === 'vouchers')?.name;
  /** What is stored decides; undefined when nothing is that the draft could be. */
  const known = (
    draft: Draft,
    row: readonly string[],
    line: number,
    problems: Problem[],
    whole: boolean,
  ): Verdict | 'similar' | undefined => {
    const match = matchOf(reading, kind, probe, draft, stated, seesEmail, reader.sees);
    if (match !== undefined && match.differs.length === 0) {
      update?.claim(match.id, line);
      return whole || update === undefined ? 'unchanged' : update.confirm(match.id, row, line, problems);
    }
    const alike = match === undefined ? likeIt(draft) : [];
    if (match === undefined && alike.length === 0) return undefined;
    if (ifExists === 'skip') return 'skipped';
    if (update !== undefined && match !== undefined && match.differs.includes(vouchers ?? '')) {
      problems.push({
        code: 'duplicate-in-database',
        line,
        column: vouchers ?? '',
        message: `the ${kind.name} is stored already, without these vouchers: id:${match.id}`,
        suggestion: 'vasculum import vouchers',
      });
      return 'rejected';
    }
    if (update !== undefined) {
      if (alike.length <= 1) return update.read(match?.id ?? alike[0] ?? 0, row, line, problems);
      problems.push({ code: 'ambiguous-reference', line, message: `${several(kind, alike)} could be meant` });
      return 'rejected';
    }
    if (match === undefined) {
      const column = kind.wide?.value ?? 'value';
      reader.warnings.push(
        legible({
          code: 'similar-in-database',
          line,
          column,
          value: options.sources.get(column)?.(row) ?? '',
          message: `${kind.name}/id:${alike[0] ?? ''} is stored with another ${column}, and alike in all else`,
        }),
      );
      return 'similar';
    }
    problems.push({
      code: 'duplicate-in-database',
      line,
      column: match.differs[0] ?? '',
      message: `the ${kind.name} is stored already, with other ${match.differs.join(', ')}: id:${match.id}`,
    });
    return 'rejected';
  };
  const ofPart: Judge['ofPart'] = (row, line, problems) => {
    const verdict = known(reader.glimpse(row), row, line, problems, false);
    return verdict === 'similar' ? undefined : verdict;
  };
  return {
    of(draft, row, line, problems) {
      const verdict = known(draft, row, line, problems, true);
      return verdict === undefined || verdict === 'similar' ? fresh(draft, line, problems) : verdict;
    },
    ...(update === undefined ? {} : { ofPart }),
  };

  /** Stored records that differ in nothing but the value; a reading that the file numbers is no other than its own number. */
  function likeIt(draft: Draft): number[] {
    const ids = similar?.(draft.values) ?? [];
    if (ids.length === 0 || ifExists === 'error' || !stated.has('duplicated')) return ids;
    const stored = storedRecord(reading, kind);
    return ids.filter((id) => stored(id)['duplicated'] === draft.values['duplicated']);
  }
}

const several = (kind: RecordKind, ids: readonly number[]): string =>
  `${ids.length > 5 ? 'more than five' : ids.length} stored ${kind.plural} (${ids
    .slice(0, 5)
    .map((id) => `id:${id}`)
    .join(', ')})`;
