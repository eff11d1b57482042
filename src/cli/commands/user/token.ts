import { idOf } from '../asking/invitation.ts';
import { command, type Command } from '../../command.ts';
import { listed, listOptions } from '../listing.ts';

const named: NonNullable<Command['named']> = ({ id }) => `token/id:${String(id)}`;

const fields = ['id', 'user', 'scope', 'state', 'created_by', 'created_at', 'expires_at', 'revoked_at'] as const;

const create = command({
  words: 'user token create <user>',
  summary: 'Make a token with which programs act as a user; it is shown this once',
  options: {
    scope: {
      kind: 'list',
      value: 'scope',
      help: 'what it allows at most: read, or a role; a container; open, to write persons, places and the like; all that the user may when not given',
    },
    expires: { kind: 'value', value: 'date', help: 'when it ends: a last day, or a time in UTC' },
  },
  examples: [
    'user token create me --scope read --expires 2099-12-31',
    'user token create me --scope collaborator --scope dataset/example --scope open',
  ],
  named,
  fields: ['result', ...fields, 'token'],
  needs: { action: 'issue', subject: 'user' },
  rule: 'A token with a scope makes none.',
  writes: true,
  async run(input, { access }) {
    const { createToken } = await import('../../../operations/tokens/tokens.ts');
    const scope = input.list('scope') ?? [];
    const made = await createToken(access, input.arg(0), { scope, expires: input.maybe('expires') });
    return {
      data: made,
      text: made.token === null ? '' : `${made.token}\n`,
      say: `created token ${made.id}: ${made.scope === null ? `all that ${made.user} may` : made.scope.join(', ')}${made.expires_at === null ? '; it has no end' : ''}`,
    };
  },
});

const list = command({
  words: 'user token list [user]',
  summary: 'List your tokens; superadmins see everybody’s',
  options: listOptions,
  examples: ['user token list', 'user token list me --filter state=valid --json'],
  named,
  fields,
  needs: { action: 'read', subject: 'token' },
  async run(input, { access, manner }) {
    const { showTokens } = await import('../../../operations/tokens/tokens.ts');
    const rows = await access.read((reading) => showTokens(reading, input.maybeArg(0)));
    return listed(
      rows.map((row) => ({ ...row })),
      ['id', 'user', 'scope', 'state', 'created_at', 'expires_at'],
      input,
      manner,
    );
  },
});

const revoke = command({
  words: 'user token revoke <id>',
  summary: 'End a token: from now on it lets nobody in',
  options: {},
  examples: ['user token revoke 1', 'user token revoke id:1 --dry-run'],
  named,
  fields: ['result', ...fields],
  needs: { action: 'cancel', subject: 'token' },
  writes: true,
  async run(input, { access }) {
    const { endToken } = await import('../../../operations/tokens/tokens.ts');
    const made = await endToken(access, idOf(input.arg(0).replace(/^token\//, '')));
    return {
      data: made,
      columns: ['result', 'id', 'user', 'scope', 'state'],
      say:
        made.result === 'updated' ? `revoked token ${made.id} of ${made.user}` : `token ${made.id} is revoked already`,
    };
  },
});

export const tokenCommands: readonly Command[] = [create, list, revoke];
