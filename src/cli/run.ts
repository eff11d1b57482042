import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Unusable, Usage } from '../domain/errors.ts';
import { commands } from './commands/index.ts';
import { Input, type Command, type Context } from './command.ts';
import { nearestDatabase, resolveConfig, type Config } from './config.ts';
import { exitOf, formatError } from './exit.ts';
import { formats, type Edges, type Manner } from './io.ts';
import { print } from './output.ts';
import { asUsage, buildProgram, type Invocation } from './program.ts';

/** Runs one command line and returns its exit code; nothing here or below reads or ends the process. */
export async function run(argv: readonly string[], edges: Edges): Promise<number> {
  let manner = mannerOf({}, edges, argv.includes('--json'));
  try {
    const invocation = await parse(argv, edges);
    if (typeof invocation === 'number') return invocation;
    manner = mannerOf(invocation.globals, edges);
    return await perform(invocation, edges, manner, argv);
  } catch (error) {
    await edges.stderr.write(formatError(error, manner));
    return exitOf(error);
  }
}

/** What was typed, or the exit code when commander has answered itself (help, version). */
async function parse(argv: readonly string[], edges: Edges): Promise<Invocation | number> {
  let found: Invocation | undefined;
  let out = '';
  const program = buildProgram(commands, (invocation) => (found = invocation));
  const quiet = {
    writeOut: (text: string) => void (out += text),
    writeErr: () => undefined,
    getOutHelpWidth: () => edges.stdout.columns ?? 80,
  };
  const all = [program, ...program.commands, ...program.commands.flatMap((noun) => noun.commands)];
  for (const part of all) part.configureOutput(quiet);
  if (argv.length === 0 || (argv.length === 1 && argv[0] === 'help')) {
    await edges.stdout.write(program.helpInformation());
    return argv.length === 0 ? 2 : 0;
  }
  try {
    program.parse(argv[0] === 'help' ? [...argv.slice(1), '--help'] : [...argv], { from: 'user' });
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      /^commander\.(helpDisplayed|help|version)$/.test(String(error.code))
    ) {
      await edges.stdout.write(out);
      return 0;
    }
    throw asUsage(error);
  }
  if (found === undefined) throw new Usage('there is no such command', 'vasculum --help');
  return found;
}

function mannerOf(globals: Readonly<Record<string, unknown>>, { stdin, stdout, env }: Edges, json = false): Manner {
  const typed = globals['format'];
  const wish = globals['json'] === true || json ? 'json' : typeof typed === 'string' ? typed : undefined;
  const format =
    wish === undefined ? (stdout.isTTY === true ? 'table' : 'tsv') : formats.find((known) => known === wish);
  if (format === undefined) throw new Usage(`there is no format ${wish}`, `The formats: ${formats.join(', ')}`);
  const fields = globals['fields'];
  return {
    format,
    chosen: wish !== undefined,
    fields: typeof fields === 'string' ? fields : undefined,
    quiet: globals['quiet'] === true,
    colour:
      globals['color'] !== false && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb' && stdout.isTTY === true,
    asks: globals['input'] !== false && stdin.isTTY === true && stdout.isTTY === true,
    yes: globals['yes'] === true,
    debug: globals['debug'] === true,
    width: stdout.columns ?? 80,
  };
}

