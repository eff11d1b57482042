import { rules as table, rulesFor, type RuleSubject } from '../../../access/rules.ts';
import { command } from '../../command.ts';
import { cellText } from '../../need.ts';

const fields = ['subject', 'action', 'needs'] as const;

export const rules = command({
  words: 'access rules',
  summary: 'Print the table of rules itself: what each action on each kind needs',
  options: {},
  examples: ['access rules', 'access rules --json'],
  fields,
  needs: 'anyone',
  without: 'database',
  async run() {
    const rows = Object.keys(table).flatMap((subject) =>
      Object.entries(rulesFor(subject as RuleSubject)).map(([action, cell]) => ({
        subject,
        action,
        needs: cellText(cell),
      })),
    );
    return { data: rows, columns: fields };
  },
});
