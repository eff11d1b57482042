import { command } from '../../command.ts';

export const verify = command({
  words: 'audit verify',
  summary: 'Compute every hash of the audit log anew',
  options: {
    since: {
      kind: 'value',
      value: 'anchor',
      help: 'an anchor of audit head, kept elsewhere: also that nothing up to it was cut off or written anew',
    },
  },
  examples: ['audit verify', 'audit verify --json'],
  fields: ['ok', 'rows', 'head', 'broken', 'problem'],
  needs: { action: 'details', subject: 'audit' },
  async run(input, { access }) {
    const { verifyAudit } = await import('../../../operations/audit/show-audit.ts');
    const verified = await verifyAudit(access, input.maybe('since'));
    const { ok, rows, broken, problem } = verified;
    return ok
      ? { data: verified, say: `the audit log is whole: ${rows} rows` }
      : { data: verified, warnings: [`the audit log is broken at row ${broken}: ${problem}`], exit: 8 };
  },
});

export const head = command({
  words: 'audit head',
  summary: 'Print the anchor of the last row, to be kept elsewhere',
  options: {},
  examples: ['audit head', 'audit head --json'],
  fields: ['seq', 'hash', 'anchor'],
  needs: { action: 'details', subject: 'audit' },
  async run(_input, { access }) {
    const { headOfAudit } = await import('../../../operations/audit/show-audit.ts');
    const made = await headOfAudit(access);
    return { data: made, text: `${made.anchor ?? ''}\n` };
  },
});
