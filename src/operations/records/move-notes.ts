import type { ContainerRow } from '../../access/containers.ts';
import { moveSources } from '../../access/move-sources.ts';
import { dependents } from '../../access/moves.ts';
import type { Reading } from '../../access/session.ts';
import type { RecordKind } from '../../kinds/kind.ts';

const shownIds = 5;

/** `id:1, id:2`, the first few of so many. */
export const fewIds = (ids: readonly number[], count = ids.length): string =>
  `${ids
    .slice(0, shownIds)
    .map((id) => `id:${id}`)
    .join(', ')}${count > shownIds ? ' …' : ''}`;

/** Where records come from and go to, by record and in words, and what depends on them. */
export interface Way {
  from: ReadonlyMap<number, readonly string[]>;
  to: string;
  /** `from dataset/plot-1 to dataset/aim` */
  words: string;
  notes: string[];
}

/** What is told of a move of the picked records, asked while they still are where they were. */
export async function wayOf(
  reading: Reading,
  kind: RecordKind,
  ids: readonly number[],
  target: ContainerRow,
): Promise<Way> {
  const from = await moveSources(reading, kind, target);
  const to = `${target.kind}/${target.name}`;
  const counts = new Map<string, number>();
  for (const id of ids) {
    const source = from.get(id)?.join(' and ');
    if (source !== undefined) counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  const sources = [...counts].map(([source, n]) => (counts.size === 1 ? source : `${source} (${n})`));
  const words = `${sources.length === 0 ? '' : `from ${sources.join(', ')} `}to ${to}`;
  return { from, to, words, notes: ids.length === 0 ? [] : await notesOn(reading, kind, ids, target) };
}

async function notesOn(
  reading: Reading,
  kind: RecordKind,
  ids: readonly number[],
  target: ContainerRow,
): Promise<string[]> {
  const it = ids.length === 1 ? 'it' : 'them';
  const into = `${target.kind}/${target.name}`;
  const notes: string[] = [];
  const { seen, others } = await dependents(reading, kind);
  if (seen.length > 0) {
    const named = seen.map(
      ({ kind: of, count, ids: some }) => `${count} ${count === 1 ? of.name : of.plural} (${fewIds(some, count)})`,
    );
    notes.push(`what depends on ${it} is then read by those who also read ${into}: ${named.join(', ')}`);
  }
  if (others) notes.push(`others depend on ${it}`);
  if (target.privacy === 'public') notes.push(`everybody reads ${into}`);
  if (target.privacy === 'registered') notes.push(`every registered user reads ${into}`);
  return notes;
}
