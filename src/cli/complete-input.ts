import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Invalid, Usage } from '../domain/errors.ts';
import { shellWord } from '../domain/shell-word.ts';
import { Input, type Command, type Context } from './command.ts';
import type { Edges, Manner } from './io.ts';

export const nameOf = (command: Command): string =>
  `vasculum ${command.words
    .split(' ')
    .filter((word) => !/^[<[]/.test(word))
    .join(' ')}`;

interface Asking {
  ask: Context['ask'];
  /** Names of that kind of thing which the actor sees, or undefined where they cannot be listed. */
  offer: (what: string) => Promise<readonly string[] | undefined>;
}

/** Demands what is missing, asking for it on a terminal, and reads @FILE texts. Errors: Usage naming what is missing. */
export async function completed(
  command: Command,
  typed: Input,
  edges: Edges,
  asking: Asking,
  manner: Manner,
): Promise<Input> {
  const name = nameOf(command);
  const words: string[] = [name];
  let asked = false;
  const answerTo = async (
    question: string,
    what: string,
    choices: readonly string[] | undefined,
    hint: string,
  ): Promise<string> => {
    const answer = await asking.ask(question, choices ?? (await asking.offer(what)));
    if (answer === undefined || answer === '') throw new Usage(`${name} needs ${what}`, hint);
    asked = true;
    return answer;
  };
  const args: (string | readonly string[] | undefined)[] = [];
  for (const [at, word] of command.words
    .split(' ')
    .filter((part) => /^[<[]/.test(part))
    .entries()) {
    const bare = word.replaceAll(/[<>[\]]|\.\.\./g, '');
    const many = word.includes('...');
    const given = many ? typed.rest(at) : typed.maybeArg(at);
    const missing = given === undefined || given.length === 0;
    const { instead } = command;
    const stoodIn = instead !== undefined && at === 0 && (typed.list(instead) ?? typed.maybe(instead)) !== undefined;
    if (stoodIn && !missing) throw new Usage(`${name} takes either ${bare} or --${instead}`, 'Leave one of them out.');
    const needed = word.startsWith('<') || (instead !== undefined && at === 0 && !stoodIn);
    const value =
      missing && needed
        ? await answerTo(`${bare}?`, bare, undefined, `vasculum help ${name.slice('vasculum '.length)}`)
        : given;
    args.push(many && typeof value === 'string' ? [value] : value);
    words.push(...[value ?? []].flat().map(shellWord));
  }
  const options: Record<string, unknown> = {};
  for (const [option, spec] of Object.entries(command.options)) {
    const given =
      spec.kind === 'flag' ? typed.flag(option) : spec.kind === 'list' ? typed.list(option) : typed.maybe(option);
    if (spec.number === true && typeof given === 'string' && !/^\d{1,9}$/.test(given))
      throw new Usage(`--${option} takes a whole number, not ${given}`);
    if (given === undefined && spec.required === true) {
      const answer = await answerTo(
        `--${option} (${spec.help})?`,
        `--${option}`,
        spec.choices,
        spec.choices === undefined ? spec.help : `One of ${spec.choices.join(', ')}.`,
      );
      options[option] = spec.kind === 'list' ? [answer] : answer;
    } else options[option] = spec.text === true ? await fromFile(given, edges) : given;
    const values = [given ?? options[option] ?? []].flat();
    words.push(
      ...values.flatMap((value) =>
        typeof value === 'string' ? [`--${option}`, shellWord(value)] : value === true ? [`--${option}`] : [],
      ),
    );
  }
  if (asked && !manner.quiet) await edges.stderr.write(`the same without questions: ${words.join(' ')}\n`);
  return new Input(args, options);
}

/** `@FILE` is that file's text, `@-` what stands on standard input, `@@` a literal `@`. */
async function fromFile(given: unknown, edges: Edges): Promise<unknown> {
  if (typeof given !== 'string' || !given.startsWith('@')) return given;
  if (given.startsWith('@@')) return given.slice(1);
  if (given === '@-') return fromStandardInput(edges);
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(edges.cwd, given.slice(1)));
  } catch {
    throw new Usage(`${given.slice(1)} cannot be read`, 'A text that begins with @ itself is written @@.');
  }
  return decoded(bytes, given.slice(1));
}

export async function fromStandardInput({ stdin }: Pick<Edges, 'stdin'>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin as AsyncIterable<Buffer>) chunks.push(Buffer.from(chunk));
  return decoded(Buffer.concat(chunks), 'standard input');
}

/** Errors: Invalid for bytes that are not UTF-8, which would else be stored as other signs. */
export function decoded(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Invalid(`${name} is not UTF-8`, 'Save it as UTF-8 first.');
  }
}
