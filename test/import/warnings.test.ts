import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, problem, type Problem } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const header = 'trait,individual,dataset,person,date,value';
const reading = (tag: string, value: string): string => `mass,${tag},plot-1,SILVA A,2007-11-11,${value}`;
const alike = 'measurement/id:1 is stored with another value, and alike in all else';
const similar = (line: number, value: string, column = 'value'): Problem =>
  problem(line, 'similar-in-database', column, value, alike);
const log = async (): Promise<unknown[]> => (await bench.must('job', 'log', 'last', '--json')).json() as unknown[];
const logged = (severity: string, { code, line, column, value, message }: Problem) =>
  expect.objectContaining({ severity, code, line, column, value, message });

test('a warning says where, of what and what, in the result, in the log and as a line of its own', async () => {
  const file = lines(header, reading('P1', '3800'), reading('P2', '5'), reading('P1', '3900'));
  const { code, result, err } = await importing(bench, 'measurements', file);
  expect({ code, created: result.created }).toEqual({ code: 0, created: 3 });
  expect(result.warnings).toEqual([similar(2, '3800'), similar(4, '3900')]);
  expect(result.warning_count).toBe(2);
  expect(result.warning_groups).toEqual([
    { code: 'similar-in-database', column: 'value', value: '3800', count: 1, first_line: 2 },
    { code: 'similar-in-database', column: 'value', value: '3900', count: 1, first_line: 4 },
  ]);
  expect(err).toBe(
    `warning: rows.csv:2 value: "3800": ${alike} [similar-in-database]\n` +
      `warning: rows.csv:4 value: "3900": ${alike} [similar-in-database]\n` +
      'stored 3 of 3 measurements\n',
  );
  expect(await log()).toEqual([logged('warning', similar(2, '3800')), logged('warning', similar(4, '3900'))]);
});

test('many are one line for people, in the import and in the log, and all for programs', async () => {
  const values = Array.from({ length: 130 }, (_, at) => String(4000 + at));
  bench.write('rows.csv', lines(header, ...values.map((value) => reading('P1', value))));
  const told = await bench.must('import', 'measurements', 'rows.csv', '--dry-run', '--json');
  expect(told.json()).toMatchObject({
    warning_count: 130,
    warnings: values.slice(0, 100).map((value, at) => similar(at + 2, value)),
    warning_groups: [{ code: 'similar-in-database', column: 'value', value: null, count: 130, first_line: 2 }],
  });
  const ran = await bench.must('import', 'measurements', 'rows.csv', '-o', 'jsonl');
  const rows = ran.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(rows.slice(0, -1)).toEqual(values.map((value, at) => ({ severity: 'warning', ...similar(at + 2, value) })));
  expect(rows.at(-1)).toMatchObject({ status: 'success', created: 130 });
  expect(ran.err).toContain(`warning: rows.csv:2 value: "4000": ${alike} [similar-in-database] × 130\n`);
  expect(await log()).toEqual(values.map((value, at) => logged('warning', similar(at + 2, value))));
  expect((await bench.run(['job', 'log', 'last'], { tty: true })).out).toBe(
    `warning value × 130, first at line 2: ${alike} [similar-in-database]\n`,
  );
});

test('those of a wide file are named by its headers, and those of rejected rows are not told', async () => {
  const wide = lines(
    'individual,dataset,person,date,mass,eggs',
    'P1,plot-1,SILVA A,2007-11-11,3800,',
    'P1,plot-1,SILVA A,2007-11-11,3801,x',
  );
  const options = ['--wide', 'auto', '--on-invalid', 'skip'];
  const { result, errors } = await importing(bench, 'measurements', wide, options);
  expect(errors).toMatchObject([{ line: 3, column: 'eggs', code: 'bad-number' }]);
  expect(result.warnings).toEqual([similar(2, '3800', 'mass')]);
  const file = lines('tag,dataset,collector,date,location', 'X1,plot-1,SILVA A|NOBODY,2008,Nowhere');
  expect((await importing(bench, 'individuals', file)).result.warnings).toEqual([]);
  expect(await log()).toEqual([
    expect.objectContaining({ severity: 'error', code: 'unknown-reference', value: 'Nowhere' }),
  ]);
});

test('with --if-exists update a person who is left out is told once, with the line', async () => {
  const row = 'P2,plot-1,SILVA A|NOBODY,2007-11-11,Torgersen';
  const { code, result } = await importing(
    bench,
    'individuals',
    lines('tag,dataset,collector,date,location,notes', `${row},seen`),
    ['--if-exists', 'update'],
  );
  expect({ code, updated: result.updated }).toEqual({ code: 0, updated: 1 });
  const message = 'there is no person NOBODY that you can see; left out';
  expect(result.warnings).toEqual([problem(2, 'unknown-reference', 'collector', 'NOBODY', message)]);
  const partial = lines('tag,dataset,collector,location,notes', 'P2,plot-1,SILVA A|NOBODY,Torgersen,again');
  const again = await importing(bench, 'individuals', partial, ['--if-exists', 'update']);
  expect(again.result).toMatchObject({ updated: 1, warning_count: 1 });
});

test('a file without rows and one that is refused have their warnings and errors apart', async () => {
  bench.write('rows.csv', lines(header));
  const ran = await bench.must('import', 'measurements', 'rows.csv', '-o', 'jsonl');
  const [warning] = ran.out.split('\n');
  const message = 'the file has a header and no rows';
  expect(JSON.parse(warning ?? '')).toEqual({ severity: 'warning', ...problem(null, 'no-rows', null, null, message) });
  expect(ran.err).toContain(`warning: ${message} [no-rows]\n`);
  expect(await log()).toEqual([expect.objectContaining({ severity: 'warning', code: 'no-rows', line: null })]);
  bench.write('rows.csv', lines(header, reading('P1', 'x'), reading('P1', '7')));
  const failed = await bench.run(['import', 'measurements', 'rows.csv', '-o', 'jsonl']);
  const rows = failed.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { severity?: string; code?: string });
  expect(rows.map(({ severity, code }) => [severity, code])).toEqual([
    ['error', 'bad-number'],
    ['warning', 'similar-in-database'],
    [undefined, undefined],
  ]);
  expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({ status: 'failed', exit_code: 5 });
});
