import type { LogGroup } from '../../../access/job-records.ts';
import { escapeForTerminal } from '../../../domain/name-key.ts';
import { command } from '../../command.ts';

const fields = ['time', 'severity', 'code', 'line', 'column', 'value', 'message'] as const;

export const log = command({
  words: 'job log <job>',
  summary: 'Print what a job had to say, repeats as one; -o jsonl has every row',
  options: {},
  examples: ['job log last', 'job log last -o jsonl'],
  fields,
  needs: { action: 'read', subject: 'job' },
  async run(input, { access, manner }) {
    const { groupedJobLog, jobLog } = await import('../../../operations/jobs/show-jobs.ts');
    if (manner.format !== 'table' || manner.fields !== undefined)
      return {
        data: await jobLog(access, input.arg(0)),
        columns: fields,
      };
    const groups = await groupedJobLog(access, input.arg(0));
    return {
      data: groups,
      columns: ['severity', 'code', 'line', 'column', 'value', 'count', 'message'],
      text: groups.map((group) => `${escapeForTerminal(sentence(group))}\n`).join(''),
    };
  },
});

/** `trait "leafaera" × 4 812, first at line 2: there is no …` */
function sentence({ severity, code, line, column, value, message, count }: LogGroup): string {
  const what = [column ?? '', value === null ? '' : JSON.stringify(value), count > 1 ? `× ${grouped(count)}` : '']
    .filter((part) => part !== '')
    .join(' ');
  const where = line === null ? '' : count > 1 ? `first at line ${line}` : `line ${line}`;
  const place = [what, where].filter((part) => part !== '').join(', ');
  return `${severity}${place === '' ? '' : ` ${place}`}: ${message} [${code}]`;
}

const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ');
