import { createPromptModule } from 'inquirer';
import { Usage } from '../domain/errors.ts';
import type { Edges, Manner } from './io.ts';

/** The only user of inquirer, loaded when a question is asked. Questions go to stderr: stdout is for data. */
const prompts = (edges: Edges) =>
  createPromptModule({
    input: edges.stdin as NodeJS.ReadStream,
    ...(edges.terminal === undefined ? {} : { output: edges.terminal }),
  });

/** Errors: Usage when nobody can be asked, or the answer is no. */
export async function confirm(manner: Manner, edges: Edges, question: string): Promise<void> {
  if (manner.yes) return;
  if (!manner.asks) throw new Usage(`${question} Nobody can be asked here`, 'Add --yes if that is meant.');
  const { sure } = await prompts(edges)<{ sure: boolean }>([
    { type: 'confirm', name: 'sure', message: question, default: false },
  ]);
  if (!sure) throw new Usage('not confirmed, nothing was changed');
}

/** A text, or one of the choices found by typing a part of it; undefined when nobody can be asked. */
export async function ask(
  manner: Manner,
  edges: Edges,
  question: string,
  choices?: readonly string[],
): Promise<string | undefined> {
  if (!manner.asks) return undefined;
  if (choices === undefined)
    return (await prompts(edges)<{ text: string }>([{ type: 'input', name: 'text', message: question }])).text;
  const source = (typed: string | undefined) =>
    choices
      .filter((choice) => choice.toLowerCase().includes((typed ?? '').toLowerCase()))
      .map((choice) => ({ value: choice, name: choice }));
  return (await prompts(edges)<{ text: string }>([{ type: 'search', name: 'text', message: question, source }])).text;
}
