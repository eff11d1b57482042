import { hasFile, type RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { filterOption } from '../listing.ts';
import { sweep } from './files.ts';
import { changedFields, confirmMany, manyChanged } from './many.ts';
import { namingExample } from './options.ts';

export const deleteCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} delete [${kind.name}]`,
    summary: `Delete one ${kind.name} that nothing depends on, or all that --filter means`,
    options: { filter: filterOption },
    examples: [
      `${kind.name} delete ${namingExample(kind)} --yes`,
      `${kind.name} delete --filter ${kind.listed[0]}=x --dry-run`,
    ],
    named: ({ ref }) => String(ref),
    fields: changedFields,
    needs: { action: 'delete', subject: kind.name },
    writes: true,
    destroys: true,
    instead: 'filter',
    async run(input, context) {
      const filters = input.list('filter');
      if (filters !== undefined) {
        const { deleteFiltered } = await import('../../../operations/records/change-many.ts');
        await confirmMany(kind, filters, 'Delete', context);
        const gone = await deleteFiltered(context.access, kind, filters);
        if (hasFile(kind)) await sweep(context);
        return manyChanged(kind, gone);
      }
      const { deleteNamed } = await import('../../../operations/records/edit-record.ts');
      await context.confirm(`Delete ${kind.name} ${input.arg(0)}?`);
      const gone = await deleteNamed(context.access, kind, input.arg(0));
      if (hasFile(kind)) await sweep(context);
      return { data: gone, say: `deleted ${kind.name}/${input.arg(0).replace(`${kind.name}/`, '')}` };
    },
  });
