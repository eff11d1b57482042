import { command } from '../../command.ts';

export const show = command({
  words: 'job show <job>',
  summary: 'Show one job with its counts: its id, or last',
  options: {},
  examples: ['job show last', 'job show last --json'],
  named: ({ id }) => `job/${String(id)}`,
  needs: { action: 'read', subject: 'job' },
  async run(input, { access }) {
    const { showJob } = await import('../../../operations/jobs/show-jobs.ts');
    return { data: await showJob(access, input.arg(0)) };
  },
});
