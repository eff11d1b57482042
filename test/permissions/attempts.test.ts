import { expect, test } from 'vitest';
import { withDatabase } from '../helpers/dump.ts';
import { askingCases } from './asking-cases.ts';
import { fieldCases, furtherCases } from './further-cases.ts';
import { cases, commandCases, files, visible, type Allowed, type Case } from './cases.ts';
import { grouped, Lab, placed } from './lab.ts';

const lab = await Lab.open();

const person = (who: string | null): string => who ?? 'anonymous';
const cell = ({ who, action, object }: Case): string => `${person(who)} ${action} ${object}`;

const created: Readonly<Record<string, readonly string[]>> = {
  group: ['Brandnew'],
  project: ['Brandnew'],
  dataset: ['Brandnew'],
  setup: ['Brandnew'],
  inventory: ['Brandnew'],
  storage: ['Brandnew'],
  paradigm: ['Brandnew'],
  biocollection: ['Brandnew', '--name', 'Brand new'],
  person: ['Brand New'],
  location: ['Brandnew', '--adm-level', '999', '--latitude', '1', '--longitude', '1'],
  taxon: ['Brandnew', '--level', 'genus'],
  reference: ['--bibtex', '@@misc{Brandnew, title = {T}}'],
  tag: ['Brandnew'],
  translation: ['--trait', 'eggs', '--language', 'fr', '--name', 'Brandnew'],
  trait: ['brandnew', '--type', 'text', '--name', 'Brand new', '--description', 'x', '--objects', 'individual'],
};

const containers = ['group', 'project', 'dataset', 'biocollection', 'setup', 'inventory', 'storage', 'paradigm'];

/** The records that lie in containers of a kind, and what one is stored with. */
const held: Readonly<Record<string, readonly [kind: string, type: string]>> = {
  setup: ['equipment', 'Camera'],
  inventory: ['stock', 'TracerDye'],
};

/** Kinds without notes. */
const described = new Set(['trait', 'tag', 'translation', 'media']);

/** An individual of that dataset without measurements. */
const inside = (dataset: string): string => (dataset === 'carl-own' ? 'carl-2' : `${dataset}-1`);

/** The command that performs the action; undefined where no record kind of that container exists yet. */
function command({ action, object }: Case): readonly string[] | undefined {
  const [kind = '', name = ''] = lab.ref(object).split('/');
  const [of, type = ''] = held[kind] ?? [];
  const low = kind === 'group' ? 'member' : 'viewer';
  switch (action) {
    case 'create':
      return [kind, 'create', ...(created[kind] ?? [])];
    case 'read':
      return [kind, 'show', name];
    case 'members':
      return [kind, 'members', name];
    case 'share':
      return [kind, 'grant', name, 'nora', '--role', low];
    case 'govern':
      return [kind, 'grant', name, 'nora', '--role', 'manager'];
    case 'configure':
      return [
        kind,
        'edit',
        name,
        ...(kind === 'biocollection' ? ['--url', 'https://lab.org'] : ['--description', 'x']),
      ];
    case 'remove':
      return [kind, 'delete', name, '--yes', ...(kind === 'dataset' || held[kind] !== undefined ? ['--cascade'] : [])];
    case 'leave':
      return [kind, 'leave', name];
    case 'insert':
      if (of !== undefined) return [of, 'create', 'Brandnew', `--${kind}`, name, '--type', type];
      if (kind === 'project') return ['session', 'create', 'Brandnew', '--project', name];
      return kind === 'dataset' ? ['individual', 'create', 'Brandnew', ...placed(name)] : undefined;
    case 'edit':
      // What a role in a biocollection lets do stands in the rows of its vouchers.
      if (of !== undefined) return [of, 'edit', `${name}-1`, '--notes', 'seen again'];
      if (kind !== 'dataset' && containers.includes(kind)) return undefined;
      if (kind === 'dataset') return ['individual', 'edit', inside(name), '--notes', 'seen again'];
      if (kind === 'reference') return [kind, 'edit', name, '--bibtex', `@@misc{${name}, title = {Seen again}}`];
      return [kind, 'edit', name, described.has(kind) ? '--description' : '--notes', 'seen again'];
    case 'delete':
      if (of !== undefined) return [of, 'delete', `${name}-1`, '--yes'];
      if (kind !== 'dataset' && containers.includes(kind)) return undefined;
      if (kind === 'dataset') return ['individual', 'delete', inside(name), '--yes'];
      return [kind, 'delete', name, '--yes'];
    case 'move':
      // That depends on where to: see commandCases.
      return undefined;
  }
}

const exits = { yes: 0, forbidden: 4, hidden: 3 } as const satisfies Record<Allowed, number>;

function expected(one: Case): string {
  const { who, action, allowed, conflict } = one;
  if (conflict) return 'exit 6, no output, unchanged';
  if (allowed === 'yes') return action === 'read' || action === 'members' ? 'exit 0' : 'exit 0, changed';
  // Anonymous sees no user, so nora is *not found*, and 3 comes before 4. A non-member who leaves: unchanged (both cli.md).
  if (who === null && (action === 'share' || action === 'govern')) return 'exit 3, no output, unchanged';
  if (who !== null && who !== 'dina' && action === 'leave' && allowed === 'forbidden') return 'exit 0';
  return `exit ${exits[allowed]}, no output, unchanged`;
}

