import type { Draft, Field } from '../../kinds/kind.ts';
import type { FieldReader } from './field-reader.ts';
import type { TwoForms } from './row-reader.ts';

/** The same field, read with the other form of one of its columns. */
export interface OtherForm {
  form: TwoForms;
  read: FieldReader;
}

/** A field of which a column is supplied in two forms: where both say something they mean the same, or the row is refused. */
export function agreeing(field: Field, reader: FieldReader, others: readonly OtherForm[]): FieldReader {
  return (row, draft, report) => {
    let sound = true;
    const tell: typeof report = (problem) => {
      sound = false;
      report(problem);
    };
    reader(row, draft, tell);
    for (const { form, read } of others) {
      const [first, second] = [form.first(row).trim(), form.second(row).trim()];
      if (first === '' || second === '') continue;
      const other: Draft = { values: { ...draft.values }, lists: { ...draft.lists }, found: { ...draft.found } };
      read(row, other, tell);
      if (!sound || meaning(field, draft) === meaning(field, other)) continue;
      tell({
        code: 'duplicate-column',
        column: form.column,
        message: `the column is supplied twice, as ${first} and as ${second}`,
      });
    }
  };
}

/** What a draft has for the field, as one text. */
const meaning = ({ name, column }: Field, { values, lists, vouchers = [] }: Draft): string =>
  JSON.stringify([values[column ?? name], lists[name], vouchers.map((voucher) => voucher.values)]);
