import { command } from '../command.ts';

export const status = command({
  words: 'status',
  summary: 'Which database this is, and how much of it you see',
  options: {},
  examples: ['status', 'status --json'],
  fields: ['path', 'schema_version', 'counts', 'settings'],
  needs: 'anyone',
  rule: 'everybody; the counts are of what you read.',
  async run(_input, { access, config }) {
    const { status: read } = await import('../../operations/database/status.ts');
    return { data: await read(access, config.db) };
  },
});
