import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import { importing, problem, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

/** More traits, so that there is one of each type that can be measured, and one for locations alone. */
const moreTraits = lines(
  'export_name,type,name,description,objects,unit,range_min,range_max,categories,value_length',
  'spectrum,spectral,Spectrum,of a leaf,individual,nm,400,700,,3',
  'hue,color,Hue,of a leaf,individual,,,,,',
  'vigour,ordinal,Vigour,by eye,individual,,,,low|middle|high,',
  'warmth,real,Warmth,of the air,location,C,,40,,',
  'marks,multiple,Marks,all that are seen,individual,,,,ring|band,',
);

test('every row of persons is told what is wrong with it, in one pass', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'persons',
    lines(
      'full_name,abbreviation,email,orcid',
      'Good Person,,,',
      ',X Y,,',
      'Bad Mail,,nomail,0000-0002-1825-0098',
      'Zero\u200bWidth,,,',
      'Ana Silva,,ana@lab.org,',
      'Carlos Gomes,,,',
      'Clara Gomes,,,',
      'Lima Again,"Lima, B.",,',
    ),
  );
  expect(errors).toEqual([
    problem(3, 'missing-value', 'full_name', null, 'full_name is missing'),
    problem(4, 'bad-email', 'email', 'nomail', 'not an e-mail address; write it like ana@lab.org'),
    problem(4, 'bad-orcid', 'orcid', '0000-0002-1825-0098', 'the last digit of the ORCID does not match the others'),
    problem(
      5,
      'bad-character',
      'full_name',
      'Zero\\u{200b}Width',
      'a name cannot contain the character U+200B',
      'ZeroWidth',
    ),
    problem(6, 'duplicate-in-database', 'email', null, 'the person is stored already, with other email: id:1'),
    problem(8, 'duplicate-in-file', 'full_name', null, 'the same person stands on line 7'),
    problem(
      9,
      'duplicate-in-database',
      'full_name',
      null,
      'the person is stored already, with other full_name, abbreviation: id:2',
    ),
  ]);
});

test('every row of locations is told what is wrong with it, in one pass', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'locations',
    lines(
      'name,adm_level,geometry,latitude,longitude,altitude',
      'Half,2.5,,1,1,',
      'Seven,77,,1,1,',
      'North,999,,91,1,',
      'East,999,,1,181,',
      'Alone,999,,1,,',
      'Nowhere,999,,,,',
      'Twice,999,POINT (1 1),1,1,',
      'Open,999,POINT (1,,,',
      'Swapped,999,POINT (60 -120),,,',
      'High,999,,1,1,"1,5"',
      'Torgersen,999,,-64.77,-64.09,',
    ),
  );
  const levels = 'must be one of 2, 3, 4, 5, 6, 7, 8, 9, 10, 97, 98, 99, 100, 101, 999';
  expect(errors.filter(({ line }) => line !== 9)).toEqual([
    problem(2, 'bad-number', 'adm_level', '2.5', 'not an integer'),
    problem(3, 'unknown-category', 'adm_level', '77', levels),
    problem(4, 'out-of-range', 'latitude', '91', 'a latitude lies between -90 and 90'),
    problem(5, 'out-of-range', 'longitude', '181', 'a longitude lies between -180 and 180'),
    problem(6, 'missing-value', 'longitude', null, 'latitude and longitude go together'),
    problem(7, 'missing-value', 'geometry', null, 'needs a geometry (WKT), or latitude and longitude'),
    problem(
      8,
      'duplicate-column',
      'geometry',
      null,
      'the place is given twice, as geometry and as latitude and longitude',
    ),
    problem(
      10,
      'bad-geometry',
      'geometry',
      'POINT (60 -120)',
      '60 -120 is not a longitude (-180 to 180) and a latitude (-90 to 90), in this order',
      'POINT (-120 60)',
    ),
    problem(11, 'bad-number', 'altitude', '1,5', 'not a number; the decimal sign is a point', '1.5'),
    problem(
      12,
      'duplicate-in-database',
      'longitude',
      null,
      'the location is stored already, with other longitude: id:1',
    ),
  ]);
  expect(errors.find(({ line }) => line === 9)).toMatchObject({
    code: 'bad-geometry',
    column: 'geometry',
    value: 'POINT (1',
  });
});

