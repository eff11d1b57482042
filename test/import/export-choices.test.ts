import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { guarded } from '../../src/operations/export/guard.ts';
import { Bench } from '../helpers/run.ts';

let bench: Bench;

/** A lab with two trees of one genus, one at a place inside another, measured in three years. */
beforeAll(async () => {
  bench = new Bench().as('ana');
  await bench.must('init', bench.db, '--user', 'ana', '--email', 'ana@lab.org', '--config', 'none');
  await bench.must('user', 'create', 'vera', '--email', 'vera@lab.org', '--level', 'full');
  await bench.must('project', 'create', 'flora');
  await bench.must('dataset', 'create', 'trees', '--project', 'flora');
  await bench.must('dataset', 'create', 'alone');
  const file = async (kind: string, text: string, ...options: string[]): Promise<void> => {
    bench.write('in.csv', text);
    await bench.must('import', kind, 'in.csv', ...options);
  };
  await file('persons', "full_name,notes\nAna Silva,=1+1\nBo Li,'+x\n");
  await file('locations', 'name,adm_level,latitude,longitude,parent\nBrazil,2,-10,-50,\nAcre,4,-10,-50,Brazil\n');
  await file('taxa', 'name,level,author,parent,valid\nPinus,genus,L.,,yes\nPinus alba,species,L.,Pinus,yes\n');
  await file(
    'traits',
    'export_name,type,name,description,objects,unit\nheight,real,H,h,individual|taxon,m\ncolour,text,C,c,individual,\ndate,real,D,d,individual,m\n',
  );
  const person = ['--set', 'collector=SILVA A'];
  await file('individuals', 'tag,location,date,taxon\nT1,Acre,2007-05,Pinus alba\n', '--dataset', 'trees', ...person);
  await file('individuals', 'tag,location,date,taxon\nT2,Brazil,2008,\n', '--dataset', 'alone', ...person);
  await file(
    'measurements',
    'individual,dataset,date,trait,value,notes\nT1,trees,2009,height,12.50,\nT1,trees,2009,colour,=red,seen\nT2,alone,2010-02,height,-3,\nT1,trees,2009,height,13,\nT2,alone,2010-02,date,5,\n',
    '--set',
    'person=SILVA A',
  );
  await file(
    'measurements',
    'taxon,dataset,date,trait,value\nPinus,trees,2011-03-04,height,40\n',
    '--set',
    'person=LI B',
  );
});

const rows = async (...argv: string[]): Promise<string[]> =>
  (await bench.must('export', ...argv)).out.trimEnd().split('\n').slice(1);
const simple = (...argv: string[]): Promise<string[]> =>
  rows('measurements', '--fields', 'trait,object,value', ...argv);

const tall = ['height,T1,12.50', 'height,T1,13', 'colour,T1,=red'];
const others = ['height,T2,-3', 'date,T2,5'];
const genus = 'height,Pinus,40';

