import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

/**
 * Equipment lies in setups, stocks in inventories, and nothing else differs. Beside the small lab, of each container: `mine` (authorized; ana owner,
 * group/neuro contributor, max manager, col collaborator, vera viewer, reg viewer), `theirs` (authorized; olga owner, col contributor), `open` (public; ana owner)
 */
const kinds = [
  { kind: 'equipment', plural: 'equipment', into: 'setup', type: 'Camera', other: 'Laser' },
  { kind: 'stock', plural: 'stocks', into: 'inventory', type: 'VirusSolution', other: 'TracerDye' },
] as const;
let bench: Bench;

describe.each(kinds)('$kind', ({ kind, plural, into, type, other }) => {
  beforeEach(async () => {
    bench = await world();
    await bench.must(into, 'create', 'mine', '--group', 'neuro');
    await bench.must(into, 'grant', 'mine', 'max', '--role', 'manager');
    await bench.must(into, 'grant', 'mine', 'col', '--role', 'collaborator');
    await bench.must(into, 'grant', 'mine', 'vera', 'reg', '--role', 'viewer');
    await bench.must(into, 'create', 'open', '--privacy', 'public');
    bench.as('olga');
    await bench.must(into, 'create', 'theirs');
    await bench.must(into, 'grant', 'theirs', 'col', '--role', 'contributor');
    bench.as('ana');
  });
  const create = (as: string | null, name: string, holder: string, ...more: string[]) =>
    deed(bench, as, kind, 'create', name, ...options({ [into]: holder, type }), ...more);
  const names = async (as: string | null, ...argv: string[]) =>
    (await deed(bench, as, kind, 'list', ...argv)).record as unknown as { name: string }[];
  const move = (as: string, ...argv: string[]) => bench.run([kind, 'move', ...argv, '--yes'], { as });
  const columns = async () => (await bench.must('template', plural)).out.trim();

  test('is stored under a name that is its own in what holds it', async () => {
    expect((await create('ana', 'One', 'mine')).record).toMatchObject({
      result: 'created',
      name: 'One',
      [into]: 'mine',
      type,
    });
    expect((await create('ana', 'One', 'mine')).record['result']).toBe('unchanged');
    expect((await create('ana', 'one', 'mine')).code).toBe(6);
    expect((await create('ana', 'One', 'mine', '--notes', 'other')).code).toBe(6);
    expect((await create('ana', 'One', 'open')).record['result']).toBe('created');
    expect((await deed(bench, 'ana', kind, 'show', 'One')).code).toBe(5);
    expect((await create('ana', 'Two', 'nowhere')).code).toBe(3);
    expect((await deed(bench, 'ana', kind, 'create', 'Two', ...options({ [into]: 'mine', type: 'Lazer' }))).code).toBe(
      5,
    );
    expect((await deed(bench, 'ana', kind, 'create', 'Two', '--type', type)).code).toBe(2);
  });

  test('is read, inserted, edited and deleted by roles in what holds it, and by nothing else', async () => {
    await create('ana', 'One', 'mine');
    const before = everything(bench);
    for (const [as, read, insert, edit, remove] of [
      ['max', 0, 0, 0, 0],
      ['greta', 0, 0, 0, 0], // contributor by her group
      ['col', 0, 0, 0, 4],
      ['vera', 0, 4, 4, 4],
      ['reg', 0, 4, 4, 4],
      ['sara', 0, 0, 0, 0],
      ['olga', 3, 3, 3, 3],
      ['carl', 3, 3, 3, 3],
      [null, 3, 3, 3, 3],
    ] as const) {
      const codes = [
        (await deed(bench, as, kind, 'show', 'One')).code,
        (await create(as, 'New', 'mine', '--dry-run')).code,
        (await deed(bench, as, kind, 'edit', 'One', '--notes', 'seen', '--dry-run')).code,
        (await deed(bench, as, kind, 'delete', 'One', '--yes', '--dry-run')).code,
      ];
      expect([as, ...codes]).toEqual([as, read, insert, edit, remove]);
    }
    expect(everything(bench)).toEqual(before);
    expect((await deed(bench, 'col', kind, 'edit', 'One', '--type', other)).record).toMatchObject({
      result: 'updated',
      type: other,
    });
    expect((await deed(bench, 'greta', kind, 'delete', 'One', '--yes')).code).toBe(0);
    expect(one(bench, `select count(*) from ${kind}`)).toBe(0);
  });

  test('shows itself to everybody where what holds it is public, and to nobody else where not', async () => {
    await create('ana', 'Open', 'open');
    await create('ana', 'Mine', 'mine');
    expect((await names(null)).map(({ name }) => name)).toEqual(['Open']);
    expect((await names('carl')).map(({ name }) => name)).toEqual(['Open']);
    expect((await names('vera')).map(({ name }) => name)).toEqual(['Open', 'Mine']);
    expect(await names('carl', '--filter', `${into}=mine`)).toEqual([]);
    expect((await deed(bench, 'carl', kind, 'edit', 'Open', '--notes', 'x')).code).toBe(4);
    expect((await bench.run(['export', plural], { as: 'carl' })).out).not.toContain('ine');
    const { counts } = (await bench.run(['status', '--json'], { as: null })).json() as {
      counts: Record<string, number>;
    };
    expect(counts[plural]).toBe(1);
    await bench.must(into, 'edit', 'open', '--privacy', 'authorized');
    expect(await names(null)).toEqual([]);
  });

  test('moves by who may delete it there and insert it here, in one go or not at all', async () => {
    for (const name of ['A', 'B', 'C']) await create('ana', name, 'mine');
    await create('olga', 'A', 'theirs');
    const before = everything(bench);
    expect((await move('col', 'B', '--to', 'theirs')).code).toBe(4); // collaborator, so may not take it away
    expect((await move('max', 'B', '--to', `${into}/theirs`)).code).toBe(3);
    expect((await move('max', 'B', '--to', `${into}/open`)).code).toBe(4);
    expect((await move('olga', 'B', '--to', 'theirs')).code).toBe(3);
    expect((await move('ana', 'B', '--to', 'project/wetlands')).code).toBe(2);
    await bench.must(into, 'grant', 'mine', 'col', '--role', 'contributor');
    const clash = await move('col', '--filter', `${into}=mine`, '--to', 'theirs');
    expect(clash).toMatchObject({ code: 6 });
    expect(clash.err).toContain(`1 of 3 ${plural} would be in ${into}/theirs twice: id:1 is like id:4`);
    await bench.must(into, 'grant', 'mine', 'col', '--role', 'collaborator', '--lower');
    const tables = ({ [kind]: rows }: Record<string, unknown>) => rows;
    expect(tables(everything(bench) as never)).toEqual(tables(before as never));
    expect((await bench.run([kind, 'move', 'B', '--to', 'open'], { as: 'ana' })).err).toContain('--yes');
    const moved = await move('ana', '--filter', `${into}=mine`, '--to', 'open');
    expect(moved.err).toBe(
      `warning: everybody reads ${into}/open\nmoved: 3 ${plural} from ${into}/mine to ${into}/open\n`,
    );
    expect(
      one(bench, `select count(*) from ${kind} k join container c on c.id = k.${into}_id where c.name = 'open'`),
    ).toBe(3);
    expect((await move('ana', 'B', '--to', 'open')).err).toBe(`unchanged: 1 ${kind}\n`);
    const log = async (name: string) =>
      (await bench.must('audit', 'log', '--object', `${into}/${name}`, '--command', `${kind} move`, '--json')).json();
    expect(await log('mine')).toMatchObject([{ before: { [kind]: [[1, 3]], count: 3 }, after: null }]);
    expect(await log('open')).toMatchObject([{ before: null, after: { [kind]: [[1, 3]], count: 3 } }]);
  });

  test('comes from a file with every right and error by row, and is exported as it came', async () => {
    const rows = `name,${into},type\nA,mine,${type}\nB,theirs,${type}\nC,open,${type}\nD,mine,Lazer\n`;
    const refused = await importing(bench, plural, rows, [], { as: 'max' });
    expect(refused.errors.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, 'unknown-reference', into],
      [4, 'not-permitted', into],
      [5, 'unknown-category', 'type'],
    ]);
    expect(
      (await importing(bench, plural, `name,${into},type\nA,mine,${type}\nA,open,${other}\n`)).counts,
    ).toMatchObject({ created: 2 });
    const { out } = await bench.must('export', plural);
    expect(out.split('\n')[0]).toBe(await columns());
    expect((await importing(bench, plural, out)).counts).toMatchObject({ created: 0, unchanged: 2 });
    const changed = `name,${into},type\nA,mine,${other}\n`;
    expect((await importing(bench, plural, changed, [], { as: 'vera' })).code).toBe(5);
    expect((await importing(bench, plural, changed, ['--if-exists', 'update'], { as: 'vera' })).errors).toMatchObject([
      { code: 'not-permitted' },
    ]);
    expect((await importing(bench, plural, changed, ['--if-exists', 'update'], { as: 'col' })).counts).toMatchObject({
      updated: 1,
    });
  });

  test('keeps what holds it, unless everything goes with it by who may delete it', async () => {
    await create('ana', 'A', 'mine');
    expect((await bench.run([into, 'delete', 'mine', '--yes'])).err).toContain(`${into}/mine is not empty`);
    expect((await bench.run([into, 'delete', 'mine', '--yes', '--cascade'], { as: 'max' })).code).toBe(4);
    expect((await bench.must(into, 'delete', 'mine', '--yes', '--cascade', '--json')).json()).toMatchObject({
      records: 1,
    });
    expect(one(bench, `select count(*) from ${kind}`)).toBe(0);
    expect(one(bench, "select count(*) from container where name = 'mine'")).toBe(0);
  });

  test('is asked about by the roles in what holds it', async () => {
    await create('ana', 'A', 'mine');
    const ask = (as: string, ...argv: string[]) => bench.run(['access', ...argv], { as });
    expect((await ask('greta', 'check', 'me', 'delete', `${kind}/A`)).out).toBe('yes\n');
    expect((await ask('col', 'check', 'me', 'delete', `${kind}/A`)).out).toBe('no\n');
    expect((await ask('carl', 'check', 'me', 'read', `${kind}/A`)).code).toBe(3);
    expect(
      (await ask('max', 'who', `${kind}/A`, 'delete')).out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split('\t').slice(0, 2).join(' ')),
    ).toEqual(
      // The people of neuro are not for max to see.
      ['a group contributor', 'ana owner', 'max manager', 'sara owner'],
    );
    expect((await ask('vera', 'who', `${kind}/A`)).code).toBe(4);
    expect((await ask('ana', 'explain', 'carl', 'edit', `${kind}/A`)).out).toContain(
      `vasculum ${into} grant mine carl --role collaborator (by ana, max)`,
    );
    expect((await ask('ana', 'check', 'me', 'create', kind)).code).toBe(5);
  });
});

test('a stock is available unless it says otherwise, and may expire in times to come', async () => {
  bench = await world();
  await bench.must('inventory', 'create', 'fridge');
  const create = (name: string, ...more: string[]) =>
    deed(bench, 'ana', 'stock', 'create', name, '--inventory', 'fridge', '--type', 'TracerDye', ...more);
  expect((await create('Dye', '--expiration-date', '2199-03')).record).toMatchObject({
    status: 'AVAILABLE',
    expiration_date: '2199-03',
  });
  expect((await create('Dye', '--status', 'depleted')).code).toBe(6);
  expect((await create('Other', '--acquisition-date', '2199-03')).code).toBe(5);
  expect((await create('Other', '--expiration-date', '2199-13')).code).toBe(5);
  expect((await deed(bench, 'ana', 'stock', 'edit', 'Dye', '--status', 'depleted')).record).toMatchObject({
    status: 'DEPLETED',
  });
  const file = 'name,inventory,type,expiration_date\nX,fridge,TracerDye,31/12/2199\n';
  expect((await importing(bench, 'stocks', file, ['--date-format', 'dmy'])).counts).toMatchObject({ created: 1 });
});
