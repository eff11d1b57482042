import { command, type Command } from '../../command.ts';
import { listOptions, listed } from '../listing.ts';
import { idOf } from './invitation.ts';

const fields = [
  'id',
  'object',
  'requester',
  'kind',
  'role',
  'message',
  'state',
  'decided_by',
  'created_at',
  'decided_at',
] as const;
const columns = ['id', 'object', 'requester', 'kind', 'role', 'state', 'created_at'];

const create = command({
  words: 'request create <object>',
  summary: 'Ask those who decide over a container for access, to join, or for something else',
  options: {
    kind: {
      kind: 'value',
      value: 'kind',
      required: true,
      help: 'access, data, sample, change; of a group: join',
      choices: ['access', 'join', 'data', 'sample', 'change'],
    },
    role: { kind: 'value', value: 'role', help: 'for access or to join; viewer or member when not given' },
    message: { kind: 'value', value: 'text', text: true, help: 'why' },
  },
  examples: [
    "request create dataset/open --kind access --role collaborator --message 'field work in May'",
    'request create dataset/open --kind data --json',
  ],
  fields: ['result', ...fields],
  needs: { action: 'create', subject: 'request' },
  rule: 'Only what you can see can be asked for.',
  writes: true,
  async run(input, { access }) {
    const { createRequest } = await import('../../../operations/asking/requests.ts');
    const [role, message] = [input.maybe('role'), input.maybe('message')];
    const made = await createRequest(access, input.arg(0), {
      kind: input.text('kind'),
      ...(role === undefined ? {} : { role }),
      ...(message === undefined ? {} : { message }),
    });
    return {
      data: made,
      columns: ['result', 'id', 'object', 'kind', 'role', 'state'],
      say:
        made.result === 'created'
          ? `asked ${made.object}; the request is number ${made.id}`
          : made.id === undefined
            ? `you have that role in ${made.object} already`
            : `you have asked ${made.object} already: request ${made.id}`,
    };
  },
});

const list = command({
  words: 'request list',
  summary: 'List your requests, and those that are yours to decide',
  options: listOptions,
  examples: ['request list', 'request list --filter state=pending --json'],
  fields,
  needs: 'anyone',
  rule: 'everybody about themselves; managers about what they manage.',
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
  summary: 'Show a request with its message',
  options: {},
  examples: ['request show 1', 'request show 1 --json'],
  fields,
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
    fields: ['result', ...fields],
    needs: { action: verb === 'cancel' ? 'cancel' : 'decide', subject: 'request' },
    ...(rule === undefined ? {} : { rule }),
    writes: true,
    async run(input, { access }) {
      const { decideRequest } = await import('../../../operations/asking/requests.ts');
      const made = await decideRequest(access, idOf(input.arg(0)), verb);
      const again = made.result === 'unchanged' ? ' already' : '';
      return {
        data: made,
        columns: ['result', 'id', 'object', 'requester', 'kind', 'role', 'state'],
        say: `the request of ${made.requester} to ${made.object} is ${made.state}${again}`,
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
    const { inbox: ask } = await import('../../../operations/asking/requests.ts');
    const rows = await access.read(ask);
    return { data: rows, columns: inboxFields };
  },
});

export const requestCommands: readonly Command[] = [
  create,
  list,
  show,
  decide('approve', 'Do what is asked, with your own rights', 'Giving a role needs the right to give it.'),
  decide('deny', 'Refuse what is asked'),
  decide('cancel', 'Take your own request back'),
  inbox,
];
