import type { RecordKind } from '../../../kinds/kind.ts';
import { command, type Command } from '../../command.ts';
import { namingExample } from './options.ts';

const mergedFields = ['result', 'kind', 'field', 'count'] as const;

/** Only for kinds whose duplicates can be made one. */
export const mergeCommands = (kind: RecordKind): Command[] => {
  if (kind.mergeable === undefined) return [];
  const example = `${kind.name} merge ${namingExample(kind)} --into ${kind.mergeable.into}`;
  return [
    command({
      words: `${kind.name} merge <${kind.name}>`,
      summary: `Make a duplicate ${kind.name} one with another: what refers to it refers to the other, and it is deleted`,
      options: { into: { kind: 'value', value: kind.name, help: 'the one that stays', required: true } },
      examples: [`${example} --dry-run`, `${example} --yes`],
      fields: mergedFields,
      needs: { action: 'merge', subject: kind.name },
      writes: true,
      destroys: true,
      async run(input, { access, confirm, dryRun }) {
        const { mergeNamed } = await import('../../../operations/records/merge-records.ts');
        await confirm(`Merge ${kind.name} ${input.arg(0)} into ${input.text('into')}, and delete it?`);
        const { from, into, results, warnings } = await mergeNamed(access, kind, input.arg(0), input.text('into'));
        return {
          data: { dry_run: dryRun, results, warnings },
          rows: results.map((row) => ({ ...row })),
          columns: mergedFields,
          warnings,
          say: [
            ...results.flatMap(({ kind: what, field, count }) =>
              field === null ? [] : [`${what} ${field}: ${count} ${count === 1 ? 'reference' : 'references'}`],
            ),
            `${dryRun ? 'would merge' : 'merged'} ${from} into ${into}`,
          ],
        };
      },
    }),
  ];
};
