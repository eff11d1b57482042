import { Usage } from '../../../domain/errors.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import { command, type Input } from '../../command.ts';
import { filterOption } from '../listing.ts';
import { changedFields, counted, manyChanged } from './many.ts';
import { namingExample } from './options.ts';

const movedFields = [...changedFields, 'from', 'to'] as const;

/** One that is named is moved without a question, unless there is something to know of before. */
const isBulk = (input: Input): boolean => input.list('filter') !== undefined || input.rest(0).length > 1;

export const moveCommand = (kind: RecordKind) => {
  const into = kind.governedBy;
  return command({
    words: `${kind.name} move [${kind.name}...]`,
    summary: `Put ${kind.plural} under the roles of another ${into}`,
    options: {
      to: { kind: 'value', value: into, required: true, help: `the ${into}, as in ${into}/NAME` },
      filter: filterOption,
    },
    examples: [
      `${kind.name} move ${namingExample(kind)} --to ${into}/example`,
      `${kind.name} move --filter ${kind.listed[0]}=x --to ${into}/example --dry-run`,
    ],
    fields: movedFields,
    needs: { action: 'move', subject: kind.name },
    rule: `Where it goes, insert on ${into} needs the role collaborator.${into === 'project' ? ' A project that it leaves asks for the role contributor; a public one that it enters, for the role owner in one that it was in.' : ''}`,
    writes: true,
    destroys: isBulk,
    instead: 'filter',
    async run(input, { access, manner, dryRun, confirm }) {
      const [{ moveTo, previewMove }, { fewIds }] = await Promise.all([
        import('../../../operations/records/move-records.ts'),
        import('../../../operations/records/move-notes.ts'),
      ]);
      const wishes = { refs: input.rest(0), filters: input.list('filter'), to: input.text('to') };
      if (wishes.refs.length === 0 && wishes.filters === undefined) throw new Usage(`no ${kind.name} is named`);
      if (!dryRun && !manner.yes) {
        const { ids, words, notes } = await previewMove(access, kind, wishes);
        const what = `${counted(kind, ids.length)} (${fewIds(ids)})`;
        if (notes.length > 0 && !manner.asks)
          throw new Usage(`${notes.join('; ')}; nobody can be asked about that here`, 'Add --yes if that is meant.');
        if (ids.length > 0 && (isBulk(input) || notes.length > 0))
          await confirm(`${notes.map((note) => `${note}\n`).join('')}Move ${what} ${words}?`);
      }
      const { words, ...moved } = await moveTo(access, kind, wishes);
      return { ...manyChanged(kind, moved, 'moved', words), columns: movedFields };
    },
  });
};
