import { Command as Commander, CommanderError, Option } from 'commander';
import { Usage } from '../domain/errors.ts';
import { closest } from '../domain/suggest.ts';
import { version } from '../version.ts';
import { Input, type Command, type OptionSpec } from './command.ts';
import { needText } from './need.ts';
import { nounSummaries } from './commands/nouns.ts';

export interface Invocation {
  command: Command;
  input: Input;
  globals: Readonly<Record<string, unknown>>;
}

const camel = (name: string): string => name.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());

/** The options that every command has. */
export const globalOptions: readonly (readonly [flags: string, help: string])[] = [
  ['--db <path>', 'the database file'],
  ['--as <user>', 'act as this user instead of the configured one'],
  ['-o, --format <format>', 'table, tsv, json, jsonl, yaml, csv, or name: kind/name alone'],
  ['--json', 'the same as --format json'],
  ['--fields <list>', 'only these fields, separated by commas; ? lists them'],
  ['-n, --dry-run', 'do everything, then undo it'],
  ['--yes', 'do not ask before something is destroyed'],
  ['-q, --quiet', 'no messages, only data and errors'],
  ['--no-color', 'no colours'],
  ['--no-input', 'never ask questions'],
  ['--debug', 'show where an unexpected error comes from'],
];

function optionOf(name: string, spec: OptionSpec): Option {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const value = spec.kind === 'flag' ? '' : ` <${spec.value ?? 'text'}>`;
  const option = new Option(
    `${short}--${name}${value}`,
    spec.help + (spec.kind === 'list' ? ' (repeatable)' : '') + (spec.required === true ? ' (required)' : ''),
  );
  if (spec.kind === 'list') option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

/** What commander read; it keeps `--no-x` as an x that is false. */
const valueOf = (name: string, values: Readonly<Record<string, unknown>>): unknown =>
  name.startsWith('no-') ? values[camel(name.slice(3))] === false : values[camel(name)];

/** A command tree whose leaf calls `found` with what was typed. Nothing below a leaf runs while commander parses. */
export function buildProgram(commands: readonly Command[], found: (invocation: Invocation) => void): Commander {
  const program = prepared(new Commander('vasculum'))
    .description("Keeps a lab's research records, and who may see and change them, in one SQLite file.")
    .version(version, '-V, --version', 'the version of the program');
  for (const [flags, help] of globalOptions) program.option(flags, help);
  const nouns = new Map<string, Commander>();
  for (const declared of commands) {
    const words = declared.words.split(' ');
    const args = words.filter((word) => word.startsWith('<') || word.startsWith('['));
    const names = words.filter((word) => !args.includes(word));
    let parent = program;
    for (const [at, name] of names.slice(0, -1).entries()) {
      const whole = names.slice(0, at + 1).join(' ');
      let noun = nouns.get(whole);
      if (noun === undefined) {
        const made = prepared(parent.command(name)).description(nounSummaries[name] ?? '');
        made.action(() => refuseVerb(made, whole));
        made.argument('[verb...]').helpGroup('Nouns');
        nouns.set(whole, made);
        noun = made;
      }
      parent = noun;
    }
    const leaf = prepared(parent.command(names.at(-1) ?? ''));
    leaf.description(declared.summary).usage(`${args.join(' ')} [options]`.trim());
    if (names.length === 1)
      leaf.helpGroup(
        ['init', 'status', 'migrate', 'whoami', 'inbox'].includes(names[0] ?? '') ? 'The database and you' : 'Files',
      );
    // Arguments are asked for, or missed, by cli/run.ts, so commander takes them all as optional.
    for (const arg of args) leaf.argument(arg.replaceAll(/[<>[\]]/g, '').replace(/^(.*)$/, '[$1]'));
    for (const [name, spec] of Object.entries(declared.options)) leaf.addOption(optionOf(name, spec));
    // An input alias that the help does not show.
    if (declared.options['licence'] !== undefined) leaf.addOption(new Option('--license <licence>').hideHelp());
    leaf.addHelpText(
      'after',
      `\nExamples:\n${declared.examples.map((example) => `  $ vasculum ${example}`).join('\n')}\n\nAccess: ${needText(declared)}\n`,
    );
    leaf.action((...given: unknown[]) => {
      const values = leaf.opts();
      const options = Object.fromEntries(
        Object.keys(declared.options).map((name) => [
          name,
          valueOf(name, values) ?? (name === 'licence' ? values['license'] : undefined),
        ]),
      );
      found({
        command: declared,
        input: new Input(given.slice(0, args.length) as string[], options),
        globals: program.opts(),
      });
    });
  }
  return program;
}

function prepared(command: Commander): Commander {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false });
}

const otherWords: Readonly<Record<string, readonly string[]>> = {
  add: ['create', 'grant'],
  new: ['create'],
  remove: ['delete', 'revoke'],
  rm: ['delete'],
  update: ['edit'],
  set: ['edit'],
  ls: ['list'],
  get: ['show'],
};

/** A noun without a verb, or with one that it does not have. Errors: Usage with the corrected command. */
function refuseVerb(noun: Commander, name: string): never {
  const verbs = noun.commands.map((command) => command.name());
  const [typed] = noun.args;
  if (typed === undefined)
    throw new Usage(
      `vasculum ${name} needs a verb`,
      `One of ${verbs.join(', ')}; vasculum ${name} --help explains them.`,
    );
  const meant = (otherWords[typed] ?? []).filter((verb) => verbs.includes(verb));
  const closestVerb = closest(typed, verbs, 2);
  const near = meant.length > 0 ? meant : closestVerb === undefined ? [] : [closestVerb];
  throw new Usage(
    `vasculum ${name} has no verb ${typed}`,
    near.length > 0
      ? `Did you mean ${near.map((verb) => `vasculum ${name} ${verb}`).join(' or ')}?`
      : `One of ${verbs.join(', ')}.`,
  );
}

/** Commander's own failures are all about the shape of the command. */
export function asUsage(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const output = /unknown option '--output(?:=(\w+))?'/.exec(message);
  if (output !== null)
    return new Usage(message, `The format is chosen with -o ${output[1] ?? 'json'}; only export has --output, a file.`);
  const hint = rest.join(' ').replaceAll(/[()]/g, '').trim();
  return new Usage(message, hint === '' ? undefined : hint);
}
