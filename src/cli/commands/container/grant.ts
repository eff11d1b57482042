import { formatMoment } from '../../../domain/moment.ts';
import { withArticle } from '../../../domain/article.ts';
import { roleChoices } from '../../../domain/vocabulary.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

const fields = ['result', 'member', 'role', 'was', 'until'] as const;

export const grantCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} grant <${kind.name}> <member...>`,
    summary: `Give users${kind.name === 'group' ? '' : ' or groups'} a role in ${withArticle(kind.name)}`,
    options: {
      role: {
        kind: 'value',
        value: 'role',
        help: roleChoices(kind.name).join(', '),
        required: true,
        choices: roleChoices(kind.name),
      },
      until: { kind: 'value', value: 'date', help: 'when it ends by itself: a last day, or a time in UTC' },
      lower: { kind: 'flag', help: 'also where a member has a higher role now, or one that ends later' },
    },
    examples: [
      `${kind.name} grant example ben --role ${kind.name === 'group' ? 'member' : 'viewer'}`,
      kind.name === 'biocollection'
        ? `${kind.name} grant example ben --role manager --dry-run`
        : `${kind.name} grant example ben --role manager --until 2099-12-31 --dry-run`,
    ],
    fields,
    needs: { action: 'share', subject: kind.name },
    rule: `Making or unmaking managers and owners needs the role owner.${kind.name === 'biocollection' ? ' One that is not managed has owners only.' : ''}`,
    writes: true,
    async run(input, { access, dryRun }) {
      const { grantRole } = await import('../../../operations/members/grant-role.ts');
      const { results, warnings } = await grantRole(access, kind, input.arg(0), input.rest(1), {
        role: input.text('role'),
        until: input.maybe('until'),
        lower: input.flag('lower'),
      });
      return {
        data: { dry_run: dryRun, results, warnings },
        rows: results.map((row) => ({ ...row })),
        columns: fields,
        warnings,
        say: results.map(({ result, member, role, was, until }) => {
          const what = `${role} of ${input.arg(0)}${until === null ? '' : ` until ${formatMoment(until)}`}`;
          return result === 'unchanged'
            ? `${member} is ${what} already`
            : `${member} is now ${what}${was === null ? '' : `, was ${was}`}`;
        }),
      };
    },
  });