describe('an export is narrowed', () => {
  test.each([
    [
      ['--dataset', 'trees'],
      [...tall, genus],
    ],
    [
      ['--project', 'flora'],
      [...tall, genus],
    ],
    [
      ['--taxon', 'Pinus'],
      [...tall, genus],
    ],
    [['--taxon', 'Pinus alba'], tall],
    [
      ['--location', 'Brazil'],
      [...tall, ...others],
    ],
    [['--location', '> Brazil > Acre'], tall],
    [['--trait', 'colour'], ['colour,T1,=red']],
    [['--object', 'T2'], others],
    [['--object', 'taxon/Pinus'], [genus]],
    [['--object', 'individual/T2', '--trait', 'date'], ['date,T2,5']],
    [
      ['--from', '2010'],
      [...others, genus],
    ],
    [
      ['--from', '2009-06'],
      [...tall, ...others, genus],
    ],
    [['--to', '2010-01-31'], tall],
    [
      ['--to', '2010'],
      [...tall, ...others],
    ],
    [['--from', '2010-02-28', '--to', '2010-03'], others],
    [['--from', '2012'], []],
  ])('by %j', async (options, expected) => {
    expect((await simple(...options)).toSorted()).toEqual(expected.toSorted());
    const listed = (await bench.run(['measurement', 'list', '--json', ...options])).json() as unknown[];
    expect(listed).toHaveLength(expected.length);
  });

  test('for other kinds by what means something to them', async () => {
    expect(await rows('individuals', '--taxon', 'Pinus', '--fields', 'tag')).toEqual(['T1']);
    expect(await rows('individuals', '--location', 'Brazil', '--fields', 'tag')).toEqual(['T1', 'T2']);
    expect(await rows('individuals', '--to', '2007-05-02', '--fields', 'tag')).toEqual(['T1']);
    expect(await rows('taxa', '--taxon', 'Pinus', '--fields', 'name')).toEqual(['Pinus', 'Pinus alba']);
    expect(await rows('locations', '--location', 'Brazil', '--fields', 'name')).toEqual(['Brazil', 'Acre']);
  });

  test.each([
    [['persons', '--trait', 'height'], 2, '--trait means nothing to persons'],
    [['taxa', '--location', 'Brazil'], 2, '--location means nothing to taxa'],
    [['persons', '--project', 'flora'], 2, '--project means nothing to persons'],
    [['individuals', '--object', 'T1'], 2, '--object means nothing to individuals'],
    [['measurements', '--from', 'soon'], 5, '--from soon'],
    [['measurements', '--taxon', 'Pimus'], 3, 'Did you mean Pinus?'],
    [['measurements', '--project', 'fauna'], 3, 'there is no project fauna'],
    [['measurements', '--object', 'X9'], 3, 'there is no individual X9'],
    [['measurements', '--fields', 'nope'], 2, 'there is no field nope'],
    [['measurements', '--fields', ''], 2, 'there is no field'],
  ])('export %j ends with %i', async (argv, code, text) => {
    const ended = await bench.run(['export', ...argv]);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toContain(text);
    expect(ended.err).not.toMatch(/bug|SQLITE/);
  });

  test('and holds no more than the reader may see, whatever it is narrowed by', async () => {
    for (const options of [
      ['--taxon', 'Pinus'],
      ['--location', 'Brazil'],
      ['--trait', 'height'],
      ['--from', '2000'],
    ])
      expect((await bench.run(['export', 'measurements', ...options], { as: 'vera' })).out.split('\n')).toHaveLength(2);
    const hidden = await bench.run(['export', 'measurements', '--project', 'flora'], { as: 'vera' });
    const absent = await bench.run(['export', 'measurements', '--project', 'fauna'], { as: 'vera' });
    expect(hidden.code).toBe(3);
    expect(hidden.err).toBe(absent.err.replace('fauna', 'flora'));
    const object = await bench.run(['export', 'measurements', '--object', 'T1'], { as: 'vera' });
    const none = await bench.run(['export', 'measurements', '--object', 'T9'], { as: 'vera' });
    expect([object.code, object.out, object.err.replaceAll('T1', 'T9')]).toEqual([none.code, none.out, none.err]);
  });
});

describe('the fields of an export', () => {
  test('are all, the few of a list, or those named, in that order', async () => {
    const header = async (...argv: string[]) => (await bench.must('export', 'individuals', ...argv)).out.split('\n')[0];
    expect(await header('--fields', 'simple')).toBe('tag,dataset,taxon,location,date,collector');
    expect(await header('--fields', 'all')).toBe(await header());
    expect(await header('--fields', 'date, tag')).toBe('date,tag');
    const json = await bench.must('export', 'individuals', '--fields', 'tag,date', '--json', '--taxon', 'Pinus');
    expect(json.json()).toEqual([{ tag: 'T1', date: '2007-05' }]);
    const asked = await bench.must('export', 'individuals', '--fields', '?');
    expect(asked.out.trimEnd().split('\n').join(',')).toBe(await header());
  });
});

describe('a wide export', () => {
  test('has a row for each object, date and person, and a column for each trait that is there', async () => {
    const { out, err } = await bench.must('export', 'measurements', '--wide', '--to', '2010');
    expect(out).toBe(
      [
        'object,object_type,individual_dataset,individual_collector,individual_location,biocollection,biocollection_number,dataset,person,date,duplicated,colour,trait/date,height',
        'T1,individual,trees,SILVA A,Acre,,,trees,SILVA A,2009,0,=red,,12.50',
        'T1,individual,trees,SILVA A,Acre,,,trees,SILVA A,2009,0,,,13',
        'T2,individual,alone,SILVA A,Brazil,,,alone,SILVA A,2010-02,0,,5,-3\n',
      ].join('\n'),
    );
    expect(err).toBe(
      'warning: 1 cell begins like a formula, which a spreadsheet would run; --spreadsheet-safe guards them\n' +
        'warning: 1 note, reference or parent has no place in a wide file and is left out; export without --wide for all\n' +
        'exported 3 rows of measurements\n',
    );
  });

  test('has the traits in place of trait and value among its few fields', async () => {
    const { out } = await bench.must('export', 'measurements', '--wide', '--fields', 'simple', '--object', 'T2');
    expect(out).toBe('object,date,person,dataset,trait/date,height\nT2,2010-02,SILVA A,alone,5,-3\n');
  });

  test('can be narrowed, is JSON too, and is refused for other kinds', async () => {
    const json = await bench.must(
      'export',
      'measurements',
      '--wide',
      '--object',
      'T2',
      '--json',
      '--fields',
      'object,height',
    );
    expect(json.json()).toEqual([{ object: 'T2', height: -3 }]);
    const none = await bench.must('export', 'measurements', '--wide', '--from', '2012');
    expect(none.out.split('\n')[0]).toMatch(/,duplicated$/);
    expect((await bench.run(['export', 'persons', '--wide'])).code).toBe(2);
  });
});

