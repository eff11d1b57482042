import { shownFields } from '../../../kinds/columns.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { recordName } from './options.ts';
import { cutWarning, limitOf, listOptions } from '../listing.ts';
import { narrowingOptions, narrowingWishes } from '../narrowing.ts';

export const listCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} list`,
    summary: `List the ${kind.plural} that you can see`,
    options: { ...listOptions, ...narrowingOptions(kind) },
    examples: [`${kind.name} list --limit 20`, `${kind.name} list --filter ${kind.listed[0]}=x --json`],
    named: recordName(kind),
    fields: () => shownFields(kind),
    needs: { action: 'read', subject: kind.name },
    async run(input, { access, manner }) {
      const { listShown } = await import('../../../operations/records/show-records.ts');
      const limit = limitOf(input, manner);
      const [after, sort] = [input.maybe('after'), input.maybe('sort')];
      const wishes = {
        filters: input.list('filter') ?? [],
        narrowing: narrowingWishes(input),
        ...(limit === undefined ? {} : { limit }),
        ...(after === undefined ? {} : { after }),
        ...(sort === undefined ? {} : { sort }),
      };
      const { rows, more } = await access.read((reading) => listShown(reading, kind, wishes));
      return { data: rows, columns: ['id', ...kind.listed], ...cutWarning(more) };
    },
  });
