import BetterSqlite3 from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { remembered } from '../../src/access/remembered.ts';
import { world } from '../helpers/world.ts';

/** How often statements that begin so are run while something is done, whoever prepared them. */
async function runs(beginning: RegExp, deed: () => Promise<unknown>): Promise<number> {
  const handle = new BetterSqlite3(':memory:');
  const statement = Object.getPrototypeOf(handle.prepare('select 1')) as BetterSqlite3.Statement;
  handle.close();
  const methods = (['run', 'get', 'all', 'iterate'] as const).map((method) => vi.spyOn(statement, method));
  try {
    await deed();
    const sources = methods.flatMap(({ mock }) =>
      mock.contexts.map((one) => (one as BetterSqlite3.Statement).source.trim()),
    );
    return sources.filter((source) => beginning.test(source)).length;
  } finally {
    for (const method of methods) method.mockRestore();
  }
}

test('what somebody reaches is found once for all that a command asks', async () => {
  const bench = await world();
  const show = async () => bench.must('individual', 'show', 'P1', '--json');
  expect(await runs(/^insert into "reach"/u, show)).toBe(1);
  expect(await runs(/^insert into readable_scope/u, show)).toBe(1);
});

test('which records are readable is not looked up where only containers are asked about', async () => {
  const bench = await world();
  const list = async () => bench.must('dataset', 'list');
  expect(await runs(/^insert into "reach"/u, list)).toBe(1);
  expect(await runs(/^insert into readable_scope/u, list)).toBe(0);
});

test('what the rows of a file hang on is looked up once for all that hang on the same', async () => {
  const bench = await world();
  const rows = Array.from({ length: 40 }, (_, at) => `N${at},${at % 2 === 0 ? 'plot-1' : 'open'},SILVA A,2020,Dream`);
  const file = ['tag,dataset,collector,date,location', ...rows, ''].join('\n');
  const read = async () => bench.must('import', 'individuals', bench.write('new.csv', file));
  expect(await runs(/^select id from scope where d1/u, read)).toBe(2);
});

test('the text of a question is made once, and takes the values of each time', () => {
  let made = 0;
  const build = () => {
    made += 1;
    return { sql: 'select ?', parameters: [-99, 'as it is'] } as unknown as ReturnType<
      Parameters<typeof remembered>[1]
    >;
  };
  const ask = (value: number) => remembered('once', build, new Map([[-99, value]])).values;
  expect([ask(1), ask(2)]).toEqual([
    [1, 'as it is'],
    [2, 'as it is'],
  ]);
  expect(made).toBe(1);
});
