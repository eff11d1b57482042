import { roleChoices } from '../../../domain/vocabulary.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

export const grantCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} grant <${kind.name}> <member...>`,
    summary: `Give users${kind.name === 'group' ? '' : ' or groups'} a role in a ${kind.name}`,
    options: {
      role: {
        kind: 'value',
        value: 'role',
        help: roleChoices(kind.name).join(', '),
        required: true,
        choices: roleChoices(kind.name),
      },
      lower: { kind: 'flag', help: 'also where a member has a higher role now' },
    },
    examples: [
      `${kind.name} grant example ben --role ${kind.name === 'group' ? 'member' : 'viewer'}`,
      `${kind.name} grant example ben --role manager --dry-run`,
    ],
    needs: { action: 'share', subject: kind.name },
    rule: `Making or unmaking managers and owners needs the role owner.${kind.name === 'biocollection' ? ' One that is not managed has owners only.' : ''}`,
    writes: true,
    async run(input, { access, dryRun }) {
      const { grantRole } = await import('../../../operations/members/grant-role.ts');
      const { results, warnings } = await grantRole(
        access,
        kind,
        input.arg(0),
        input.rest(1),
        input.text('role'),
        input.flag('lower'),
      );
      return {
        data: { dry_run: dryRun, results, warnings },
        rows: results.map((row) => ({ ...row })),
        columns: ['result', 'member', 'role', 'was'],
        warnings,
        say: results.map(({ result, member, role, was }) =>
          result === 'unchanged'
            ? `${member} is ${role} of ${input.arg(0)} already`
            : `${member} is now ${role} of ${input.arg(0)}${was === null ? '' : `, was ${was}`}`,
        ),
      };
    },
  });
