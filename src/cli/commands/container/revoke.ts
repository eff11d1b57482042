import { withArticle } from '../../../domain/article.ts';
import { Usage } from '../../../domain/errors.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import type { Revoked } from '../../../operations/members/revoke-role.ts';
import { command, type Outcome } from '../../command.ts';

const fields = ['result', 'member', 'was', 'still_has'] as const;

export const revokeCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} revoke <${kind.name}> ${kind.name === 'group' ? '<member...>' : '[member...]'}`,
    summary: `Take direct roles in ${withArticle(kind.name)} away`,
    options:
      kind.name === 'group'
        ? {}
        : { 'unseen-groups': { kind: 'flag', help: 'of all groups that you cannot see and so cannot name, too' } },
    examples: [`${kind.name} revoke example ben`, `${kind.name} revoke example ben --dry-run --json`],
    fields,
    needs: { action: 'share', subject: kind.name },
    rule: 'Removing managers and owners needs the role owner.',
    writes: true,
    async run(input, { access, dryRun }) {
      const [members, unseen] = [input.rest(1), kind.name !== 'group' && input.flag('unseen-groups')];
      if (members.length === 0 && !unseen)
        throw new Usage(
          'nobody was named whose role shall go',
          `Name users and groups, or say --unseen-groups: vasculum help ${kind.name} revoke`,
        );
      const { revokeRole } = await import('../../../operations/members/revoke-role.ts');
      return revoked(await revokeRole(access, kind, input.arg(0), members, unseen), dryRun);
    },
  });

export const leaveCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} leave <${kind.name}>`,
    summary: `Give up your own direct role in ${withArticle(kind.name)}`,
    options: {},
    examples: [`${kind.name} leave example`, `${kind.name} leave example --dry-run`],
    fields,
    needs: { action: 'leave', subject: kind.name },
    writes: true,
    async run(input, { access, dryRun }) {
      const { leaveContainer } = await import('../../../operations/members/revoke-role.ts');
      return revoked(await leaveContainer(access, kind, input.arg(0)), dryRun);
    },
  });

function revoked({ results, warnings = [] }: { results: Revoked[]; warnings?: string[] }, dryRun: boolean): Outcome {
  const still = ({ still_has: paths }: Revoked): string =>
    paths.length === 0 ? '' : `, but still has ${paths.map(({ role, via }) => `${role} (${via})`).join(', ')}`;
  return {
    data: { dry_run: dryRun, results, warnings },
    warnings,
    rows: results.map((row) => ({ ...row, still_has: row.still_has.map(({ role, via }) => `${role} ${via}`) })),
    columns: fields,
    say:
      results.length === 0
        ? 'no group that you cannot see holds a direct role here'
        : results.map(
            (row) =>
              `${row.result === 'unchanged' ? `${row.member} held no direct role` : `${row.member} is no longer ${row.was}`}${still(row)}`,
          ),
  };
}
