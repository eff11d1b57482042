import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { must } from './vasculum.js';

const gnuTime = ['/usr/bin/time', '-f', '%M %U %S'];
const hasGnuTime = spawnSync(gnuTime[0], [...gnuTime.slice(1), 'true']).status === 0;

/** One whole process: wall seconds, and where GNU time is there to tell, CPU seconds and peak memory in MiB. */
export function timed(command, args, { report, ...options }) {
  const measured = report !== undefined && hasGnuTime;
  const [first, ...rest] = [...(measured ? [...gnuTime, '-o', report] : []), command, ...args];
  const begun = process.hrtime();
  must(first, rest, options);
  const [whole, nano] = process.hrtime(begun);
  const seconds = whole + nano / 1e9;
  if (!measured) return { seconds };
  const [kib, user, system] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { seconds, cpu: user + system, peak: kib / 1024 };
}

/** A B A B …, after one run of each that does not count. */
export function inPairs(count, a, b) {
  a();
  b();
  return Array.from({ length: count }, () => ({ a: a(), b: b() }));
}

export const median = (numbers) => spread(numbers)[1];

/** Least, median and greatest. */
function spread(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
  return [sorted[0], middle.reduce((sum, number) => sum + number, 0) / middle.length, sorted.at(-1)];
}

/** A line of the table: the ratio of A to B is taken pair by pair, for the machine's speed changes between pairs. */
export function line(what, against, pairs, measure, goal) {
  const ratios = spread(pairs.map(({ a, b }) => a[measure] / b[measure]));
  return [
    what,
    against,
    ratios.map((ratio) => ratio.toFixed(2)).join(' - '),
    goal === undefined ? '' : `<= ${goal}`,
    goal === undefined ? '' : ratios[1] <= goal ? 'ok' : 'over',
  ];
}

/** A line of the table: milliseconds that A takes longer than B. */
export function beyond(what, against, pairs, goal) {
  const more = spread(pairs.map(({ a, b }) => (a.seconds - b.seconds) * 1000));
  return [what, against, more.map((ms) => ms.toFixed(0)).join(' - '), `<= ${goal}`, more[1] <= goal ? 'ok' : 'over'];
}

export function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
