import { rulesFor, type Condition } from '../access/rules.ts';
import type { Command } from './command.ts';

const words = (condition: Condition): string => {
  switch (condition.word) {
    case 'role':
      return `the role ${condition.least}`;
    case 'role-in-all':
      return `the role ${condition.least} in every project of it`;
    case 'held':
    case 'row':
      return `the role ${condition.least}, ${condition.word === 'held' ? 'by membership' : 'in the dataset itself'}`;
    case 'level':
      return condition.least === 'anonymous' ? 'nothing: it is open to everybody' : `the level ${condition.least}`;
    case 'direct':
      return 'a role of your own';
    case 'readable':
      return 'to read it: the role viewer in its dataset, and in that of what was measured';
    case 'managed':
      return 'that it is managed';
    case 'shared-group':
      return 'that it shares a group with a project of the session';
    case 'discoverable':
      return 'that it is discoverable';
    case 'curated':
      return `the role ${condition.least} in a managed biocollection that keeps a voucher of it`;
    case 'uncurated':
      return 'that no managed biocollection keeps a voucher of it';
    case 'individual-editable':
      return 'to edit the individual';
    case 'self':
      return 'that it is you';
    case 'creator-while-unlinked':
      return 'that you made it and no user is linked to it';
    case 'unused':
      return 'that nothing refers to it';
    case 'only-measurer':
      return 'that you alone measured it';
    case 'owner-of-every-use':
      return 'to own every dataset that uses it';
    case 'trait-editable':
      return 'that you may edit its trait';
    case 'asks':
      return `that it asks for ${condition.kinds.length > 1 ? `${condition.kinds.slice(0, -1).join(', ')} or ` : ''}${condition.kinds.at(-1)}`;
    case 'grantable':
      return 'that you may give the role asked for';
    case 'registration-open':
      return 'that registration is open';
    case 'about-shared':
      return 'that it is about a container that you may share now';
    case 'joined-where-manager':
      return 'to manage a container that the user joined by invitation or request';
    case 'named-by-token':
      return 'a token that names it';
    case 'all':
      return condition.of.map(words).join(' and ');
  }
};

/** A cell of the table in words. */
export const cellText = (cell: readonly Condition[]): string => cell.map(words).join(', or ');

/** The access rule that a command is under, from the rules table itself. */
export function needText({ needs, rule }: Pick<Command, 'needs' | 'rule'>): string {
  if (needs === 'anyone') return rule ?? 'everybody.';
  const cell = rulesFor(needs.subject)[needs.action] ?? [];
  return `${needs.action} on ${needs.subject} needs ${cellText(cell)}.${rule === undefined ? '' : ` ${rule}`}`;
}
