import { rank, type Level, type Role } from '../domain/vocabulary.ts';
import type { Path } from './paths.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';

interface Deciding {
  least: Role;
  inAll: boolean;
  where: string;
  /** The level that it takes as well. */
  beside?: Level;
  /** The role that it takes besides, where changes of the individual are decided. */
  editing?: Role;
}

/** The first role that the cell asks for, and what it says about it; undefined where roles do not decide. */
export function deciding(cell: readonly Condition[]): Deciding | undefined {
  for (const condition of cell) {
    switch (condition.word) {
      case 'role':
      case 'curated':
        return { least: condition.least, inAll: false, where: '' };
      case 'role-in-all':
        return { least: condition.least, inAll: true, where: ' in all its projects' };
      case 'held':
        return {
          least: condition.least,
          inAll: false,
          where: ' by membership, which what is open to all does not give',
        };
      case 'row':
        return { least: condition.least, inAll: false, where: ' in the dataset itself' };
      case 'individual-editable':
        return deciding(rulesFor('individual').edit ?? []);
      case 'all': {
        const own = deciding(condition.of.filter(({ word }) => word !== 'individual-editable'));
        const individual = deciding(condition.of.filter(({ word }) => word === 'individual-editable'));
        const level = condition.of.find((part) => part.word === 'level');
        const within = own ?? individual;
        if (within === undefined) break;
        return {
          ...within,
          ...(level === undefined ? {} : { beside: level.least }),
          ...(own === undefined || individual === undefined ? {} : { editing: individual.least }),
        };
      }
    }
  }
  return undefined;
}

/**
 * Which paths to a container whose roles decide are a part of why an action is allowed: a viewer who also is a contributor
 * deletes by the one role, not by the other.
 */
export function grantingPaths(action: RuleAction, subject: RuleSubject): (path: Path) => boolean {
  const cell = rulesFor(subject)[action] ?? [];
  const least = deciding(cell)?.least ?? 'viewer';
  const isHeld = cell.every(({ word }) => word === 'held');
  const isOwnRow = cell.some(({ word }) => word === 'row');
  return ({ role, via }) =>
    role >= rank(least) && !(isHeld && (via === 'public' || via === 'registered')) && !(isOwnRow && via === 'project');
}