test('every row of taxa is told what is wrong with it, in one pass', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'taxa',
    lines(
      'name,level,author,person,parent,valid,senior',
      'Aptenodytes forsteri,speces,,,,,',
      'Eudyptes,genus,,,Pygoscelis adeliae,,',
      'Spheniscus,genus,,,,maybe,',
      'Pygoscelis papua,species,,,Pygoscelis,yes,Pygoscelis adeliae',
      'Newbird,,,SILVA A,,,',
      'Megadyptes,genus,Milne,SILVA A,,,',
      'Pygoscelis,genus,Wagler,,,,',
    ),
  );
  expect(errors).toEqual([
    problem(2, 'unknown-category', 'level', 'speces', 'not a taxonomic rank', 'species'),
    problem(3, 'out-of-range', 'parent', null, 'a genus cannot lie in a species'),
    problem(4, 'bad-boolean', 'valid', 'maybe', 'write true or false'),
    problem(5, 'out-of-range', 'valid', null, 'a name with a senior is a synonym, so not valid'),
    problem(6, 'missing-value', 'parent', null, 'an unpublished name needs its parent'),
    problem(6, 'missing-value', 'level', null, 'an unpublished name needs its level'),
    problem(7, 'missing-value', 'parent', null, 'an unpublished name needs its parent'),
    problem(7, 'duplicate-column', 'person', null, 'a name has an author, or, while unpublished, a person; not both'),
    problem(8, 'duplicate-in-database', 'author', null, 'the taxon is stored already, with other author: id:3'),
  ]);
});

test('every row of traits is told what is wrong with it, in one pass', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'traits',
    lines(
      'export_name,type,name,description,objects,unit,range_min,range_max,categories,value_length',
      'leaf area,real,n,d,individual,cm2,,,,',
      'a1,reel,n,d,individual,cm,,,,',
      'a2,real,n,d,individual,,,,,',
      'a3,real,n,d,individual,cm,5,5,,',
      'a4,text,n,d,individual,,,9,,',
      'a5,text,n,d,individual,,,,red|blue,',
      'a6,categorical,n,d,individual,,,,,',
      'a7,categorical,n,d,individual,,,,red|Red,',
      'a8,spectral,n,d,individual,nm,400,,,',
      'a9,real,n,d,indivdual,cm,,,,',
      'b1,real,n,,individual,cm,,,,',
      'sex,categorical,sex,the sex,individual,,,,MALE|FEMALE|OTHER,',
    ),
  );
  expect(errors).toEqual([
    problem(
      2,
      'bad-character',
      'export_name',
      'leaf area',
      'begins with a letter and has only letters, digits, `_`, `.` and `-`',
    ),
    problem(
      3,
      'unknown-category',
      'type',
      'reel',
      'must be one of integer, real, categorical, multiple, ordinal, text, color, link, spectral',
      'real',
    ),
    problem(4, 'missing-value', 'unit', null, 'a trait of type real needs a unit'),
    problem(5, 'out-of-range', 'range_max', null, 'range_max must be greater than range_min'),
    problem(6, 'out-of-range', 'range_min', null, 'a trait of type text has no range_min'),
    problem(7, 'out-of-range', 'categories', null, 'a trait of type text has no categories'),
    problem(8, 'missing-value', 'categories', null, 'a trait of type categorical needs categories'),
    problem(9, 'duplicate-value', 'categories', 'Red', 'Red stands in the list twice'),
    problem(10, 'missing-value', 'range_min', null, 'a trait of type spectral needs range_min and range_max'),
    problem(10, 'missing-value', 'value_length', null, 'a trait of type spectral needs a value_length'),
    problem(
      11,
      'unknown-category',
      'objects',
      'indivdual',
      'must be one of individual, voucher, location, taxon, subject',
      'individual',
    ),
    problem(12, 'missing-value', 'description', null, 'description is missing'),
    problem(
      13,
      'duplicate-in-database',
      'categories',
      null,
      'the trait is stored already, with other categories: id:3',
    ),
  ]);
});

