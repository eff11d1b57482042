import { command } from '../../command.ts';
import { jobFields } from './show.ts';
import { cutWarning, limitOf, listed, listOptions } from '../listing.ts';

const columns = ['id', 'owner', 'kind', 'status', 'read', 'created', 'unchanged', 'rejected', 'submitted_at'];

export const list = command({
  words: 'job list',
  summary: 'List your jobs, the newest first',
  options: {
    status: { kind: 'value', value: 'status', help: 'submitted, processing, success, failed or cancelled' },
    kind: { kind: 'value', value: 'kind', help: "only import or export, or one kind: 'import individuals'" },
    ...listOptions,
  },
  examples: ['job list', 'job list --status failed --kind import --json'],
  named: ({ id }) => `job/${String(id)}`,
  fields: jobFields,
  needs: { action: 'read', subject: 'job' },
  async run(input, { access, manner }) {
    const { listJobs } = await import('../../../operations/jobs/show-jobs.ts');
    const [status, kind, after] = [input.maybe('status'), input.maybe('kind'), input.maybe('after')];
    const wishes = { ...(status === undefined ? {} : { status }), ...(kind === undefined ? {} : { kind }) };
    // In their own order a page is asked of the database; sorted or filtered, all of them have to be looked at.
    if (input.maybe('sort') !== undefined || input.list('filter') !== undefined) {
      const { rows } = await listJobs(access, wishes);
      return listed(
        rows.map((row) => ({ ...row })),
        columns,
        input,
        manner,
      );
    }
    const limit = limitOf(input, manner);
    const { rows, more } = await listJobs(access, {
      ...wishes,
      ...(after === undefined ? {} : { after }),
      ...(limit === undefined ? {} : { limit }),
    });
    return { data: rows, columns, ...cutWarning(more) };
  },
});