async function perform(
  { command, input: typed, globals }: Invocation,
  edges: Edges,
  manner: Manner,
  argv: readonly string[],
): Promise<number> {
  const dryRun = globals['dryRun'] === true;
  if (dryRun && command.writes !== true)
    throw new Usage(`${nameOf(command)} changes nothing, so --dry-run means nothing to it`);
  const config = resolveConfig(edges, { db: text(globals['db']), as: text(globals['as']) });
  for (const { path, reason } of config.ignored) await edges.stderr.write(`warning: ${path} was ignored: ${reason}\n`);
  if (config.userSource === 'flag' && config.configuredUser !== null && config.configuredUser !== config.user)
    await edges.stderr.write(`acting as ${config.user}, not as ${config.configuredUser}\n`);
  const asking = async (question: string, choices?: readonly string[]) =>
    (await import('./prompt.ts')).ask(manner, edges, question, choices);
  const input = await completed(command, typed, edges, asking, manner);
  const context = {
    config,
    edges,
    manner,
    dryRun,
    ask: asking,
    confirm: async (question: string) =>
      dryRun ? undefined : (await import('./prompt.ts')).confirm(manner, edges, question),
  };
  if (command.without === 'database') {
    const outcome = await command.run(input, {
      ...context,
      get access(): never {
        throw new Error('this command has no database');
      },
    });
    await print(outcome, manner, edges);
    return outcome.exit ?? 0;
  }
  const access = await openDatabase(config, edges, command, argv, dryRun);
  try {
    const outcome = await command.run(input, { ...context, access } satisfies Context);
    await print(
      dryRun ? { ...outcome, say: [outcome.say ?? [], 'dry run: nothing was changed'].flat() } : outcome,
      manner,
      edges,
    );
    return outcome.exit ?? 0;
  } finally {
    await access.close();
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const nameOf = (command: Command): string =>
  `vasculum ${command.words
    .split(' ')
    .filter((word) => !/^[<[]/.test(word))
    .join(' ')}`;

async function openDatabase(config: Config, edges: Edges, command: Command, argv: readonly string[], dryRun: boolean) {
  const { Access } = await import('../access/access.ts');
  const identity = {
    login: config.user,
    configured: config.configuredUser,
    osUid: edges.uid ?? null,
    pid: edges.pid,
    command: auditName(command, argv),
  };
  try {
    return Access.open(config.db, identity, { dryRun, clock: edges.clock });
  } catch (error) {
    const near =
      error instanceof Unusable && error.message.startsWith('there is no database')
        ? nearestDatabase(config.db)
        : undefined;
    if (near !== undefined)
      throw new Unusable(
        `there is no database at ${config.db}`,
        `The nearest is ${near}: use --db ${near}, or make a new one with vasculum init.`,
      );
    if (error instanceof Unusable && error.message.startsWith('there is no database'))
      throw new Unusable(error.message, 'Make one with vasculum init, or name another with --db.');
    throw error;
  }
}

/** The command as it was typed, for the audit log. */
const auditName = (command: Command, argv: readonly string[]): string =>
  `${nameOf(command)} ${argv.slice(nameOf(command).split(' ').length - 1).join(' ')}`.trim().slice(0, 2000);

/** Demands what is missing, asking for it on a terminal, and reads @FILE texts. */
async function completed(
  command: Command,
  typed: Input,
  edges: Edges,
  ask: Context['ask'],
  manner: Manner,
): Promise<Input> {
  const names = command.words.split(' ').filter((word) => /^[<[]/.test(word));
  const args: (string | readonly string[] | undefined)[] = [];
  const asked: string[] = [];
  for (const [at, name] of names.entries()) {
    const bare = name.replaceAll(/[<>[\]]|\.\.\./g, '');
    const many = name.includes('...');
    const given = many ? typed.rest(at) : typed.maybeArg(at);
    const missing = given === undefined || given.length === 0;
    if (!missing || name.startsWith('[')) args.push(given);
    else {
      const answer = await ask(`${bare}?`);
      if (answer === undefined || answer === '')
        throw new Usage(
          `${nameOf(command)} needs ${bare}`,
          `vasculum help ${nameOf(command).slice('vasculum '.length)}`,
        );
      asked.push(answer);
      args.push(many ? answer.split(/\s+/) : answer);
    }
  }
  const options: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(command.options)) {
    const given = spec.kind === 'flag' ? typed.flag(name) : spec.kind === 'list' ? typed.list(name) : typed.maybe(name);
    if (given === undefined && spec.required === true) {
      const answer = await ask(`--${name} (${spec.help})?`, spec.choices);
      if (answer === undefined || answer === '')
        throw new Usage(
          `${nameOf(command)} needs --${name}`,
          spec.choices === undefined ? spec.help : `One of ${spec.choices.join(', ')}.`,
        );
      asked.push(`--${name} ${answer}`);
      options[name] = spec.kind === 'list' ? [answer] : answer;
    } else options[name] = spec.text === true ? await fromFile(given, edges) : given;
  }
  if (asked.length > 0 && !manner.quiet)
    await edges.stderr.write(`the same without questions: ${nameOf(command)} … ${asked.join(' ')}\n`);
  return new Input(args, options);
}

/** `@FILE` is that file's text, `@-` what stands on standard input, `@@` a literal `@`. */
async function fromFile(given: unknown, edges: Edges): Promise<unknown> {
  if (typeof given !== 'string' || !given.startsWith('@')) return given;
  if (given.startsWith('@@')) return given.slice(1);
  if (given === '@-') {
    const chunks: Buffer[] = [];
    for await (const chunk of edges.stdin) chunks.push(Buffer.from(chunk as Buffer));
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return readFileSync(resolve(edges.cwd, given.slice(1)), 'utf8');
  } catch {
    throw new Usage(`${given.slice(1)} cannot be read`, 'A text that begins with @ itself is written @@.');
  }
}