test('every row of individuals is told what is wrong with it, in one pass', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'individuals',
    lines(
      'tag,collector,date,location,latitude,longitude,angle,distance,taxon,modifier,identification_date',
      'A1,SILVA A,2007-02-30,Dream,,,,,,,',
      'A2,SILVA A,2999-01-01,Dream,,,,,,,',
      'A3,SILVA A,,Dream,,,,,,,',
      'A4,SILVA A,2007,Dreem,,,,,,,',
      'A5,SILVA A,2007,,,,,,,,',
      'A6,SILVA A,2007,Dream,1,1,,,,,',
      'A7,SILVA A,2007,,1,,,,,,',
      'A8,SILVA A,2007,,x,1,,,,,',
      'A9,SILVA A,2007,Dream,,,361,-1,,,',
      'B1,SILVA A,2007,Dream,,,,,Pygoscelis adeliae,cff.,',
      'B2,SILVA A,2007,Dream,,,,,,cf.,',
      'B3,SILVA A,2007-11,Dream,,,,,Pygoscelis,,2007-10',
      'P1,SILVA A,2008,Torgersen,,,,,,,',
    ),
    ['--dataset', 'plot-1'],
    { as: 'col' },
  );
  expect(errors).toEqual([
    problem(2, 'bad-date', 'date', '2007-02-30', '2007-02 has no day 30'),
    problem(3, 'future-date', 'date', '2999-01-01', '2999-01-01 is in the future'),
    problem(4, 'missing-value', 'date', null, 'date is missing'),
    problem(5, 'unknown-reference', 'location', 'Dreem', 'there is no location Dreem that you can see', 'Dream'),
    problem(6, 'missing-value', 'location', null, 'needs a location, or latitude and longitude'),
    problem(
      7,
      'duplicate-column',
      'location',
      null,
      'the place is given twice, as a location and as latitude and longitude',
    ),
    problem(8, 'missing-value', 'longitude', null, 'latitude and longitude go together'),
    problem(9, 'bad-number', 'latitude', 'x', 'not a number'),
    problem(10, 'out-of-range', 'angle', '361', 'must be 0 to 360 degrees'),
    problem(10, 'out-of-range', 'distance', '-1', 'must not be negative'),
    problem(11, 'unknown-category', 'modifier', 'cff.', 'must be one of s.s., s.l., cf., aff., vel aff.', 'cf.'),
    problem(12, 'missing-value', 'taxon', null, 'modifier says how the taxon was found, and there is no taxon'),
    problem(13, 'out-of-range', 'identification_date', null, 'lies before the date of the individual'),
    problem(
      14,
      'duplicate-in-database',
      'date',
      null,
      'the individual is stored already, with other date, taxon: id:5',
    ),
  ]);
});

test('numbers are read by one strict grammar, and each refusal has its place', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'measurements',
    lines(
      'trait,individual,date,value',
      'mass,P1,2008,"1,5"',
      'mass,P1,2008,NaN',
      'mass,P1,2008,Inf',
      'mass,P1,2008,0x10',
      'mass,P1,2008,12 g',
      'mass,P1,2008,1e400',
      'mass,P1,2008,-0.5',
      'mass,P1,2008,10000.01',
      'mass,P1,2008,',
      'eggs,P1,2008,2.5',
      'eggs,P1,2008,2.0',
      'eggs,P1,2008,9007199254740993',
      'mass,P1,2008,0',
      'mass,P1,2008,10000',
    ),
    ['--dataset', 'plot-1', '--set', 'person=SILVA A'],
    { as: 'col' },
  );
  const notNumber = (line: number, value: string) => problem(line, 'bad-number', 'value', value, 'not a number');
  expect(errors).toEqual([
    problem(2, 'bad-number', 'value', '1,5', 'not a number; the decimal sign is a point', '1.5'),
    notNumber(3, 'NaN'),
    notNumber(4, 'Inf'),
    notNumber(5, '0x10'),
    notNumber(6, '12 g'),
    problem(7, 'bad-number', 'value', '1e400', 'the number is too large'),
    problem(8, 'out-of-range', 'value', '-0.5', 'lies outside 0 to 10000 g'),
    problem(9, 'out-of-range', 'value', '10000.01', 'lies outside 0 to 10000 g'),
    problem(10, 'missing-value', 'value', null, 'value is missing'),
    problem(11, 'bad-number', 'value', '2.5', 'not an integer'),
    problem(12, 'bad-number', 'value', '2.0', 'not an integer', '2'),
    problem(
      13,
      'bad-number',
      'value',
      '9007199254740993',
      'an integer lies between -9007199254740991 and 9007199254740991',
    ),
  ]);
});

