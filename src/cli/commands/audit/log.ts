import { command } from '../../command.ts';
import { cutWarning, limitOf, limitOption } from '../listing.ts';

const wishes = ['actor', 'object', 'command', 'since', 'until', 'after'] as const;

export const log = command({
  words: 'audit log',
  summary: 'List who changed what, and how, the newest first',
  options: {
    actor: { kind: 'value', value: 'user', help: 'only what this user did' },
    object: { kind: 'value', value: 'object', help: 'only about kind/name (gone: kind/id:12), or all of a kind' },
    command: { kind: 'value', value: 'words', help: "only commands that begin so: 'dataset grant'" },
    since: { kind: 'value', value: 'time', help: 'from this day or time on, in UTC' },
    until: { kind: 'value', value: 'time', help: 'up to this day or time, in UTC' },
    limit: limitOption,
    after: { kind: 'value', value: 'seq', help: 'begin after this row, the last of the page before' },
  },
  examples: ['audit log', 'audit log --object dataset/example --since 2026-01-01 --json'],
  fields: [
    'seq',
    'time',
    'actor',
    'configured_actor',
    'assurance',
    'os_uid',
    'command',
    'object',
    'object_kind',
    'object_id',
    'before',
    'after',
    'job',
    'previous_hash',
    'hash',
  ],
  needs: { action: 'read', subject: 'audit' },
  rule: 'Only a superadmin sees the arguments of commands, and the hashes.',
  async run(input, { access, manner }) {
    const { listAudit } = await import('../../../operations/audit/show-audit.ts');
    const limit = limitOf(input, manner);
    const given = wishes.flatMap((name) => {
      const text = input.maybe(name);
      return text === undefined ? [] : [[name, text] as const];
    });
    const { rows, more } = await listAudit(access, {
      ...Object.fromEntries(given),
      ...(limit === undefined ? {} : { limit }),
    });
    return { data: rows, columns: ['seq', 'time', 'actor', 'command', 'object'], ...cutWarning(more) };
  },
});
