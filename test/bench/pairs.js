import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { must } from './vasculum.js';

const gnuTime = '/usr/bin/time';
export const canMeasure = spawnSync(gnuTime, ['-f', '%M %U %S', process.execPath, '-e', '0']).stderr?.toString();

/** One whole process: wall and CPU seconds, and peak memory in MiB where GNU time is there to tell. */
export function timed(command, args, options, report) {
  const measured = report !== undefined && hasGnuTime;
  const all = measured ? [gnuTime, '-o', report, '-f', '%M %U %S', command, ...args] : [command, ...args];
  const begun = process.hrtime.bigint();
  must(all[0], all.slice(1), options);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  if (!measured) return { seconds };
  const [kib, user, system] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { seconds, cpu: user + system, peak: kib / 1024 };
}
