import { Usage } from '../../../domain/errors.ts';
import { requestKinds } from '../../../domain/vocabulary.ts';
import { command, type OptionSpec } from '../../command.ts';
import { offeredIn, voucherOptions } from './offered.ts';

/** What is printed of a request. */
export const requestFields = [
  'id',
  'object',
  'requester',
  'kind',
  'role',
  'message',
  'vouchers',
  'state',
  'decided_by',
  'created_at',
  'decided_at',
] as const;

const options: Readonly<Record<string, OptionSpec>> = {
  kind: {
    kind: 'value',
    value: 'kind',
    required: true,
    help: 'access, data, sample, change; of a group: join; of a biocollection: access, sample, change, register',
    choices: requestKinds,
  },
  role: { kind: 'value', value: 'role', help: 'for access or to join; viewer or member when not given' },
  message: { kind: 'value', value: 'text', text: true, help: 'why' },
  ...voucherOptions,
};

export const createRequest = command({
  words: 'request create <object>',
  summary: 'Ask those who decide over a container for access, to join, to register vouchers, or for something else',
  options,
  examples: [
    "request create dataset/open --kind access --role collaborator --message 'field work in May'",
    'request create dataset/open --kind data --json',
  ],
  fields: ['result', ...requestFields],
  needs: { action: 'create', subject: 'request' },
  rule: 'Only what you can see can be asked for; for access its card is enough. Vouchers need the role collaborator in their dataset and the right to edit the individual.',
  writes: true,
  async run(input, context) {
    const { createRequest: ask } = await import('../../../operations/asking/requests.ts');
    const [ref, kind, role, message] = [input.arg(0), input.text('kind'), input.maybe('role'), input.maybe('message')];
    if (input.maybe('file') !== undefined && kind !== 'register')
      throw new Usage(`a request for ${kind} has no vouchers`, 'A file of them is for --kind register.');
    const vouchers = await offeredIn(ref, input, context);
    const made = await ask(context.access, ref, {
      kind,
      ...(role === undefined ? {} : { role }),
      ...(message === undefined ? {} : { message }),
      ...(vouchers === undefined ? {} : { vouchers }),
    });
    return {
      data: made,
      columns: ['result', 'id', 'object', 'kind', 'role', 'state'],
      say:
        made.result === 'created'
          ? `asked ${made.object}; the request is number ${made.id}`
          : made.id !== undefined
            ? `you have asked ${made.object} already: request ${made.id}`
            : vouchers === undefined
              ? `you have that role in ${made.object} already`
              : `they are registered in ${made.object} already`,
    };
  },
});
