import { dirname, resolve } from 'node:path';
import { Usage } from '../../../domain/errors.ts';
import { command, type Context, type Input, type Outcome } from '../../command.ts';
import { progressBar } from '../../progress.ts';
import type { Access } from '../../../access/access.ts';
import type { Source } from '../../../csv/source.ts';
import type { ImportWishes } from '../../../operations/import/import-records.ts';
import type { Imported } from '../../../operations/import/result.ts';
import { fileKindNamed, isRecordKind, type FileKind } from '../../../kinds/file-kinds.ts';
import { hasFile } from '../../../kinds/kind.ts';
import { intakeFor } from '../record/files.ts';
import { meansMembers } from '../../../kinds/member-columns.ts';
import { demandKind } from '../template.ts';
import { importMembersFile } from './members.ts';
import { inspect, inspectFields } from './inspect.ts';
import { importFields } from './fields.ts';
import { options } from './options.ts';
import { openImported } from './open.ts';
import { mappingSaver } from './save-mapping.ts';

export const importing = command({
  words: 'import [kind] [file]',
  summary: 'Check every row of a CSV file, then store all of them, or none, or the good ones',
  options,
  examples: ['import persons people.csv', 'import measurements trees.csv --dataset plot-1 --dry-run'],
  fields: (input) => (input.maybe('inspect') === undefined ? importFields : inspectFields),
  needs: { action: 'insert', subject: 'measurement' },
  rule: 'Every row is checked; persons, locations, taxa, traits and biocollections need the level full, members the right to change them. --inspect shows what you may read.',
  // Its rows name files.
  places: (input) => {
    const kind = fileKindNamed(input.maybeArg(0) ?? '');
    return kind !== undefined && isRecordKind(kind) && hasFile(kind) ? ['the column file'] : [];
  },
  writes: true,
  run: async (input, context) => {
    const inspected = input.maybe('inspect');
    return inspected === undefined ? importFile(input, context) : inspect(input, inspected, context);
  },
});

async function importFile(input: Input, context: Context): Promise<Outcome> {
  const { edges, config } = context;
  if (meansMembers(input.maybeArg(0) ?? '')) {
    if (input.maybeArg(1) === undefined) throw new Usage('vasculum import members needs file');
    return importMembersFile(input, context);
  }
  if (input.flag('lower')) throw new Usage('only members can be lowered');
  const kind = demandKind(await needed(input, 0, 'kind', context));
  const typed = await needed(input, 1, 'file', context);
  const [{ demand, run }, { argumentsOf, demandOwnFiles, layerOf, rejectsOf, wishesOf }] = await Promise.all([
    meansOf(kind),
    import('./wishes.ts'),
  ]);
  const layer = await layerOf(input, kind, context);
  const wishes = wishesOf(layer, kind);
  demandOwnFiles(layer, input, typed, context);
  const file = typed === '-' ? 'standard input' : typed;
  const saveAs = input.maybe('save-mapping');
  const save = saveAs === undefined ? undefined : await mappingSaver(saveAs, kind, layer, context);
  const source = await openImported(typed, context, () => demand(context.access, wishes.dataset));
  const folder = typed === '-' ? edges.cwd : dirname(resolve(edges.cwd, typed));
  const bar = await progressBar(edges, context.manner, source.size);
  try {
    const imported = await run(context.access, source, {
      ...wishes,
      ...(isRecordKind(kind) && hasFile(kind) ? { files: await intakeFor(folder, config.db) } : {}),
      ...rejectsOf(layer, source, context),
      file,
      progress: bar.tick,
      arguments: { kind: kind.name, file, ...argumentsOf(layer) },
    });
    // A header that can be used is worth keeping, whatever is wrong with the rows.
    if (!context.dryRun && (imported.result.status === 'success' || imported.result.read > 0)) save?.();
    return (await import('./outcome.ts')).outcomeOf(imported, file, context);
  } finally {
    bar.end();
    source.close();
  }
}

/** What asks for the right to import such rows, and what imports them. */
async function meansOf(kind: FileKind): Promise<{
  demand: (access: Access, dataset: string | undefined) => Promise<unknown>;
  run: (access: Access, source: Source, wishes: ImportWishes) => Promise<Imported>;
}> {
  if (isRecordKind(kind)) {
    const { demandImport, importRecords } = await import('../../../operations/import/import-records.ts');
    return {
      demand: (access, dataset) => demandImport(access, kind, dataset),
      run: (access, source, wishes) => importRecords(access, kind, source, wishes),
    };
  }
  const { demandContainerImport, importContainers } =
    await import('../../../operations/containers/import-containers.ts');
  return {
    demand: (access) => demandContainerImport(access, kind.container),
    run: (access, source, wishes) => importContainers(access, kind.container, kind, source, wishes),
  };
}

/** Both arguments are left out only with --inspect; else they are asked for, where somebody can answer. */
async function needed(input: Input, at: number, what: string, { ask }: Context): Promise<string> {
  const text = input.maybeArg(at) ?? (await ask(`${what}?`));
  if (text === undefined || text === '') throw new Usage(`vasculum import needs ${what}`, 'vasculum help import');
  return text;
}
