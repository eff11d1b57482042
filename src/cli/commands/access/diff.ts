import { command } from '../../command.ts';

export const diff = command({
  words: 'access diff',
  summary: 'List who gained and who lost which role since a moment',
  options: {
    since: { kind: 'value', value: 'time', required: true, help: 'a time in UTC, or a row of the audit log' },
  },
  examples: ['access diff --since 2026-01-01', 'access diff --since 1 --json'],
  fields: ['user', 'object', 'from', 'from_via', 'to', 'to_via'],
  needs: 'anyone',
  rule: 'those who may share something, of what they may share now.',
  async run(input, { access }) {
    const { parseMoment } = await import('../../../operations/questions/moment.ts');
    const { accessDiff } = await import('../../../operations/questions/diff.ts');
    const since = parseMoment(input.text('since'), 'since');
    const { rows, complete } = await access.read((reading) => accessDiff(reading, since));
    return {
      data: rows,
      columns: ['user', 'object', 'from', 'from_via', 'to', 'to_via'],
      ...(complete
        ? {}
        : { warnings: ['only containers that you may share are covered, and no members that you may not see'] }),
    };
  },
});
