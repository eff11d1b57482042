import type { RecordKind } from '../../../kinds/kind.ts';
import type { Changed } from '../../../operations/records/change-many.ts';
import type { Context, Outcome } from '../../command.ts';

/** The fields of what became of each. */
export const changedFields = ['result', 'ref'] as const;

export const counted = (kind: RecordKind, n: number): string => `${n} ${n === 1 ? kind.name : kind.plural}`;

/** Asks with the number of records, where somebody can be asked. */
export async function confirmMany(
  kind: RecordKind,
  filters: readonly string[],
  deed: string,
  { access, confirm, manner, dryRun }: Context,
): Promise<void> {
  if (dryRun || manner.yes) return;
  const { countFiltered } = await import('../../../operations/records/change-many.ts');
  const n = await countFiltered(access, kind, filters);
  if (n > 0) await confirm(`${deed} ${counted(kind, n)}?`);
}

/** What was done to many records: a line for a person, a list for a program. `how` follows on what was done, as in "from here to there". */
export function manyChanged(kind: RecordKind, changed: Changed, deed?: string, how = ''): Outcome {
  const { results, dry_run: dry } = changed;
  const tally = new Map<string, number>();
  for (const { result } of results) tally.set(result, (tally.get(result) ?? 0) + 1);
  const unchanged = tally.get('unchanged') ?? 0;
  const said = [...tally]
    .filter(([result]) => result !== 'unchanged')
    .map(
      ([result, n]) => `${dry ? 'would be ' : ''}${deed ?? result}: ${counted(kind, n)}${how === '' ? '' : ` ${how}`}`,
    );
  if (unchanged > 0) said.push(`unchanged: ${counted(kind, unchanged)}`);
  return {
    data: changed,
    rows: results,
    columns: changedFields,
    say: results.length === 0 ? `no ${kind.name} that you can see is meant; nothing was changed` : said.join('; '),
    warnings: changed.warnings,
  };
}
