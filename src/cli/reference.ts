export { run } from './run.ts';
import { problemCodes } from '../domain/problem-codes.ts';
import { columnsOf } from '../kinds/columns.ts';
import { fileKinds } from '../kinds/file-kinds.ts';
import { commands } from './commands/index.ts';
import { exitCodes } from './exit.ts';
import { needText } from './need.ts';
import { globalOptions } from './program.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** The reference section of the README, from the commands, the kinds and the table of exit codes themselves. */
export function reference(): string {
  return [commandTable(), optionTable(), kindTables(), codeTable(), exitTable()].join('\n\n');
}

function commandTable(): string {
  const rows = commands.map((command) => {
    const options = Object.entries(command.options).map(([name, { kind, value, required }]) => {
      const text = `--${name}${kind === 'flag' ? '' : ` ${(value ?? 'text').toUpperCase()}`}${kind === 'list' ? ' …' : ''}`;
      return required === true ? text : `[${text}]`;
    });
    return row(`\`${[command.words, ...options].join(' ')}\``, command.summary, needText(command));
  });
  return ['### Commands', '', row('command', 'what it does', 'access'), row('---', '---', '---'), ...rows].join('\n');
}

const optionTable = (): string =>
  [
    '### Options of every command',
    '',
    row('option', 'meaning'),
    row('---', '---'),
    ...globalOptions.map(([flags, help]) => row(`\`${flags}\``, help)),
  ].join('\n');

const kindTables = (): string =>
  fileKinds
    .map((kind) =>
      [
        `### Columns of ${kind.plural}`,
        '',
        row('column', 'required', 'also called', 'meaning', 'example'),
        row('---', '---', '---', '---', '---'),
        ...columnsOf(kind).map(({ name, required, aliases, help, example }) =>
          row(`\`${name}\``, required ? 'yes' : '', aliases.join(', '), help, example),
        ),
      ].join('\n'),
    )
    .join('\n\n');

const codeTable = (): string =>
  [
    '### Codes of what is wrong with a row or a value',
    '',
    row('code', 'meaning'),
    row('---', '---'),
    ...Object.entries(problemCodes).map(([code, meaning]) => row(`\`${code}\``, meaning)),
  ].join('\n');

const exitTable = (): string =>
  [
    '### Exit codes',
    '',
    row('code', 'meaning'),
    row('---', '---'),
    ...exitCodes.map(({ exit, meaning }) => row(String(exit), meaning)),
    row('130, 143', 'interrupted'),
  ].join('\n');