for (const [object, tries] of grouped(cases, (one) => one.object))
  test(`whoever tries it succeeds with ${object} or is refused, as access.md says`, async () => {
    const seen: string[] = [];
    const wanted: string[] = [];
    for (const one of tries) {
      const argv = command(one);
      if (argv === undefined) continue;
      const ran = await lab.run(argv, one.who);
      const changed = lab.changed();
      if (changed) lab.restore();
      seen.push(
        `${cell(one)}: ${
          ran.code === 0
            ? `exit 0${changed ? ', changed' : ''}`
            : `exit ${ran.code}, ${ran.out === '' ? 'no output' : 'OUTPUT'}, ${changed ? 'CHANGED' : 'unchanged'}`
        }`,
      );
      wanted.push(`${cell(one)}: ${expected(one)}`);
    }
    expect(seen).toEqual(wanted);
  });

/** Where a command names what the tables have a name for, its id. */
const named = (word: string): string => {
  const ref = lab.ref(word);
  return ref === word ? word : ref.slice(ref.indexOf('/') + 1);
};

for (const [argv, tries] of grouped([...commandCases, ...askingCases, ...furtherCases], (one) => one.argv))
  test(`vasculum ${argv.join(' ')} ends as access.md says, for ${tries.map(({ who }) => who ?? 'anonymous').join(', ')}`, async () => {
    for (const [name, text] of Object.entries(files)) lab.bench.write(name, text);
    const seen: string[] = [];
    for (const { who } of tries) {
      const ran = await lab.run(argv.map(named), who);
      const changed = lab.changed();
      if (changed) lab.restore();
      // Of rows that are wrong, an import gives an account on stdout.
      const refused = `${ran.out === '' || ran.code === 5 ? 'no output' : 'OUTPUT'}, ${changed ? 'CHANGED' : 'unchanged'}`;
      seen.push(`${person(who)}: exit ${ran.code}${ran.code === 0 ? '' : `, ${refused}`}`);
    }
    expect(seen).toEqual(
      tries.map(({ who, code }) => `${person(who)}: exit ${code}${code === 0 ? '' : ', no output, unchanged'}`),
    );
  });

for (const { who, individuals, measurements, vouchers } of visible)
  test(`${person(who)} lists, exports and counts exactly what access.md lets ${person(who)} read`, async () => {
    const [tags, pairs] = [individuals.split(' ').toSorted(), measurements.split(' ').toSorted()];
    type Row = Record<string, string>;
    const rows = async (key: (row: Row) => string, ...argv: string[]): Promise<string[]> =>
      ((await lab.run(argv, who)).json() as Row[]).map(key).toSorted();
    const tag = (row: Row): string => String(row['tag']);
    const pair = (row: Row): string => `${row['dataset']}:${row['object']}`;
    expect(await rows(tag, 'individual', 'list', '--json')).toEqual(tags);
    expect(await rows(tag, 'export', 'individuals', '-o', 'json')).toEqual(tags);
    expect(await rows(pair, 'measurement', 'list', '--json')).toEqual(pairs);
    expect(await rows(pair, 'export', 'measurements', '-o', 'json')).toEqual(pairs);
    const kept = vouchers === '' ? [] : vouchers.split(' ').toSorted();
    const keeper = (row: Row): string => `${row['biocollection']}:${row['individual']}`;
    expect(await rows(keeper, 'voucher', 'list', '--json')).toEqual(kept);
    expect(await rows(keeper, 'export', 'vouchers', '-o', 'json')).toEqual(kept);
    const status = (await lab.run(['status', '--json'], who)).json() as { counts: Record<string, number> };
    expect(status.counts).toMatchObject({
      individuals: tags.length,
      measurements: pairs.length,
      vouchers: kept.length,
    });
  });

for (const { argv, field, told, not } of fieldCases)
  test(`${field} of vasculum ${argv.join(' ')} is told to ${told}, and not to ${not}`, async () => {
    const seen: string[] = [];
    for (const who of [...told.split(' '), ...not.split(' ')]) {
      const ran = await lab.run([...argv, '--json'], who === 'anonymous' ? null : who);
      const rows = ran.code === 0 ? [ran.json()].flat() : [];
      const value = (rows[0] as Record<string, unknown> | undefined)?.[field] ?? null;
      if (!['null', '""', '[]'].includes(JSON.stringify(value))) seen.push(who);
    }
    expect(seen).toEqual(told.split(' '));
  });

const left = `insert into job (owner_id, kind, arguments, status, lease_host, lease_boot, lease_pid, lease_start, submitted_at)
  select owner_id, kind, arguments, 'processing', lease_host, lease_boot, 4194304, lease_start, submitted_at from job where id = 1`;
test.each([
  ['nora', true],
  ['sara', true],
  ['ana', false],
  ['reg', false],
])(
  'a job whose worker died is ended when %s looks, as far as access.md lets them cancel it: job cancel',
  async (who, ends) => {
    // A job that changed nothing else is left by the tests before this.
    lab.restore();
    withDatabase(lab.bench.db, (handle) => handle.exec(left));
    const ran = await lab.run(['job', 'list', '--json'], who);
    const { status } = withDatabase(lab.bench.db, (handle) =>
      handle.prepare('select status from job where id = 2').get(),
    ) as { status: string };
    lab.restore();
    expect([ran.code, status]).toEqual([0, ends ? 'failed' : 'processing']);
  },
);

test.each([
  [null, 4],
  ['nora', 4],
  ['sara', 0],
])('where registration is closed, %s who registers a user ends with %s', async (who, code) => {
  await lab.run(['config', 'set', 'registration', 'closed'], 'sara');
  const ran = await lab.run(['user', 'register', 'newcomer', '--email', 'newcomer@lab.org'], who);
  lab.restore();
  expect(ran.code).toBe(code);
});
