import { idsWhere } from '../../access/questions.ts';
import { registering } from '../../access/store.ts';
import type { Reading } from '../../access/session.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { parserOf } from '../../kinds/field-types.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Draft, Field } from '../../kinds/kind.ts';
import { isFound, type Resolved } from './resolve.ts';
import type { FieldReader } from './field-reader.ts';
import type { CellSource, Report } from './row-reader.ts';

const columns = ['biocollection', 'biocollection_number', 'biocollection_type'] as const;
const none: CellSource = () => '';

/** The first of these signs that stands in the text parts it; OpenDataBio takes a comma too. */
const separators = ['|', ';', ','];
function parts(text: string): string[] {
  const sign = separators.find((known) => text.includes(known));
  return (sign === undefined ? [text] : text.split(sign)).map((part) => part.trim());
}

/** Vouchers that stand in the row of a new individual, in parallel lists: `INPA|K`, `123|456`, `Holotype|Isotype`. */
export async function vouchersReader(
  reading: Reading,
  biocollectionIn: (text: string) => Resolved,
): Promise<(sources: ReadonlyMap<string, CellSource>) => FieldReader | undefined> {
  const kind = kindOf('voucher');
  const { fields } = kind;
  const today = todayOf(new Date(reading.now));
  const parsers = columns.slice(1).map((name) => {
    const field = fields.find((known) => known.name === name) ?? failed();
    return { field, parse: parserOf(field, today) };
  });
  const open = await idsWhere(reading, 'insert', ['biocollection']);

  return (sources) => {
    if (!columns.some((name) => sources.has(name))) return undefined;
    const [biocollections = none, numbers = none, types = none] = columns.map((name) => sources.get(name));
    return (row, draft, report) => read([biocollections(row), numbers(row), types(row)], draft, report);
  };

  function read([keeper, ...rest]: readonly string[], draft: Draft, report: Report): void {
    draft.vouchers = [];
    const named = (keeper ?? '').trim();
    const texts = rest.map((text) => text.trim());
    if (named === '') {
      const at = texts.findIndex((text) => text !== '');
      if (at >= 0)
        report({ code: 'missing-value', column: columns[0], message: `${columns[at + 1]} needs a biocollection` });
      return;
    }
    const keepers = parts(named);
    const lists = texts.map((text) =>
      text === '' ? keepers.map(() => '') : keepers.length === 1 ? [text] : parts(text),
    );
    for (const [at, list] of lists.entries())
      if (list.length !== keepers.length)
        return report({
          code: 'ragged-row',
          column: columns[at + 1] ?? columns[0],
          value: texts[at] ?? '',
          message: `has ${list.length} parts for ${keepers.length} biocollections`,
        });
    draft.vouchers = keepers.flatMap(
      (text, at) =>
        one(
          text,
          lists.map((list) => list[at] ?? ''),
          report,
        ) ?? [],
    );
    refuseTwice(draft.vouchers, named, report);
  }

  function one(keeper: string, texts: readonly string[], report: Report): Draft | undefined {
    const found = keeper === '' ? undefined : biocollectionIn(keeper);
    if (found === undefined) {
      report({ code: 'missing-value', column: columns[0], message: 'a biocollection of the list is missing' });
      return undefined;
    }
    if (!isFound(found)) {
      report({ ...found, column: columns[0], value: keeper });
      return undefined;
    }
    if (found['managed'] === 1 && !open.has(found.id))
      report({
        code: 'not-permitted',
        column: columns[0],
        value: keeper,
        message: `you may not register vouchers here: it is managed. ${registering}`,
      });
    const voucher: Draft = { values: blank(fields), lists: {}, found: { biocollection: found, individual: null } };
    voucher.values['biocollection_id'] = found.id;
    for (const [at, { field, parse }] of parsers.entries()) {
      const text = texts[at] ?? '';
      if (text === '') continue;
      const parsed = parse(text);
      if (parsed.ok) voucher.values[field.column ?? field.name] = parsed.value;
      else report({ code: parsed.code, column: field.name, value: text, message: parsed.message });
    }
    kind.complete?.(voucher, { today, report, editing: false });
    return voucher;
  }
}

const blank = (fields: readonly Field[]): Draft['values'] =>
  Object.fromEntries(fields.flatMap(({ column }) => (column === undefined ? [] : [[column, null]])));

function refuseTwice(vouchers: readonly Draft[], named: string, report: Report): void {
  const keys = vouchers.map(({ values }) => `${values['biocollection_id']} ${values['biocollection_number_key']}`);
  if (new Set(keys).size < keys.length)
    report({ code: 'duplicate-value', column: columns[0], value: named, message: 'names one voucher twice' });
}

function failed(): never {
  throw new Error('vouchers have these fields');
}
