import { command } from '../command.ts';
import { identityOf } from '../identity.ts';

export const migrate = command({
  words: 'migrate',
  summary: 'Bring an older database to the schema of this version, after a backup',
  options: {},
  examples: ['migrate', 'migrate --dry-run --json'],
  fields: ['from', 'to', 'backup', 'result'],
  needs: { action: 'administer', subject: 'system' },
  writes: true,
  without: 'database',
  async run(_input, { config, edges, dryRun }) {
    const { migrateAs } = await import('../../operations/database/migrate.ts');
    const done = migrateAs(config.db, identityOf(config, edges, 'vasculum migrate'), edges.clock, dryRun);
    return {
      data: done,
      say:
        done.result === 'unchanged'
          ? `${config.db} has schema ${done.to}, the newest`
          : `${config.db}: schema ${done.from} to ${done.to}${done.backup === null ? '' : `; the old one is ${done.backup}`}`,
    };
  },
});
