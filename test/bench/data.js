import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const traits = 200;
const people = 500;
const datasetCount = 20;
const day = 86_400_000;

export const datasets = Array.from({ length: datasetCount }, (_, at) => `plot-${at}`);

const padded = (at, width) => String(at).padStart(width, '0');
const traitOf = (at) => `trait${padded(at, 3)}`;
const personOf = (at) => `SURNAME${padded(at, 3)} N`;
const tagOf = (at) => `T-${padded(at, 7)}`;
const lowest = (trait) => trait % 50;

/** The same numbers from 0 to `below` - 1 in every run (mulberry32). */
function randomly(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function writeLines(path, header, count, lineOf) {
  const file = openSync(path, 'w');
  let text = `${header}\n`;
  for (let at = 0; at < count; at += 1) {
    text += `${lineOf(at)}\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}

/** What measurements refer to; returns the files in the order in which they can be imported. */
export function writeReferences(dir, individuals) {
  const path = (name) => join(dir, `${name}.csv`);
  writeFileSync(path('locations'), 'name,adm_level,latitude,longitude\nTorgersen,999,-64.77,-64.08\n');
  writeLines(path('persons'), 'full_name,abbreviation', people, (at) => `Nn Surname${padded(at, 3)},${personOf(at)}`);
  writeLines(path('traits'), 'export_name,type,name,description,objects,unit,range_min,range_max', traits, (at) =>
    [traitOf(at), 'real', `Trait ${at}`, 'as in the handbook', 'individual', 'mm', lowest(at), lowest(at) + 100].join(),
  );
  writeLines(path('individuals'), 'tag,dataset,collector,date,location', individuals, (at) =>
    [tagOf(at), datasets[at % datasetCount], personOf(at % people), '2010-03-14', 'Torgersen'].join(),
  );
  return ['locations', 'persons', 'traits', 'individuals'].map((kind) => ({ kind, path: path(kind) }));
}

/**
 * Measurements in random order. 1 in 5 is governed by another dataset than its individual's, 1 in 10 has a date without a
 * day or a month, 1 in 10 a number such as 12.50, which is kept as text too, 1 in 20 a quoted note. No two are the same.
 */
export function writeMeasurements(path, rows, individuals) {
  const random = randomly(20_260_101);
  const seen = new Set();
  const draw = () => {
    const date = new Date(Date.UTC(2000, 0, 1) + random(9000) * day).toISOString();
    return { trait: random(traits), individual: random(individuals), date: date.slice(0, [7, 4][random(20)] ?? 10) };
  };
  writeLines(path, 'trait,individual,dataset,person,date,value,notes', rows, (at) => {
    let key;
    let drawn;
    do {
      drawn = draw();
      key = `${drawn.trait} ${drawn.individual} ${drawn.date}`;
    } while (seen.has(key));
    seen.add(key);
    const { trait, individual, date } = drawn;
    const dataset = datasets[random(5) === 0 ? random(datasetCount) : individual % datasetCount];
    const value = (lowest(trait) + random(10_000) / 100).toFixed(2);
    const note = at % 20 === 0 ? `"marked ""${at}"", seen again"` : at % 4 === 0 ? 'in the shade' : '';
    return [traitOf(trait), tagOf(individual), dataset, personOf(random(people)), date, value, note].join();
  });
}
