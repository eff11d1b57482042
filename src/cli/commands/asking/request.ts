import { command, type Command } from '../../command.ts';
import { listOptions, listed } from '../listing.ts';
import { createRequest, requestFields } from './create-request.ts';
import { idOf } from './invitation.ts';

const columns = ['id', 'object', 'requester', 'kind', 'role', 'state', 'created_at'];

const list = command({
  words: 'request list',
  summary: 'List your requests, and those that are yours to decide',
  options: listOptions,
  examples: ['request list', 'request list --filter state=pending --json'],
  fields: requestFields,
  needs: 'anyone',
  rule: 'everybody about themselves; managers about what they manage; collaborators about changes and vouchers.',
  async run(input, { access, manner }) {
    const { showRequests } = await import('../../../operations/asking/requests.ts');
    const rows = await access.read(showRequests);
    return listed(
      rows.map((row) => ({ ...row })),
      columns,
      input,
      manner,
    );
  },
});

const show = command({
  words: 'request show <id>',
  summary: 'Show a request with its message, and the vouchers that it offers',
  options: {},
  examples: ['request show 1', 'request show 1 --json'],
  fields: [...requestFields, 'rows'],
  needs: { action: 'read', subject: 'request' },
  async run(input, { access }) {
    const { showRequest } = await import('../../../operations/asking/requests.ts');
    return { data: await access.read((reading) => showRequest(reading, idOf(input.arg(0)))) };
  },
});

const decide = (verb: 'approve' | 'deny' | 'cancel', summary: string, rule?: string): Command =>
  command({
    words: `request ${verb} <id>`,
    summary,
    options: {},
    examples: [`request ${verb} 1`, `request ${verb} 1 --dry-run`],
    fields: ['result', ...requestFields],
    needs: { action: verb === 'cancel' ? 'cancel' : 'decide', subject: 'request' },
    ...(rule === undefined ? {} : { rule }),
    writes: true,
    async run(input, { access }) {
      const { decideRequest } = await import('../../../operations/asking/requests.ts');
      const made = await decideRequest(access, idOf(input.arg(0)), verb);
      const done = verb === 'approve' && made.result === 'updated';
      const again = made.result === 'unchanged' ? ' already' : '';
      return {
        data: made,
        columns: ['result', 'id', 'object', 'requester', 'kind', 'role', 'state'],
        say: [
          `the request of ${made.requester} to ${made.object} is ${made.state}${again}`,
          ...(done && made.vouchers !== null ? [`vouchers registered: ${made.vouchers}`] : []),
        ],
      };
    },
  });

const inboxFields = ['kind', 'id', 'object', 'from', 'about', 'created_at'] as const;

const inbox = command({
  words: 'inbox',
  summary: 'List what waits for your answer: invitations, and requests that you may decide',
  options: {},
  examples: ['inbox', 'inbox --json'],
  fields: inboxFields,
  needs: 'anyone',
  rule: 'everybody, about themselves.',
  async run(_input, { access }) {
    const { inbox: ask } = await import('../../../operations/asking/inbox.ts');
    const rows = await access.read(ask);
    return { data: rows, columns: inboxFields };
  },
});

export const requestCommands: readonly Command[] = [
  createRequest,
  list,
  show,
  decide(
    'approve',
    'Do what is asked: give the role, register the vouchers; of samples and changes, say that they will come',
    'Vouchers are registered by your role in the biocollection, and the rights of who offers them on datasets and individuals.',
  ),
  decide('deny', 'Refuse what is asked'),
  decide('cancel', 'Take your own request back'),
  inbox,
];