test('a value must be of the type of its trait, and the trait must fit the kind of the object', async () => {
  const bench = await world();
  await stored(bench, 'traits', moreTraits);
  const errors = await refused(
    bench,
    'measurements',
    lines(
      'trait,object_type,object,date,value',
      'spectrum,individual,P1,2008,1;2',
      'spectrum,individual,P1,2008,1;x;3',
      'hue,individual,P1,2008,green',
      'warmth,location,Dream,2008,41',
      'warmth,individual,P1,2008,20',
      'mass,location,Dream,2008,20',
      'mass,taxon,Pygoscelis adeliae,2008,20',
      'marks,individual,P1,2008,ring',
      'vigour,individual,P1,2008,high',
      'warmth,vouchar,P1,2008,20',
      'mass,,P1,2008,20',
      'mass,individual,,2008,20',
      'mas,individual,P1,2008,20',
    ),
    ['--dataset', 'plot-1', '--set', 'person=SILVA A'],
    { as: 'col' },
  );
  expect(errors).toEqual([
    problem(2, 'out-of-range', 'value', '1;2', 'has 2 numbers, the trait asks for 3'),
    problem(3, 'bad-number', 'value', '1;x;3', 'number 2 of the spectrum is not a number'),
    problem(4, 'bad-color', 'value', 'green', 'a colour is #RGB or #RRGGBB'),
    problem(5, 'out-of-range', 'value', '41', 'lies outside -∞ to 40 C'),
    problem(6, 'wrong-object-kind', 'object', null, 'warmth is measured on location, not on an individual'),
    problem(7, 'wrong-object-kind', 'object', null, 'mass is measured on individual, not on a location'),
    problem(8, 'wrong-object-kind', 'object', null, 'mass is measured on individual, not on a taxon'),
    problem(
      11,
      'wrong-object-kind',
      'object_type',
      'vouchar',
      'must be individual, voucher, location, taxon or subject',
    ),
    problem(
      12,
      'missing-value',
      'object_type',
      null,
      'object_type is missing: individual, voucher, location, taxon or subject',
    ),
    problem(13, 'missing-value', 'object', null, 'the object is missing'),
    problem(14, 'unknown-reference', 'trait', 'mas', 'there is no trait mas that you can see', 'mass'),
  ]);
});

test('an unknown category is refused, with the nearest that the trait has', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'measurements',
    lines('trait,individual,date,value', 'sex,P1,2008,FEMAL', 'sex,P1,2008,female'),
    ['--dataset', 'plot-1', '--set', 'person=SILVA A'],
    { as: 'col' },
  );
  expect(errors).toEqual([problem(2, 'unknown-category', 'value', 'FEMAL', 'is not a category of sex', 'FEMALE')]);
});

test('partial dates are kept as they are, and no other spelling of a date is guessed', async () => {
  const bench = await world();
  const options = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'individual=P1'];
  await stored(
    bench,
    'measurements',
    lines('date,value', '1888,1', '1888-05,2', '1888-05-NA,3', '1888-NA-NA,4', '1888/05/12,5', '1888-05-12,6'),
    options,
    { as: 'col' },
  );
  const listed = await bench.run(['measurement', 'list', '--json', '--fields', 'value,date'], { as: 'vera' });
  const dates = (listed.json() as { value: number; date: string }[]).filter(({ date }) => date.startsWith('1888'));
  expect(dates).toEqual([
    { value: 1, date: '1888' },
    { value: 2, date: '1888-05' },
    { value: 3, date: '1888-05' },
    { value: 4, date: '1888' },
    { value: 5, date: '1888-05-12' },
    { value: 6, date: '1888-05-12' },
  ]);
  const errors = await refused(
    bench,
    'measurements',
    lines(
      'date,value',
      '12.05.1888,1',
      '25.12.1888,1',
      '18880512,1',
      '1888-13,1',
      '1888-00,1',
      '1888-NA-12,1',
      '88,1',
      '2999,1',
    ),
    options,
    { as: 'col' },
  );
  const shape = 'not a date; write 1888, 1888-05 or 1888-05-12';
  expect(errors).toEqual([
    problem(2, 'bad-date', 'date', '12.05.1888', 'it is ambiguous which part is the day', '1888-05-12 or 1888-12-05'),
    problem(3, 'bad-date', 'date', '25.12.1888', shape, '1888-12-25'),
    problem(4, 'bad-date', 'date', '18880512', shape, '1888-05-12'),
    problem(5, 'bad-date', 'date', '1888-13', 'there is no month 13'),
    problem(6, 'bad-date', 'date', '1888-00', shape, '1888'),
    problem(7, 'bad-date', 'date', '1888-NA-12', 'a day without a month'),
    problem(8, 'bad-date', 'date', '88', shape),
    problem(9, 'future-date', 'date', '2999', '2999 is in the future'),
  ]);
});

