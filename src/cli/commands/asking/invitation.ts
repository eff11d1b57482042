import { Usage } from '../../../domain/errors.ts';
import { groupRoles, roleWord } from '../../../domain/vocabulary.ts';
import { command, type Command } from '../../command.ts';
import { listOptions, listed } from '../listing.ts';

const fields = ['id', 'group', 'user', 'role', 'invited_by', 'state', 'valid', 'created_at', 'decided_at'] as const;
const columns = ['id', 'group', 'user', 'role', 'invited_by', 'state', 'valid', 'created_at'];

/** Invitations and requests have only ids. Errors: Usage. */
export function idOf(text: string): number {
  const id = /^(?:id:)?(\d{1,15})$/.exec(text.trim());
  if (id === null) throw new Usage(`${text} is not a number`, 'They are named by their ids, as in 12.');
  return Number(id[1]);
}

export const invite = command({
  words: 'group invite <group> <user>',
  summary: 'Invite a user into a group, who joins by accepting',
  options: {
    role: { kind: 'value', value: 'role', help: groupRoles.map((role) => roleWord(role, 'group')).join(', ') },
  },
  examples: ['group invite example ben', 'group invite example ben --role member --dry-run'],
  fields: ['result', ...fields],
  needs: { action: 'share', subject: 'group' },
  rule: 'Inviting managers and owners needs the role owner.',
  writes: true,
  async run(input, { access }) {
    const { inviteUser } = await import('../../../operations/asking/invitations.ts');
    const made = await inviteUser(access, input.arg(0), input.arg(1), input.maybe('role'));
    return {
      data: made,
      columns: ['result', 'id', 'group', 'user', 'role', 'state'],
      say:
        made.result === 'created'
          ? `${made.user} is invited into ${made.group} as ${made.role}`
          : `${made.user} is ${made.id === undefined ? 'in' : 'invited into'} ${made.group} already`,
    };
  },
});

const list = command({
  words: 'invitation list',
  summary: 'List your invitations, and those into groups that you manage',
  options: listOptions,
  examples: ['invitation list', 'invitation list --filter state=pending --json'],
  fields,
  needs: 'anyone',
  rule: 'everybody about themselves; managers about their groups. One is valid while who invited could still give the role.',
  async run(input, { access, manner }) {
    const { showInvitations } = await import('../../../operations/asking/invitations.ts');
    const rows = await access.read(showInvitations);
    return listed(
      rows.map((row) => ({ ...row })),
      columns,
      input,
      manner,
    );
  },
});

const decide = (verb: 'accept' | 'decline' | 'cancel', summary: string): Command =>
  command({
    words: `invitation ${verb} <id>`,
    summary,
    options: {},
    examples: [`invitation ${verb} 1`, `invitation ${verb} 1 --dry-run`],
    fields: ['result', ...fields],
    needs: { action: verb === 'cancel' ? 'cancel' : 'answer', subject: 'invitation' },
    writes: true,
    async run(input, { access }) {
      const { decideInvitation } = await import('../../../operations/asking/invitations.ts');
      const made = await decideInvitation(access, idOf(input.arg(0)), verb);
      return {
        data: made,
        columns: ['result', 'id', 'group', 'user', 'role', 'state'],
        say: `the invitation of ${made.user} into ${made.group} is ${made.state}${made.result === 'unchanged' ? ' already' : ''}`,
      };
    },
  });

export const invitationCommands: readonly Command[] = [
  invite,
  list,
  decide('accept', 'Accept an invitation: you become a member'),
  decide('decline', 'Decline an invitation'),
  decide('cancel', 'Take an invitation back'),
];
