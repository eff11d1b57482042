import { Unusable, Usage } from '../domain/errors.ts';
import { closest } from '../domain/suggest.ts';
import type { Access } from '../access/access.ts';
import { arranged, asksForJson } from './argv.ts';
import { helpPages } from './commands/help.ts';
import { commands } from './commands/index.ts';
import { formatsOf, type Command, type Context, type Input } from './command.ts';
import { completed, nameOf } from './complete-input.ts';
import { nearestDatabase, resolveConfig, type Config } from './config.ts';
import { exitOf, formatError } from './exit.ts';
import { throughGate } from './gate.ts';
import { identityOf } from './identity.ts';
import { answerFields } from './fields.ts';
import { formats, type Edges, type Manner } from './io.ts';
import { print } from './output.ts';
import { demandNoPlaces } from './places.ts';
import { asUsage, buildProgram, type Invocation } from './program.ts';

/** Runs one command line and returns its exit code; nothing here or below reads or ends the process. */
export async function run(typed: readonly string[], edges: Edges): Promise<number> {
  let entered;
  try {
    entered = throughGate(typed, edges);
  } catch (error) {
    await edges.stderr.write(formatError(error, mannerOf({}, edges, undefined, asksForJson(typed))));
    return exitOf(error);
  }
  return runLine(entered.argv, entered.edges);
}

