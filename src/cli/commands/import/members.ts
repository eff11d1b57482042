import { Usage, type Problem } from '../../../domain/errors.ts';
import { memberKind } from '../../../kinds/member-columns.ts';
import type { IfExists } from '../../../operations/import/judge.ts';
import type { Layer } from '../../../operations/import/layers.ts';
import type { ImportResult } from '../../../operations/import/result.ts';
import type { MemberWishes } from '../../../operations/members/import-members.ts';
import type { Context, Input, Outcome } from '../../command.ts';
import { problemLine } from '../../exit.ts';
import { openImported } from './open.ts';
import { mappingSaver } from './save-mapping.ts';
import { linesOf, told, warningLines } from './warnings.ts';

const shownProblems = 20;

/** `import members FILE`: the options of any import, but for those that are about records. Errors: Usage. */
export async function importMembersFile(input: Input, context: Context): Promise<Outcome> {
  const { access, dryRun } = context;
  const [{ demandMemberImport, importMembers }, { ofRecordsAlone }, wishing] = await Promise.all([
    import('../../../operations/members/import-members.ts'),
    import('../../../operations/import/layers.ts'),
    import('./wishes.ts'),
  ]);
  const typed = input.arg(1);
  const file = typed === '-' ? 'standard input' : typed;
  const layer = await wishing.layerOf(input, memberKind, context);
  for (const option of ofRecordsAlone)
    if (layer.texts.has(option)) throw new Usage(`--${option} means nothing to members`);
  wishing.demandOwnFiles(layer, input, typed, context);
  const saveAs = input.maybe('save-mapping');
  const save = saveAs === undefined ? undefined : await mappingSaver(saveAs, memberKind, layer, context);
  const source = await openImported(typed, context, () => demandMemberImport(access));
  try {
    const lower = input.flag('lower');
    const { result, problems, warnings, hint } = await importMembers(access, source, {
      ...wishesOf(layer),
      ...wishing.rejectsOf(layer, source, context),
      lower,
      file,
      arguments: { kind: 'members', file, lower, ...wishing.argumentsOf(layer) },
    });
    if (!dryRun && (result.status === 'success' || result.read > 0)) save?.();
    return outcome(result, { problems, warnings }, hint, context);
  } finally {
    source.close();
  }
}

function wishesOf({ texts, lists, pairs, recode }: Layer): Omit<MemberWishes, 'lower' | 'file' | 'arguments'> {
  const [delimiter, encoding] = [texts.get('delimiter'), texts.get('encoding')];
  const shaping = [
    ...['delimiter', 'rejects'].filter((name) => texts.has(name)),
    ...[...lists].flatMap(([name, items]) => (items.length > 0 ? [name] : [])),
    ...[...pairs].flatMap(([name, map]) => (map.size > 0 ? [name] : [])),
    ...(recode.length > 0 ? ['recode'] : []),
  ];
  return {
    map: pairs.get('map') ?? new Map(),
    set: pairs.get('set') ?? new Map(),
    ignore: new Set(lists.get('ignore')),
    na: new Set(lists.get('na')),
    recode,
    onInvalid: texts.get('on-invalid') === 'skip' ? 'skip' : 'abort',
    ifExists: (texts.get('if-exists') ?? 'update') as IfExists,
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
    ofTables: shaping,
  };
}

function outcome(
  result: ImportResult,
  { problems, warnings }: { problems: readonly Problem[]; warnings: readonly Problem[] },
  hint: string | undefined,
  { manner, dryRun }: Context,
): Outcome {
  const { created, updated, file, warning_groups: groups, rejects } = result;
  const failed = result.status === 'failed';
  const shown = manner.chosen && manner.format !== 'table' ? [] : problems.slice(0, shownProblems);
  const faults = [
    ...shown.map((problem) => problemLine(problem, file)),
    ...(shown.length > 0 && problems.length > shown.length
      ? [`${problems.length} problems in all; --json lists the first 100`]
      : []),
  ];
  const said = [failed ? nothingStored(result) : stored(result, dryRun)];
  if (rejects !== null && rejects.rows > 0) {
    const are = dryRun ? 'would be' : rejects.rows === 1 ? 'is' : 'are';
    said.push(`${rejects.rows} rejected ${rejects.rows === 1 ? 'row' : 'rows'} ${are} in ${rejects.file}`);
  }
  if (hint !== undefined) said.push(`hint: ${hint}`);
  return {
    data: manner.chosen && manner.format === 'jsonl' ? [...linesOf({ problems, warnings }), result] : result,
    rows: { result: failed ? 'rejected' : created + updated > 0 ? 'updated' : 'unchanged', ...result },
    columns: ['status', 'kind', 'read', 'created', 'updated', 'unchanged', 'skipped', 'rejected'],
    ...told(failed, faults, said),
    warnings: warningLines(warnings, groups, file),
    exit: failed ? 5 : 0,
  };
}

function nothingStored({ read, rejected, skipped }: ImportResult): string {
  if (read === 0) return 'nothing was stored: the file cannot be used';
  const good = skipped === 1 ? 'the good one is' : `the ${skipped} good ones are`;
  return `nothing was stored: ${rejected} of ${read} rows cannot be${skipped === 0 ? '' : `; ${good} not stored either`}`;
}

function stored({ read, created, updated, unchanged, skipped, rejected }: ImportResult, dryRun: boolean): string {
  return [
    `${dryRun ? 'would set' : 'set'} ${created + updated} of ${read} memberships`,
    `${unchanged} unchanged`,
    ...(skipped > 0 ? [`${skipped} were there with another role or end and left alone`] : []),
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
  ].join('; ');
}
