import { copyFileSync, cpSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { contents } from '../helpers/dump.ts';
import { kept } from '../helpers/kept.ts';
import { Bench, type Ran } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

/**
 * The small lab of world.ts with one container for each privacy and everybody in each of them.
 *
 * Besides world.ts: gwen full, member of group/stewards · mona full, member of group/wardens · rick registered, member of group/stewards ·
 * nora full, no role anywhere, the one to whom others try to give roles · demi registered, once full, when she made person MADE D
 *
 * "staffed" below means: ana owner, group/stewards owner, max manager, group/wardens manager, carl contributor, group/neuro (greta) contributor,
 * col and dina collaborator, vera and reg viewer; dina is disabled again.
 *
 * dataset/fenced (authorized), dataset/house (registered), dataset/wide (public): staffed
 * project/yard (authorized), project/court (registered), project/park (public): staffed, no datasets in them
 * project/host, project/host-known, project/host-famed (same three): staffed; in them dataset/inherited, dataset/inherited-known,
 * dataset/inherited-famed with privacy project, whose only direct member is ana, owner; dataset/twin likewise in host
 * group/closed (authorized), group/known (registered), group/famed (public): ana and gwen owner, max manager, vera, reg and dina member
 * setup, inventory, storage and paradigm /fenced (authorized), /house (registered), /wide (public): staffed · setup/carl-own: carl owner, alone
 * setup, storage and paradigm /used (public): ana owner, group/wardens viewer · /hushed (authorized): the same · /lone (authorized): ana owner, olga contributor, vera collaborator
 * sessions host-1, host-known-1, host-famed-1 in those projects, straddler in host and den, den-1 in den; host-2, host-known-2, host-famed-2 and
 * straddler-2 likewise, each with the behavior behavior/host, /host-known, /host-famed and /straddler, which uses setup and paradigm used
 * equipment and stocks fenced-1, house-1, wide-1 in those setups and inventories
 * dataset/near: ana owner, max manager, carl contributor, col collaborator, vera and reg viewer
 * dataset/far: ana owner, carl, vera and olga contributor, col and reg viewer
 * dataset/carl-own: carl owner, alone
 *
 * media media/fenced, /wide and /crossed, of the same individuals as the measurements of those names
 * project/den: ana owner, olga contributor, vera collaborator
 * subjects host-1, host-known-1, host-famed-1 in those projects, straddler in host and den
 *
 * individuals DATASET-1 without measurements in each of the first six datasets, fenced-2 and wide-2 with one (measurement/fenced, /wide),
 * near-1 with measurement/crossed in far and measurements of girth, sex, stage, span in near; carl-1 with girth, sex, stage in carl-own, carl-2
 *
 * occurrences occurrence/fenced of fenced-2, occurrence/wide of wide-2, occurrence/kept of kept-1
 * references Spare2001 and Cited2002 (of dataset/wide), tags spare and worn (of project/yard), all made by col;
 * translation/eggs, translation/girth, translation/span of these traits, made by sara
 *
 * persons PLAIN C (made by carl), HERS V (made by col, user vera), HIS R (made by col, user reg), HERS O (made by sara, user olga)
 * taxon Aptenodytes (unused) · traits eggs (unused), mass (only in ana's datasets), girth, sex and stage (ana's near and carl's carl-own),
 * span (only measured by HERS O, in near)

 *
 * biocollection/MUSEUM: managed, staffed · /CABINET: managed, ana and olga owner · /SHELF: not managed, ana and group/stewards owner ·
 * /JAR: not managed, carl owner, unused
 * dataset/kept: ana owner, col and olga contributor, vera collaborator, max, carl, mona, gwen and reg viewer · dataset/gallery (public): ana owner
 * kept-1, shelved-1, double-1, plain-1 in kept, gallery-1 and gallery-2 in gallery; vouchers, in kept unless it says otherwise:
 * project/glimpsed, and one of that name of every kind that has cards: discoverable, ana owner, max manager, carl contributor
 * requests 1 to 11 of nora, mona and olga: see `asked` · invitation 1 of olga into group/known, by max
 * group/joined (authorized): ana owner, max manager, vera member, and mona, who was invited · token 1 and job 1 are nora's, bound to uid 54321
 * voucher/kept of kept-1 in MUSEUM, /shelved of shelved-1 in SHELF, /hung of gallery-1 in MUSEUM, /first and /second of double-1 in MUSEUM and
 * CABINET, /crossed and /loose of shelved-1 in SHELF, in the datasets gallery and loose (ana owner, greta contributor) · measurement/of-kept in kept on voucher/kept, /of-hung in far on voucher/hung
 */
export class Lab {
  readonly bench: Bench;
  readonly before: string;
  readonly #snapshot: string;
  readonly #ids: ReadonlyMap<string, string>;
  #restored = '';
  private constructor(bench: Bench, ids: ReadonlyMap<string, string>) {
    this.bench = bench;
    this.#ids = ids;
    this.#snapshot = join(bench.dir, 'snapshot.db');
    copyFileSync(bench.db, this.#snapshot);
    this.before = contents(bench.db);
    this.restore();
  }

  /** `more` is done before the state is kept to which `restore` comes back. */
  static async open(more?: (bench: Bench) => Promise<void>): Promise<Lab> {
    const furnished = await kept('permissions', async (dir) => {
      const bench = await world(dir);
      bench.write('ids.json', JSON.stringify([...(await furnish(bench))]));
    });
    const bench = new Bench().as('ana');
    cpSync(furnished, bench.dir, { recursive: true });
    await more?.(bench);
    const ids = readFileSync(join(bench.dir, 'ids.json'), 'utf8');
    return new Lab(bench, new Map(JSON.parse(ids) as [string, string][]));
  }

  /** Measurements have no names; the tables call them by the names given in `furnish`. */
  ref(object: string): string {
    return this.#ids.get(object) ?? object;
  }

  run(argv: readonly string[], as: string | null): Promise<Ran> {
    return this.bench.run(argv, { as });
  }

  /** Since the last `restore`; a file that nobody wrote need not be read. */
  changed(): boolean {
    return this.#written() !== this.#restored && contents(this.bench.db) !== this.before;
  }

  restore(): void {
    for (const more of ['-wal', '-shm']) rmSync(this.bench.db + more, { force: true });
    copyFileSync(this.#snapshot, this.bench.db);
    this.#restored = this.#written();
  }

  #written(): string {
    const wal = statSync(`${this.bench.db}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    return `${statSync(this.bench.db, { bigint: true }).mtimeNs} ${wal}`;
  }
}

const open = ['--title', 'Seen by others', '--licence', 'CC-BY-4.0'];

async function furnish(bench: Bench): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const by = async (login: string, ...argv: string[]): Promise<Ran> => {
    bench.as(login);
    const ran = await bench.must(...argv, '--json');
    bench.as('ana');
    return ran;
  };
  const ana = (...argv: string[]): Promise<Ran> => by('ana', ...argv);
  const staff = async (kind: string, name: string): Promise<void> => {
    await ana(kind, 'grant', name, 'max', 'group/wardens', '--role', 'manager');
    await ana(kind, 'grant', name, 'carl', 'group/neuro', '--role', 'contributor');
    await ana(kind, 'grant', name, 'col', 'dina', '--role', 'collaborator');
    await ana(kind, 'grant', name, 'vera', 'reg', '--role', 'viewer');
    await ana(kind, 'grant', name, 'group/stewards', '--role', 'owner');
  };
  const individual = (tag: string, dataset: string, login = 'ana'): Promise<Ran> =>
    by(login, 'individual', 'create', tag, ...placed(dataset));
  const measurement = async (login: string, trait: string, tag: string, dataset: string, ...more: string[]) => {
    const argv = ['--trait', trait, '--individual', tag, '--dataset', dataset, '--date', '2008-01-01', ...more];
    const { id } = (await by(login, 'measurement', 'create', ...argv)).json() as { id: number };
    return `measurement/id:${id}`;
  };

  for (const login of ['gwen', 'mona', 'nora'])
    await by('sara', 'user', 'create', login, '--email', `${login}@lab.org`, '--level', 'full');
  await by('sara', 'user', 'create', 'rick', '--email', 'rick@lab.org', '--level', 'registered');
  await by('sara', 'user', 'enable', 'dina');
  await ana('group', 'create', 'stewards');
  await ana('group', 'grant', 'stewards', 'gwen', 'rick', '--role', 'member');
  await ana('group', 'create', 'wardens');
  await ana('group', 'grant', 'wardens', 'mona', '--role', 'member');

  for (const [name, privacy] of [
    ['fenced', 'authorized'],
    ['house', 'registered'],
    ['wide', 'public'],
  ] as const) {
    await ana('dataset', 'create', name, '--privacy', privacy, ...open);
    await staff('dataset', name);
    await individual(`${name}-1`, name);
  }
  for (const [name, privacy] of [
    ['yard', 'authorized'],
    ['court', 'registered'],
    ['park', 'public'],
    ['host', 'authorized'],
    ['host-known', 'registered'],
    ['host-famed', 'public'],
  ] as const) {
    await ana('project', 'create', name, '--privacy', privacy, ...open);
    await staff('project', name);
    if (name.startsWith('host')) await ana('subject', 'create', `${name}-1`, '--project', name);
  }
  await ana('project', 'create', 'den');
  await ana('project', 'grant', 'den', 'olga', '--role', 'contributor');
  await ana('project', 'grant', 'den', 'vera', '--role', 'collaborator');
  await ana('subject', 'create', 'straddler', '--project', 'host', '--project', 'den');
  for (const kind of ['setup', 'storage', 'paradigm']) {
    await ana(kind, 'create', 'used', '--privacy', 'public');
    await ana(kind, 'grant', 'used', 'group/wardens', '--role', 'viewer');
    await ana(kind, 'create', 'hushed');
    await ana(kind, 'grant', 'hushed', 'group/wardens', '--role', 'viewer');
    await ana(kind, 'create', 'lone');
    await ana(kind, 'grant', 'lone', 'olga', '--role', 'contributor');
    await ana(kind, 'grant', 'lone', 'vera', '--role', 'collaborator');
  }
  for (const [name, ...projects] of [
    ['host', 'host'],
    ['host-known', 'host-known'],
    ['host-famed', 'host-famed'],
    ['straddler', 'host', 'den'],
  ] as const) {
    const [first, second] = name === 'straddler' ? [name, `${name}-2`] : [`${name}-1`, `${name}-2`];
    for (const session of [first, second])
      await ana('session', 'create', session, ...projects.flatMap((project) => ['--project', project]));
    const uses = ['--session', second, '--setup', 'used', '--paradigm', 'used'];
    const { id } = (await ana('behavior', 'create', ...uses)).json() as { id: number };
    ids.set(`behavior/${name}`, `behavior/id:${id}`);
  }
  await ana('session', 'create', 'den-1', '--project', 'den');
  for (const end of ['', '-known', '-famed']) {
    await ana('dataset', 'create', `inherited${end}`, '--project', `host${end}`, '--privacy', 'project', ...open);
    await individual(`inherited${end}-1`, `inherited${end}`);
  }
  // Beside inherited, so that what is asked of the one could be answered for the other.
  await ana('dataset', 'create', 'twin', '--project', 'host', '--privacy', 'project', ...open);
  for (const [name, privacy] of [
    ['closed', 'authorized'],
    ['known', 'registered'],
    ['famed', 'public'],
  ] as const) {
    await ana('group', 'create', name, '--privacy', privacy);
    await ana('group', 'grant', name, 'gwen', '--role', 'owner');
    await ana('group', 'grant', name, 'max', '--role', 'manager');
    await ana('group', 'grant', name, 'vera', 'reg', 'dina', '--role', 'member');
  }
  for (const kind of ['setup', 'inventory', 'storage', 'paradigm'])
    for (const [name, privacy] of [
      ['fenced', 'authorized'],
      ['house', 'registered'],
      ['wide', 'public'],
    ] as const) {
      await ana(kind, 'create', name, '--privacy', privacy);
      await staff(kind, name);
      if (kind === 'setup') await ana('equipment', 'create', `${name}-1`, '--setup', name, '--type', 'Camera');
      if (kind === 'inventory') await ana('stock', 'create', `${name}-1`, '--inventory', name, '--type', 'TracerDye');
    }
  await by('carl', 'setup', 'create', 'carl-own');
  await by('carl', 'equipment', 'create', 'carl-own-1', '--setup', 'carl-own', '--type', 'Camera');
  await by('sara', 'user', 'disable', 'dina');

  await ana('dataset', 'create', 'near');
  await ana('dataset', 'grant', 'near', 'max', '--role', 'manager');
  await ana('dataset', 'grant', 'near', 'carl', '--role', 'contributor');
  await ana('dataset', 'grant', 'near', 'col', '--role', 'collaborator');
  await ana('dataset', 'grant', 'near', 'vera', 'reg', '--role', 'viewer');
  await ana('dataset', 'create', 'far');
  await ana('dataset', 'grant', 'far', 'carl', 'vera', 'olga', '--role', 'contributor');
  await ana('dataset', 'grant', 'far', 'col', 'reg', '--role', 'viewer');
  await by('carl', 'dataset', 'create', 'carl-own');

  await by('carl', 'person', 'create', 'Cyrus Plain', '--email', 'cyrus@lab.org');
  await by('col', 'person', 'create', 'Viola Hers', '--email', 'viola@lab.org');
  await by('sara', 'user', 'edit', 'vera', '--person', 'HERS V');
  await by('col', 'person', 'create', 'Remo His', '--email', 'remo@lab.org');
  await by('sara', 'user', 'edit', 'reg', '--person', 'HIS R');
  await by('sara', 'user', 'create', 'demi', '--email', 'demi@lab.org', '--level', 'full');
  await by('demi', 'person', 'create', 'Dora Made', '--email', 'dora@lab.org');
  await by('sara', 'user', 'level', 'demi', 'registered');
  await by('sara', 'person', 'create', 'Odile Hers');
  await by('sara', 'user', 'edit', 'olga', '--person', 'HERS O');
  await ana('taxon', 'create', 'Aptenodytes', '--level', 'genus');
  const trait = (name: string, type: string, ...more: string[]): Promise<Ran> =>
    by('col', 'trait', 'create', name, '--type', type, '--name', name, '--description', `the ${name}`, ...more);
  await trait('girth', 'real', '--objects', 'individual', '--unit', 'mm');
  await trait('span', 'real', '--objects', 'individual', '--unit', 'mm');
  await trait('stage', 'ordinal', '--objects', 'individual', '--categories', 'EGG', '--categories', 'CHICK');

  for (const key of ['Spare2001', 'Cited2002'])
    await by('col', 'reference', 'create', '--bibtex', `@@misc{${key}, title = {T}}`);
  for (const name of ['spare', 'worn']) await by('col', 'tag', 'create', name);
  await ana('dataset', 'edit', 'wide', '--reference', 'Cited2002');
  await ana('project', 'edit', 'yard', '--tag', 'worn');
  for (const name of ['eggs', 'girth', 'span']) {
    const argv = ['--trait', name, '--language', 'de', '--name', `${name} auf Deutsch`];
    const { id } = (await by('sara', 'translation', 'create', ...argv)).json() as { id: number };
    ids.set(`translation/${name}`, `translation/id:${id}`);
  }

  await individual('fenced-2', 'fenced');
  await individual('wide-2', 'wide');
  await individual('near-1', 'near');
  await individual('carl-1', 'carl-own', 'carl');
  await individual('carl-2', 'carl-own', 'carl');
  const silva = ['--person', 'SILVA A', '--value'];
  const lima = ['--person', 'LIMA B', '--value'];
  const seenAgain = async (name: string, tag = `${name}-2`): Promise<void> => {
    const argv = ['--individual', tag, '--date-time', '2009-02-03T10:00', '--location', 'Torgersen'];
    const { id } = (await ana('occurrence', 'create', ...argv)).json() as { id: number };
    ids.set(`occurrence/${name}`, `occurrence/id:${id}`);
  };
  bench.write('photo.jpg', Buffer.from('ffd8ffe000104a46494600', 'hex'));
  const picture = async (login: string, name: string, tag: string, dataset: string): Promise<void> => {
    const argv = ['--individual', tag, '--dataset', dataset, '--file', 'photo.jpg', '--licence', 'CC0'];
    const { id } = (await by(login, 'media', 'create', ...argv)).json() as { id: number };
    ids.set(`media/${name}`, `media/id:${id}`);
  };
  await picture('ana', 'fenced', 'fenced-2', 'fenced');
  await picture('ana', 'wide', 'wide-2', 'wide');
  await picture('sara', 'crossed', 'near-1', 'far');
  await seenAgain('fenced');
  await seenAgain('wide');
  ids.set('measurement/fenced', await measurement('ana', 'mass', 'fenced-2', 'fenced', ...silva, '3750'));
  ids.set('measurement/wide', await measurement('ana', 'mass', 'wide-2', 'wide', ...silva, '3750'));
  ids.set('measurement/crossed', await measurement('sara', 'mass', 'near-1', 'far', ...silva, '3750'));
  await measurement('ana', 'girth', 'near-1', 'near', ...silva, '20');
  await measurement('ana', 'sex', 'near-1', 'near', ...silva, 'MALE');
  await measurement('ana', 'stage', 'near-1', 'near', ...silva, 'CHICK');
  await measurement('ana', 'span', 'near-1', 'near', '--person', 'HERS O', '--value', '7');
  await measurement('carl', 'girth', 'carl-1', 'carl-own', ...lima, '30');
  await measurement('carl', 'sex', 'carl-1', 'carl-own', ...lima, 'FEMALE');
  await measurement('carl', 'stage', 'carl-1', 'carl-own', ...lima, 'EGG');

  await by('ana', 'biocollection', 'create', 'MUSEUM', '--name', 'The museum');
  await by('ana', 'biocollection', 'create', 'CABINET', '--name', 'The cabinet');
  await by('ana', 'biocollection', 'create', 'SHELF', '--name', 'The shelf');
  await by('carl', 'biocollection', 'create', 'JAR', '--name', 'The jar');
  await ana('biocollection', 'grant', 'SHELF', 'group/stewards', '--role', 'owner');
  await by('sara', 'biocollection', 'manage', 'CABINET', '--owner', 'olga');
  await by('sara', 'biocollection', 'manage', 'MUSEUM', '--owner', 'ana');
  await by('sara', 'user', 'enable', 'dina');
  await staff('biocollection', 'MUSEUM');
  await by('sara', 'user', 'disable', 'dina');
  await ana('dataset', 'create', 'kept');
  await ana('dataset', 'grant', 'kept', 'col', 'olga', '--role', 'contributor');
  await ana('dataset', 'grant', 'kept', 'vera', '--role', 'collaborator');
  await ana('dataset', 'grant', 'kept', 'max', 'carl', 'mona', 'gwen', 'reg', '--role', 'viewer');
  await ana('dataset', 'create', 'gallery', '--privacy', 'public', ...open);
  await ana('dataset', 'create', 'loose');
  await ana('dataset', 'grant', 'loose', 'greta', '--role', 'contributor');
  for (const tag of ['kept-1', 'shelved-1', 'double-1', 'plain-1']) await individual(tag, 'kept');
  for (const tag of ['gallery-1', 'gallery-2']) await individual(tag, 'gallery');
  for (const [name, tag, biocollection, dataset] of [
    ['shelved', 'shelved-1', 'SHELF', 'kept'],
    ['crossed', 'shelved-1', 'SHELF', 'gallery'],
    ['loose', 'shelved-1', 'SHELF', 'loose'],
    ['kept', 'kept-1', 'MUSEUM', 'kept'],
    ['hung', 'gallery-1', 'MUSEUM', 'kept'],
    ['first', 'double-1', 'MUSEUM', 'kept'],
    ['second', 'double-1', 'CABINET', 'kept'],
  ] as const) {
    const argv = ['--individual', tag, '--biocollection', biocollection, '--dataset', dataset];
    const { id } = (await by('sara', 'voucher', 'create', ...argv)).json() as { id: number };
    ids.set(`voucher/${name}`, `voucher/id:${id}`);
  }
  await seenAgain('kept', 'kept-1');
  await trait('leaf', 'real', '--objects', 'individual', '--objects', 'voucher', '--unit', 'mm');
  for (const [name, voucher, dataset] of [
    ['of-kept', 'kept', 'kept'],
    ['of-hung', 'hung', 'far'],
  ] as const) {
    const on = ['--voucher', (ids.get(`voucher/${voucher}`) ?? '').replace('voucher/', ''), '--dataset', dataset];
    const argv = ['--trait', 'leaf', ...on, '--date', '2008-01-01', ...silva, '12'];
    const { id } = (await by('sara', 'measurement', 'create', ...argv)).json() as { id: number };
    ids.set(`measurement/${name}`, `measurement/id:${id}`);
  }

  for (const kind of ['project', 'dataset', 'setup', 'inventory', 'storage', 'paradigm']) {
    await ana(kind, 'create', 'glimpsed', '--discoverable');
    await ana(kind, 'grant', 'glimpsed', 'max', '--role', 'manager');
    await ana(kind, 'grant', 'glimpsed', 'carl', '--role', 'contributor');
  }
  for (const name of ['known', 'famed']) await ana('group', 'edit', name, '--description', 'For members');
  await ana('storage', 'edit', 'wide', '--path', 'smb=//server/lab');
  await by('sara', 'user', 'edit', 'nora', '--os-uid', '54321');
  await by('nora', 'user', 'token', 'create', 'nora', '--scope', 'read');
  await by('nora', 'export', 'persons');
  await ana('group', 'create', 'joined');
  await ana('group', 'grant', 'joined', 'max', '--role', 'manager');
  await ana('group', 'grant', 'joined', 'vera', '--role', 'member');
  for (const [login, object, kind, ...more] of asked)
    await by(login, 'request', 'create', object, '--kind', kind, ...more);
  await by('max', 'group', 'invite', 'known', 'olga');
  await by('max', 'group', 'invite', 'joined', 'mona');
  await by('mona', 'invitation', 'accept', '2');
  return ids;
}

/** What waits to be decided, in the order of the ids from 1. */
const asked = [
  ['nora', 'dataset/wide', 'access', '--role', 'contributor'],
  ['nora', 'project/park', 'access', '--role', 'manager'],
  ['nora', 'dataset/inherited-famed', 'access', '--role', 'owner'],
  ['nora', 'dataset/wide', 'data'],
  ['nora', 'dataset/wide', 'sample'],
  ['nora', 'dataset/wide', 'change'],
  ['nora', 'project/glimpsed', 'access'],
  ['nora', 'group/known', 'join'],
  ['mona', 'group/known', 'join', '--role', 'manager'],
  ['nora', 'biocollection/SHELF', 'access', '--role', 'owner'],
  ['olga', 'biocollection/MUSEUM', 'register', '--individual', 'plain-1', '--biocollection-number', '7'],
] as const;

/** The options that every individual of these tests is stored with. */
export const placed = (dataset: string): string[] => [
  '--dataset',
  dataset,
  '--collector',
  'SILVA A',
  '--date',
  '2008-01-01',
  '--location',
  'Torgersen',
];

/** The items under the keys that `by` gives them, in the order of their first appearance. */
export function grouped<T, K>(items: readonly T[], by: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = by(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
