import { command } from '../../command.ts';

/** The keys of a job that is shown. */
export const jobFields = [
  'id',
  'owner',
  'kind',
  'arguments',
  'status',
  'progress',
  'total',
  'read',
  'created',
  'updated',
  'unchanged',
  'skipped',
  'rejected',
  'submitted_at',
  'started_at',
  'finished_at',
  'attempt',
  'input_name',
  'input_size',
  'input_sha256',
  'lease',
  'affected',
  'exit_code',
] as const;

export const show = command({
  words: 'job show <job>',
  summary: 'Show one job with its counts: its id, or last',
  options: {},
  examples: ['job show last', 'job show last --json'],
  named: ({ id }) => `job/${String(id)}`,
  fields: jobFields,
  needs: { action: 'read', subject: 'job' },
  async run(input, { access }) {
    const { showJob } = await import('../../../operations/jobs/show-jobs.ts');
    return { data: await showJob(access, input.arg(0)) };
  },
});
