import type { Command } from './command.ts';

/** Global options that take a value, and the letters that stand for options. */
const globalValues: readonly string[] = ['db', 'as', 'format', 'fields'];
const letters: Readonly<Record<string, string>> = { o: 'format', n: 'dry-run', q: 'quiet' };

/**
 * Brings a command line into one order, arguments first and each option with its value in one word, so that options may stand
 * anywhere, and a value may look like an option (`--sort -name`).
 */
export function arranged(argv: readonly string[], commands: readonly Command[]): string[] {
  const end = argv.indexOf('--');
  const [typed, literal] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end + 1)];
  // The noun says which options take a value; it is the first word that is none. To ask every command for its options takes a while.
  const [first = ''] = typed;
  const noun = /^[^-]/.test(first) ? first : split(typed, valued(commands)).words[0];
  const own = commands.filter(({ words }) => `${words} `.startsWith(`${noun} `));
  const { words, options } = split(typed, valued(own.length > 0 ? own : commands));
  return [...words, ...options, ...(literal.length > 0 ? ['--', ...literal] : [])];
}

const valued = (commands: readonly Command[]): ReadonlySet<string> =>
  new Set([
    ...globalValues,
    'license',
    ...commands.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { kind }]) => (kind === 'flag' ? [] : [name])),
    ),
  ]);

function split(argv: readonly string[], takesValue: ReadonlySet<string>): { words: string[]; options: string[] } {
  const words: string[] = [];
  const options: string[] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    const [, letter, attached = ''] = /^-([a-z])=?(.*)$/s.exec(word) ?? [];
    const name = letter === undefined ? /^--([^=]+)$/.exec(word)?.[1] : letters[letter];
    if (name !== undefined && takesValue.has(name)) {
      const value = attached === '' ? argv[(at += 1)] : attached;
      options.push(value === undefined ? `--${name}` : `--${name}=${value}`);
    } else if (name !== undefined && letter !== undefined && attached === '') options.push(`--${name}`);
    else (word.startsWith('-') && word !== '-' ? options : words).push(word);
  }
  return { words, options };
}

/** Whether JSON was asked for, or YAML, which JSON is, known even where the rest of the line cannot be parsed. */
export const asksForJson = (argv: readonly string[]): boolean =>
  argv.some((word) => word === '--json' || /^--format=(jsonl?|yaml)$/.test(word));
