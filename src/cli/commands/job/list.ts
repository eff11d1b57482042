import { command } from '../../command.ts';
import { jobFields } from './show.ts';
import { cutWarning, limitOf, limitOption } from '../listing.ts';

export const list = command({
  words: 'job list',
  summary: 'List your jobs, the newest first',
  options: {
    status: { kind: 'value', value: 'status', help: 'submitted, processing, success, failed or cancelled' },
    kind: { kind: 'value', value: 'kind', help: "only import or export, or one kind: 'import individuals'" },
    limit: limitOption,
    after: { kind: 'value', value: 'id', help: 'begin after this one, the last of the page before' },
  },
  examples: ['job list', 'job list --status failed --kind import --json'],
  named: ({ id }) => `job/${String(id)}`,
  fields: jobFields,
  needs: { action: 'read', subject: 'job' },
  async run(input, { access, manner }) {
    const { listJobs } = await import('../../../operations/jobs/show-jobs.ts');
    const limit = limitOf(input, manner);
    const [status, kind, after] = [input.maybe('status'), input.maybe('kind'), input.maybe('after')];
    const { rows, more } = await listJobs(access, {
      ...(status === undefined ? {} : { status }),
      ...(kind === undefined ? {} : { kind }),
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
    });
    return {
      data: rows,
      columns: ['id', 'owner', 'kind', 'status', 'read', 'created', 'unchanged', 'rejected', 'submitted_at'],
      ...cutWarning(more),
    };
  },
});
