import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from './kept.ts';
import { Bench } from './run.ts';

let template: Promise<string> | undefined;

/**
 * A small lab, made once by commands and copied for each test that changes it.
 *
 * sara superadmin · ana full, owner of everything below · max full, manager of wetlands and plot-1 · carl full, contributor of plot-1 ·
 * col full, collaborator of plot-1 · vera full, viewer of plot-1 · greta full, member of group/neuro, which is contributor of wetlands ·
 * reg registered, viewer of plot-1 · olga full, no role anywhere · dina full, disabled, once collaborator of plot-1
 *
 * group/neuro (authorized; ana owner, greta member) · project/wetlands (authorized) · dataset/plot-1 (authorized, in wetlands) ·
 * dataset/shared (privacy project, in wetlands) · dataset/open (public) · dataset/lab-only (registered) · dataset/secret (authorized, ana alone)
 *
 * persons SILVA A, LIMA B · location Torgersen (point), Dream (point) · taxa Pygoscelis, Pygoscelis adeliae · traits mass (real, g, 0–10000),
 * eggs (integer, count), sex (categorical MALE|FEMALE), remark (text) · individuals P1, P2 in plot-1, S1 in secret, O1 in open ·
 * measurements: mass of P1 in plot-1, mass of S1 in secret, mass of O1 in open
 */
export async function world(dir?: string): Promise<Bench> {
  template ??= kept('world', build);
  const bench = new Bench(dir);
  // The template is closed, so its file is whole and nobody holds a lock on it.
  copyFileSync(join(await template, 'lab.db'), bench.db);
  return bench.as('ana');
}

async function build(dir: string): Promise<void> {
  const bench = new Bench(dir);
  await bench.must('init', bench.db, '--user', 'sara', '--email', 'sara@lab.org', '--config', 'none');
  bench.as('sara');
  for (const [login, level] of [
    ['ana', 'full'],
    ['max', 'full'],
    ['carl', 'full'],
    ['col', 'full'],
    ['vera', 'full'],
    ['greta', 'full'],
    ['reg', 'registered'],
    ['olga', 'full'],
    ['dina', 'full'],
  ] as const)
    await bench.must('user', 'create', login, '--email', `${login}@lab.org`, '--level', level);
  bench.as('ana');
  await bench.must('group', 'create', 'neuro');
  await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'member');
  await bench.must('project', 'create', 'wetlands', '--title', 'Wetland plots');
  await bench.must('project', 'grant', 'wetlands', 'group/neuro', '--role', 'contributor');
  await bench.must('project', 'grant', 'wetlands', 'max', '--role', 'manager');
  await bench.must('dataset', 'create', 'plot-1', '--project', 'wetlands');
  for (const [login, role] of [
    ['max', 'manager'],
    ['carl', 'contributor'],
    ['col', 'collaborator'],
    ['vera', 'viewer'],
    ['reg', 'viewer'],
    ['dina', 'collaborator'],
  ] as const)
    await bench.must('dataset', 'grant', 'plot-1', login, '--role', role);
  await bench.must('dataset', 'create', 'shared', '--project', 'wetlands', '--privacy', 'project');
  await bench.must(
    'dataset',
    'create',
    'open',
    '--privacy',
    'public',
    '--title',
    'Open data',
    '--licence',
    'CC-BY-4.0',
  );
  await bench.must(
    'dataset',
    'create',
    'lab-only',
    '--privacy',
    'registered',
    '--title',
    'For the lab',
    '--licence',
    'CC-BY-4.0',
  );
  await bench.must('dataset', 'create', 'secret');
  await bench.must('person', 'create', 'Ana Silva');
  await bench.must('person', 'create', 'Beto Lima');
  await bench.must(
    'location',
    'create',
    'Torgersen',
    '--adm-level',
    '999',
    '--latitude',
    '-64.77',
    '--longitude',
    '-64.08',
  );
  await bench.must(
    'location',
    'create',
    'Dream',
    '--adm-level',
    '999',
    '--latitude',
    '-64.73',
    '--longitude',
    '-64.23',
  );
  await bench.must('taxon', 'create', 'Pygoscelis', '--level', 'genus');
  await bench.must('taxon', 'create', 'Pygoscelis adeliae', '--parent', 'Pygoscelis');
  const trait = (name: string, type: string, ...more: string[]) =>
    bench.must(
      'trait',
      'create',
      name,
      '--type',
      type,
      '--name',
      name,
      '--description',
      `the ${name}`,
      '--objects',
      'individual',
      ...more,
    );
  await trait('mass', 'real', '--unit', 'g', '--range-min', '0', '--range-max', '10000');
  await trait('eggs', 'integer', '--unit', 'count');
  await trait('sex', 'categorical', '--categories', 'MALE', '--categories', 'FEMALE');
  await trait('remark', 'text');
  for (const [tag, dataset] of [
    ['P1', 'plot-1'],
    ['P2', 'plot-1'],
    ['S1', 'secret'],
    ['O1', 'open'],
  ] as const)
    await bench.must(
      'individual',
      'create',
      tag,
      '--dataset',
      dataset,
      '--collector',
      'SILVA A',
      '--date',
      '2007-11-11',
      '--location',
      'Torgersen',
      '--taxon',
      'Pygoscelis adeliae',
    );
  for (const [tag, dataset] of [
    ['P1', 'plot-1'],
    ['S1', 'secret'],
    ['O1', 'open'],
  ] as const)
    await bench.must(
      'measurement',
      'create',
      '--trait',
      'mass',
      '--individual',
      tag,
      '--dataset',
      dataset,
      '--person',
      'SILVA A',
      '--date',
      '2007-11-11',
      '--value',
      '3750',
    );
  await bench.run(['user', 'disable', 'dina'], { as: 'sara' });
}
