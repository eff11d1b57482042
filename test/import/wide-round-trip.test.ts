import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import { importing, one } from './importing.ts';
import { fill, lab } from './labs.ts';
import { randomLab, type Files } from './random-lab.ts';

/** One seed for all runs, so that a red run is red again. */
const seed = 20261208;

/** Names that a header of measurements has, or could have: columns, their aliases, parts of dates. */
const names = [
  'notes',
  'Link',
  'date',
  'reference',
  'parent',
  'Value',
  'trait',
  'object',
  'individual',
  'link-dataset',
  'bibkey',
  'year',
  'date_month',
  'duplicated',
  'person',
  'plain',
  'person_id',
];

/** The same lab with other names of traits, some of them those of columns. */
function renamed(files: Files, offset: number): Files {
  const known = [...new Set(files.traits.match(/"t\.[a-z]+-\d"/g))];
  const rename = (text: string): string =>
    known.reduce((all, name, at) => all.replaceAll(name, `"${names[(offset + 3 * at) % names.length] ?? ''}"`), text);
  return {
    ...files,
    traits: rename(files.traits),
    translations: rename(files.translations),
    measurements: rename(files.measurements),
  };
}

test('a wide export imports again unchanged, but for what it says that it leaves out', async () => {
  let [values, links] = [0, 0];
  await fc.assert(
    fc.asyncProperty(randomLab, fc.nat({ max: 15 }), async (files, offset) => {
      const bench = await lab();
      await fill(bench, renamed(files, offset));
      const { out, err } = await bench.must('export', 'measurements', '--wide');
      const of = (type: string): number =>
        Number(one(bench, `select count(*) from measurement m join trait t on t.id = m.trait_id where t.type ${type}`));
      const linked = of("= 'link'");
      expect(err.includes(`${linked} measurement`)).toBe(linked > 0);
      const again = await importing(bench, 'measurements', out, ['--wide', 'auto']);
      expect(again.errors).toEqual([]);
      expect(again.counts).toMatchObject({
        created: 0,
        updated: 0,
        skipped: 0,
        rejected: 0,
        unchanged: of("<> 'link'"),
      });
      values += again.counts.unchanged;
      links += linked;
    }),
    { numRuns: 8, seed, endOnFailure: true },
  );
  expect(values).toBeGreaterThan(200);
  expect(links).toBeGreaterThan(20);
}, 120_000);

test('what a wide file has no place for is counted, and how to get it is said', async () => {
  const bench = await world();
  const about = (name: string) => ['--name', name, '--description', 'd', '--objects', 'individual'];
  const trait = (name: string, type: string, ...more: string[]) =>
    bench.must('trait', 'create', name, '--type', type, ...about(name), ...more);
  await trait('likes', 'link', '--link-type', 'individual');
  await trait('notes', 'text');
  const file = [
    'trait,individual,dataset,person,date,value,link,notes',
    'likes,P1,plot-1,SILVA A,2008,3,P2,seen',
    'likes,P2,plot-1,SILVA A,2008,,P1,',
    'notes,P1,plot-1,SILVA A,2008,"a, b",,written',
  ];
  await importing(bench, 'measurements', `${file.join('\n')}\n`);
  const exported = await bench.must('export', 'measurements', '--wide', '--dataset', 'plot-1', '--from', '2008');
  expect(exported.out).toBe(
    'object,object_type,individual_dataset,individual_collector,individual_location,biocollection,biocollection_number,dataset,person,date,duplicated,trait/notes\n' +
      'P1,individual,plot-1,SILVA A,Torgersen,,,plot-1,SILVA A,2008,0,"a, b"\n',
  );
  expect(exported.err).toBe(
    'warning: 1 note, reference or parent has no place in a wide file and is left out; export without --wide for all\n' +
      'warning: 2 measurements of the trait likes, which point to records, have no place in a wide file and are left out; export without --wide for all\n' +
      'exported 1 row of measurements\n',
  );
  bench.write('wide.csv', exported.out);
  const { command } = (await bench.must('import', '--inspect', 'wide.csv', '--json')).json() as { command: string };
  expect(command).toBe('vasculum import measurements wide.csv --wide auto');
  await trait('Year', 'text');
  const template = await bench.must('template', 'measurements', '--wide', 'mass,notes,Year');
  expect(template.out).toBe('individual,dataset,person,date,mass,trait/notes,trait/Year\n');
});
