import { Forbidden, Usage } from '../domain/errors.ts';
import type { Edges } from './io.ts';

/** Who stands behind a service account that gives the command, as sudo or the gate says. */
export interface Behind {
  sudoUid: number | null;
  keyUser: string | null;
}

/** Nobody, where the account of the process is the caller's own. */
export function behind({ env, uid, keyUser }: Pick<Edges, 'env' | 'uid' | 'keyUser'>): Behind | undefined {
  if (keyUser !== undefined) return { sudoUid: null, keyUser };
  const number = env['SUDO_UID'] ?? '';
  const sudoUid = /^\d{1,10}$/.test(number) ? Number(number) : null;
  return sudoUid === null || sudoUid === uid ? undefined : { sudoUid, keyUser: null };
}

/**
 * The forced command of an ssh key: `gate --key-user LOGIN` runs what the bearer of the key asked for, as that user.
 * Errors: Usage for any other words; Forbidden where sudo has opened the way, so that nobody names themselves.
 */
export function throughGate(typed: readonly string[], edges: Edges): { argv: readonly string[]; edges: Edges } {
  if (typed[0] !== 'gate') return { argv: typed, edges };
  const [, option = '', login] = typed;
  if (option !== '--key-user' || login === undefined || login === '' || typed.length !== 3)
    throw new Usage('vasculum gate stands alone, as the forced command of an ssh key', 'vasculum help service');
  if (edges.env['SUDO_UID'] !== undefined)
    throw new Forbidden('by sudo nobody names the user whom a key stands for', 'Leave gate and its option out.');
  const words = wordsOf(edges.env['SSH_ORIGINAL_COMMAND'] ?? '');
  const asked = words[0] === 'vasculum' ? words.slice(1) : words;
  return { argv: asked.length > 0 ? asked : ['whoami', '--explain'], edges: { ...edges, keyUser: login } };
}

/** The words of a command line as a shell splits them, with its quotes, and without doing anything else that it does. */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const part = /[ \t\n]+|\\\n|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^ \t\n'"\\]+)/gsy;
  while (part.lastIndex < line.length) {
    const found = part.exec(line);
    if (found === null)
      throw new Usage('the command ends inside a quote, or with a backslash', 'Quotes come in pairs.');
    const [whole, single, double, escaped, bare] = found;
    if (/^[ \t\n]/.test(whole)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      // A line that a backslash continues is one line.
    } else if (whole !== '\\\n')
      word = (word ?? '') + (single ?? double?.replaceAll(/\\(?:\n|(["\\$`]))/g, '$1') ?? escaped ?? bare ?? '');
  }
  return word === undefined ? words : [...words, word];
}