describe('cells that a spreadsheet would run', () => {
  test('are exact and counted, or guarded where that was asked for, and numbers never', async () => {
    const exact = await bench.must('export', 'persons', '--fields', 'notes');
    expect(exact.out).toBe("notes\n=1+1\n'+x\n");
    expect(exact.err).toContain('1 cell begins like a formula');
    const safe = await bench.must('export', 'persons', '--fields', 'notes', '--spreadsheet-safe');
    expect(safe.out).toBe("notes\n'=1+1\n''+x\n");
    expect(safe.err).toBe('exported 2 persons\n');
    expect(await simple('--object', 'T2', '--spreadsheet-safe')).toEqual(others);
    expect((await bench.run(['export', 'persons', '--spreadsheet-safe', '--json'])).code).toBe(2);
  });

  test('come back as they were when one guard is taken away', () => {
    const text = fc.array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a', ' ', '1'), { maxLength: 6 });
    fc.assert(
      fc.property(text, (parts) => {
        const original = parts.join('');
        const written = guarded(original);
        expect(written).not.toMatch(/^[=+\-@\t\r]/);
        expect(/^'+[=+\-@\t\r]/.test(written) ? written.slice(1) : written).toBe(original);
      }),
      { numRuns: 5000 },
    );
  });
});

test('beside a CSV file stands how to cite its datasets, under which licence, and what they ask', async () => {
  await bench.must('dataset', 'edit', 'trees', '--policy', 'Ask Ana first', '--title', 'Trees', '--author', 'SILVA A');
  await bench.must('export', 'measurements', '--output', 'm.csv', '--dataset', 'trees');
  const version = new Date().toISOString().slice(0, 10);
  expect(readFileSync(join(bench.dir, 'm.csv.txt'), 'utf8')).toBe(
    `m.csv\n\ndataset/trees\nCitation: SILVA A (${version.slice(0, 4)}). Trees. Version: ${version}. License: none, access to the data is restricted.\nLicence: none, access to the data is restricted\nPolicy: Ask Ana first\n`,
  );
  await bench.must('export', 'individuals', '--output', 'both.csv');
  expect(readFileSync(join(bench.dir, 'both.csv.txt'), 'utf8').match(/^dataset\/.*$/gm)).toEqual([
    'dataset/alone',
    'dataset/trees',
  ]);
  await bench.must('export', 'persons', '--output', 'people.csv');
  await bench.must('export', 'individuals', '--output', 'i.jsonl', '-o', 'jsonl');
  expect(readdirSync(bench.dir).filter((name) => name.endsWith('.txt'))).toEqual(['both.csv.txt', 'm.csv.txt']);
  bench.write('other.csv.txt', 'mine');
  expect((await bench.run(['export', 'individuals', '--output', 'other.csv'])).code).toBe(6);
  expect(readFileSync(join(bench.dir, 'other.csv.txt'), 'utf8')).toBe('mine');
  expect(existsSync(join(bench.dir, 'other.csv'))).toBe(false);
});

describe('the format of an export', () => {
  test.each([['yaml'], ['table'], ['name']])(
    'is not %s: it says once what there is, before anything else',
    async (format) => {
      for (const kind of ['measurements', 'members', 'references'])
        for (const as of ['ana', null]) {
          const ran = await bench.run(['export', kind, '-o', format, '--output', 'file'], { as });
          const [message, hint] = [
            'vasculum export does not write ' + format,
            'It writes csv, tsv, jsonl, json, bibtex.',
          ];
          const json = JSON.stringify({ error: { exit: 2, code: 'usage', message, hint } });
          expect(ran).toMatchObject({
            code: 2,
            out: '',
            err: format === 'yaml' ? `${json}\n` : `error: ${message}\nhint: ${hint}\n`,
          });
        }
      expect(existsSync(join(bench.dir, 'file'))).toBe(false);
    },
  );

  test('is one of those that it names, and BibTeX for references alone', async () => {
    const none = await bench.run(['export', 'persons', '-o', 'xml']);
    expect(none.err).toBe('error: there is no format xml\nhint: The formats: csv, tsv, jsonl, json, bibtex\n');
    expect((await bench.run(['export', 'persons', '-o', 'bibtex'])).err).toBe(
      'error: persons are not written as BibTeX\nhint: References are; the others as csv, tsv, jsonl, json.\n',
    );
    expect((await bench.must('export', 'persons', '-o', 'tsv', '--fields', 'notes')).out).toContain('notes\n=1+1\n');
  });
});