async function runLine(typed: readonly string[], edges: Edges): Promise<number> {
  const argv = arranged(typed, commands);
  let manner = mannerOf({}, edges, undefined, asksForJson(argv));
  try {
    const invocation = await parse(argv, edges);
    if (typeof invocation === 'number') return invocation;
    manner = mannerOf(invocation.globals, edges, invocation.command);
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
  // Where the noun stands first, as it mostly does, the others need not be built.
  const own = commands.filter(({ words }) => words.split(' ')[0] === argv[0]);
  const program = buildProgram(own.length > 0 ? own : commands, (invocation) => (found = invocation));
  const quiet = {
    writeOut: (text: string) => void (out += text),
    writeErr: () => undefined,
    getOutHelpWidth: () => edges.stdout.columns ?? 80,
  };
  for (const part of partsOf(program)) part.configureOutput(quiet);
  if (argv.length === 0 || (argv.length === 1 && argv[0] === 'help')) {
    await edges.stdout.write(program.helpInformation());
    return argv.length === 0 ? 2 : 0;
  }
  const topic = argv[0] === 'help' && argv.length === 2 ? (argv[1] ?? '') : '';
  const page = Object.hasOwn(helpPages, topic) ? helpPages[topic] : undefined;
  if (page !== undefined) {
    await edges.stdout.write(page());
    return 0;
  }
  if (argv[0] === 'help') demandTopic(program, argv.slice(1));
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

/** Help on what is no command would be that on something else. */
function demandTopic(program: ReturnType<typeof buildProgram>, words: readonly string[]): void {
  let at: (typeof program.commands)[number] = program;
  for (const word of words) {
    if (word.startsWith('-') || at.commands.length === 0) return;
    const names = at.commands.map((command) => command.name());
    const next = at.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (next === undefined) {
      const near = closest(word, at === program ? [...names, ...Object.keys(helpPages)] : names);
      throw new Usage(`there is no help on ${word}`, near === undefined ? 'vasculum --help' : `Did you mean ${near}?`);
    }
    at = next;
  }
}

const partsOf = (command: ReturnType<typeof buildProgram>): (typeof command)[] => [
  command,
  ...command.commands.flatMap(partsOf),
];

function mannerOf(
  globals: Readonly<Record<string, unknown>>,
  { stdin, stdout, env }: Edges,
  command: Command | undefined,
  json = false,
): Manner {
  const typed = globals['format'];
  const wish = globals['json'] === true || json ? 'json' : typeof typed === 'string' ? typed : undefined;
  const own = command?.formats?.find((known) => known === wish);
  const common = stdout.isTTY === true ? 'table' : 'tsv';
  const format = wish === undefined || own !== undefined ? common : formats.find((known) => known === wish);
  if (format === undefined)
    throw new Usage(
      `there is no format ${wish}`,
      `The formats: ${(command === undefined ? formats : formatsOf(command)).join(', ')}`,
    );
  const fields = globals['fields'];
  return {
    format,
    own,
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
  wished: Manner,
  argv: readonly string[],
): Promise<number> {
  const dryRun = globals['dryRun'] === true;
  if (dryRun && command.writes !== true)
    throw new Usage(`${nameOf(command)} changes nothing, so --dry-run means nothing to it`);
  refuseFormat(command, wished);
  const fields = answerFields(command, typed, wished);
  if (fields !== undefined) {
    await edges.stdout.write(fields);
    return 0;
  }
  const config = resolveConfig(edges, { db: text(globals['db']), as: text(globals['as']) });
  const serves = await demandNoPlaces(command, typed, config, edges);
  // What is asked for later would be looked at by nobody.
  const manner = serves ? { ...wished, asks: false } : wished;
  for (const { path, reason } of config.ignored) await edges.stderr.write(`warning: ${path} was ignored: ${reason}\n`);
  const isTold =
    config.userSource === 'flag' &&
    config.token === undefined &&
    config.configuredUser !== null &&
    config.configuredUser !== config.user;
  if (isTold) await edges.stderr.write(`acting as ${config.user}, not as ${config.configuredUser}\n`);
  let access: Access | undefined;
  const open = async (): Promise<Access> => (access ??= await openDatabase(config, edges, command, argv, dryRun));
  try {
    const prompt = async () => import('./prompt.ts');
    const ask: Context['ask'] = async (question, choices) => (await prompt()).ask(manner, edges, question, choices);
    const offer = async (what: string) =>
      manner.asks ? (await import('./choices.ts')).choicesFor(what, open) : undefined;
    const input = await completed(command, typed, edges, { ask, offer }, manner);
    const { destroys } = command;
    if (
      (typeof destroys === 'function' ? destroys(input) : destroys === true) &&
      !dryRun &&
      !manner.yes &&
      !manner.asks
    )
      throw new Usage(
        `${nameOf(command)} asks before it acts, and nobody can be asked here`,
        'Add --yes if that is meant.',
      );
    if (command.without !== 'database') await open();
    const context: Context = {
      config,
      edges,
      manner,
      dryRun,
      ask,
      open,
      confirm: async (question) => (dryRun ? undefined : (await prompt()).confirm(manner, edges, question)),
      get access() {
        if (access === undefined) throw new Error('this command has not opened the database');
        return access;
      },
    };
    const outcome = await command.run(input, context);
    const said = [outcome.say ?? []].flat();
    const named = command.named === undefined ? {} : { named: command.named };
    await print(
      {
        ...outcome,
        ...named,
        ...declaredBy(command, input),
        ...(dryRun ? { say: [...said, 'dry run: nothing was changed'] } : {}),
      },
      command.fields === 'own' ? { ...manner, fields: undefined } : manner,
      edges,
    );
    return outcome.exit ?? 0;
  } catch (error) {
    throw withNearest(error, config);
  } finally {
    // Whose account it is the database alone knows.
    if (!isTold && access?.standIn !== undefined)
      await edges.stderr.write(`acting as ${access.standIn.actor}, not as ${access.standIn.configured}\n`);
    await access?.close();
  }
}

const declaredBy = ({ fields }: Command, input: Input): { declared?: readonly string[] } =>
  fields === 'own' ? {} : { declared: typeof fields === 'function' ? fields(input) : fields };

/** Asked before anything is done: afterwards it would look like a refusal. */
function refuseFormat(command: Command, { format, own, chosen, fields }: Manner): void {
  if (!chosen || own !== undefined) return;
  const others = formatsOf(command);
  if (command.only !== undefined && !others.includes(format))
    throw new Usage(`${nameOf(command)} does not write ${format}`, `It writes ${others.join(', ')}.`);
  if (format !== 'name') return;
  if (command.named === undefined)
    throw new Usage(`what ${nameOf(command)} prints has no kind/name`, `Choose another format: ${others.join(', ')}`);
  if (fields !== undefined) throw new Usage('-o name prints no fields', 'Leave out one of -o name and --fields.');
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

async function openDatabase(config: Config, edges: Edges, command: Command, argv: readonly string[], dryRun: boolean) {
  const { Access } = await import('../access/access.ts');
  const identity = identityOf(config, edges, auditName(command, argv));
  return Access.open(config.db, identity, { dryRun, clock: edges.clock });
}

/** A database that is not there may be a slip of the name: the nearest that is there is named. */
function withNearest(error: unknown, config: Config): unknown {
  if (!(error instanceof Unusable) || error.name !== 'Missing') return error;
  const near = nearestDatabase(config.db);
  return near === undefined
    ? error
    : new Unusable(error.message, `The nearest is ${near}: use --db ${near}, or make a new one with vasculum init.`);
}

/** The command as it was typed, for the audit log. */
const auditName = (command: Command, argv: readonly string[]): string =>
  `${nameOf(command)} ${argv.slice(nameOf(command).split(' ').length - 1).join(' ')}`.trim().slice(0, 2000);
