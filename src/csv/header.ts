import { Invalid, type Problem } from '../domain/errors.ts';
import { shown } from './shown.ts';

/** Columns are the same if they look the same: whatever the case, the blanks around and the way accents are stored. */
const keyOf = (name: string): string => name.trim().toUpperCase().toLowerCase().normalize('NFC');

/** The names of the columns, trimmed; all that is wrong with them is thrown at once. */
export function checkHeader(cells: readonly string[], line: number): string[] {
  const header = cells.map((cell) => cell.trim());
  const positions = new Map<string, number>();
  const problems: Problem[] = [];
  for (const [index, name] of header.entries()) {
    const key = keyOf(name);
    const earlier = positions.get(key);
    if (name === '') {
      problems.push({ code: 'unknown-column', line, message: `column ${index + 1} has no name` });
    } else if (name.includes('\0')) {
      problems.push({
        code: 'bad-character',
        line,
        column: name,
        message: `the name of column ${index + 1} contains a NUL`,
      });
    } else if (earlier === undefined) {
      positions.set(key, index);
    } else {
      const message = `columns ${earlier + 1} and ${index + 1} are both named ${shown(name)}`;
      problems.push({ code: 'duplicate-column', line, column: name, message });
    }
  }
  if (problems.length === 0) return header;
  throw new Invalid(
    `the header line is not usable: ${problems.map(({ message }) => message).join('; ')}`,
    undefined,
    problems,
  );
}
