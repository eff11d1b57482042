import { Usage } from '../../../domain/errors.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { filterOption } from '../listing.ts';
import { counted, manyChanged } from './many.ts';
import { namingExample } from './options.ts';

export const moveCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} move [${kind.name}...]`,
    summary: `Put ${kind.plural} under the roles of another dataset`,
    options: {
      to: { kind: 'value', value: 'dataset', required: true, help: 'the dataset, as in dataset/plot-1' },
      filter: filterOption,
    },
    examples: [
      `${kind.name} move ${namingExample(kind)} --to dataset/example --yes`,
      `${kind.name} move --filter ${kind.listed[0]}=x --to dataset/example --dry-run`,
    ],
    needs: { action: 'move', subject: kind.name },
    rule: 'Where it goes, insert on dataset needs the role collaborator.',
    writes: true,
    destroys: true,
    instead: 'filter',
    async run(input, { access, manner, dryRun, confirm }) {
      const { moveTo, previewMove } = await import('../../../operations/records/move-records.ts');
      const wishes = { refs: input.rest(0), filters: input.list('filter'), to: input.text('to') };
      if (wishes.refs.length === 0 && wishes.filters === undefined) throw new Usage(`no ${kind.name} is named`);
      if (!dryRun && !manner.yes) {
        const { count, to, notes } = await previewMove(access, kind, wishes);
        if (count > 0)
          await confirm(`${notes.map((note) => `${note}\n`).join('')}Move ${counted(kind, count)} to ${to}?`);
      }
      return manyChanged(kind, await moveTo(access, kind, wishes), 'moved');
    },
  });