test('a date of today is not in the future, and that of tomorrow is', async () => {
  const bench = await world();
  const file = lines('date,value', '2027-03-09,1', '2027-03-10,1', '2027-04,1');
  const options = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'individual=P1'];
  const { errors } = await importing(bench, 'measurements', file, options, { now: '2027-03-09T23:59:59Z' });
  expect(errors).toEqual([
    problem(3, 'future-date', 'date', '2027-03-10', '2027-03-10 is in the future'),
    problem(4, 'future-date', 'date', '2027-04', '2027-04 is in the future'),
  ]);
});

test('two readings that are alike are one too many, unless their ordinal differs', async () => {
  const bench = await world();
  const options = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'individual=P1'];
  const errors = await refused(
    bench,
    'measurements',
    lines('date,value,duplicated', '2008,5,', '2008,5,1', '2008,5.0,0', '2008,5,-1', '2008,5,x'),
    options,
    { as: 'col' },
  );
  expect(errors).toEqual([
    problem(4, 'duplicate-in-file', 'trait', null, 'the same measurement stands on line 2'),
    problem(5, 'out-of-range', 'duplicated', null, 'must be 0 or more'),
    problem(6, 'bad-number', 'duplicated', 'x', 'not an integer'),
  ]);
  await stored(bench, 'measurements', lines('date,value,duplicated', '2008,5,', '2008,5,1', '2008,5,2'), options);
  const again = await importing(bench, 'measurements', lines('date,value,duplicated', '2008,5,2', '2008,5,3'), options);
  expect(again.counts).toEqual({ read: 2, created: 1, updated: 0, unchanged: 1, skipped: 0, rejected: 0 });
});

test('the same reading with another note is a duplicate in the database, and stays as it was', async () => {
  const bench = await world();
  const options = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'individual=P1'];
  await stored(bench, 'measurements', lines('date,value,notes', '2008,5,first'), options);
  const errors = await refused(bench, 'measurements', lines('date,value,notes', '2008,5.00,second'), options);
  expect(errors).toEqual([
    problem(2, 'duplicate-in-database', 'notes', null, 'the measurement is stored already, with other notes: id:4'),
  ]);
});

test('a row with several faults tells them all at once', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'measurements',
    lines('trait,individual,person,date,value,dataset', 'mass,P1,NOBODY X,2008-13,heavy,open'),
    [],
    { as: 'col' },
  );
  expect(errors.map(({ code, column }) => [code, column])).toEqual(
    expect.arrayContaining([
      ['unknown-reference', 'person'],
      ['bad-date', 'date'],
      ['bad-number', 'value'],
      ['not-permitted', 'dataset'],
    ]),
  );
});

test('a value in a message is short, and its control characters do nothing', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'persons',
    lines('full_name,email', `Bell\u0007 Ringer,`, `Long Mail,${'x'.repeat(300)}`, 'Nul\u0000 Byte,'),
  );
  expect(errors).toEqual([
    problem(
      2,
      'bad-character',
      'full_name',
      'Bell\\x07 Ringer',
      'a name cannot contain the character U+0007',
      'Bell Ringer',
    ),
    problem(3, 'bad-email', 'email', `${'x'.repeat(79)}…`, 'an e-mail address has at most 254 characters'),
    problem(4, 'bad-character', 'full_name', 'Nul\\x00 Byte', 'contains a NUL character'),
  ]);
});
