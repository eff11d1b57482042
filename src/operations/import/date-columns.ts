import type { DatePart } from '../../kinds/columns.ts';
import type { CellSource } from '../records/row-reader.ts';

export type DateParts = Partial<Record<DatePart, CellSource>>;

/** One text for a date in three columns, in the form in which every date can be read. */
export function dateFromParts({ year, month, day }: DateParts, inFull: boolean): CellSource {
  return (row) => {
    const [y, m, d] = [year, month, day].map((source) => source?.(row).trim() ?? '');
    if (y === '' && m === '' && d === '') return '';
    const [months, days] = [missing(m) ? 'NA' : twoDigits(m), missing(d) ? 'NA' : twoDigits(d)];
    // Where a bare number is the number of a day, a year must not look like one.
    if (!inFull && days === 'NA') return months === 'NA' ? (y ?? '') : `${y}-${months}`;
    return `${y}-${months}-${days}`;
  };
}

const missing = (text = ''): boolean => text === '' || text.toUpperCase() === 'NA';
const twoDigits = (text = ''): string => (/^\d$/.test(text) ? `0${text}` : text);
