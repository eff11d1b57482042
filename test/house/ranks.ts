import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from '../helpers/kept.ts';
import { Bench, type RunOptions } from '../helpers/run.ts';
import { lab, writeFiles } from './cases.ts';

/** Who has which role in all that ana has in `lab()`; gil is contributor through group/band, dem was an owner and is registered now. */
export const ranks = ['vic', 'cob', 'con', 'mag', 'own', 'gil', 'dem', 'sara'] as const;
export const roleOf = {
  vic: 'viewer',
  cob: 'collaborator',
  con: 'contributor',
  mag: 'manager',
  own: 'owner',
  'group/band': 'contributor',
  dem: 'owner',
} as const;

/** Exit codes in the order of `ranks`, by hand from access.md. */
const everybody = '00000000';
const collaborator = '40000040';
const contributor = '44000040';
const manager = '44400440';
const owner = '44440440';
const superadmin = '44444440';
const full = '00000040';
/** Of one person's own affairs: the others do not know that there are any. */
const anas = '33333330';
/** In a group there are no groups, so gil does not see one that is not public. */
const inGroup = { member: '00000300', manager: '44400340', owner: '44440340' };

type Row = readonly [codes: string, /** Which of the command's cases; the first, unless it is said. */ at?: number];
const listed = (...kinds: string[]): Record<string, Row> =>
  Object.fromEntries(kinds.flatMap((kind) => [`${kind} list`, `${kind} show`].map((name) => [name, [everybody]])));

const container = (kind: string, by = { member: everybody, manager, owner }): Record<string, Row> => ({
  ...listed(kind),
  [`${kind} show`]: [by.member],
  [`${kind} create`]: [full],
  [`${kind} edit`]: [by.owner],
  [`${kind} delete`]: [by.owner],
  [`${kind} members`]: [by.member],
  [`${kind} grant`]: [by.manager],
  // max, who is revoked, is a manager, and managers are for owners to remove.
  [`${kind} revoke`]: [by.owner],
  [`${kind} leave`]: [by.member],
});

const record = (kind: string, move: Row = [contributor, 1]): Record<string, Row> => ({
  ...listed(kind),
  [`${kind} create`]: [collaborator],
  [`${kind} edit`]: [collaborator],
  [`${kind} delete`]: [contributor],
  [`${kind} move`]: move,
});
const without = (table: Record<string, Row>, ...names: string[]): Record<string, Row> =>
  Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));

/** Of open records: who has used them does not matter here, whether somebody has does. */
const open = (kind: string, remove = full): Record<string, Row> => ({
  ...listed(kind),
  [`${kind} create`]: [full],
  [`${kind} edit`]: [superadmin],
  [`${kind} delete`]: [remove],
  ...(['person', 'location', 'taxon'].includes(kind) ? { [`${kind} merge`]: [superadmin] } : {}),
});

/** What every command ends with for each of them. One that is not here fails the suite. */
export const rankCodes: Readonly<Record<string, Row>> = {
  init: [everybody],
  status: [everybody],
  migrate: [superadmin],
  whoami: [everybody],
  'config list': [everybody],
  'config get': [everybody, 1],
  'config set': [superadmin],
  'config unset': [superadmin],
  ...listed('user'),
  'user create': [superadmin],
  'user register': [everybody],
  'user edit': [superadmin],
  'user level': [superadmin],
  'user offboard': [superadmin],
  'user delete': [superadmin],
  'user token create': [superadmin],
  'user token list': [everybody],
  'user token revoke': [anas],
  'user disable': [superadmin],
  'user enable': [superadmin],
  ...container('group', inGroup),
  ...container('project'),
  'project transfer': [owner],
  // A session of it uses what even its owner does not see, and so cannot make public.
  'project publish': ['44446440'],
  'project unpublish': [owner],
  'project cite': [everybody],
  ...container('dataset'),
  'dataset cite': [everybody],
  'dataset check': [everybody],
  ...container('setup'),
  ...container('inventory'),
  ...container('storage'),
  ...container('paradigm'),
  ...container('biocollection'),
  'biocollection manage': [superadmin],
  'biocollection unmanage': [superadmin],
  ...open('person', superadmin),
  ...open('location'),
  ...open('taxon'),
  ...open('trait'),
  ...open('reference'),
  ...open('tag'),
  ...listed('translation'),
  'translation create': [superadmin],
  'translation edit': [superadmin],
  'translation delete': [superadmin],
  ...record('individual'),
  ...record('voucher'),
  'voucher create': [collaborator, 1],
  'voucher edit': [collaborator, 1],
  ...record('measurement'),
  'identification list': [everybody],
  ...without(record('occurrence'), 'occurrence move'),
  // Into a public project: owner on a present one.
  ...record('subject', [owner]),
  ...record('session', [owner]),
  ...without(record('behavior'), 'behavior move'),
  ...record('equipment', [contributor]),
  ...record('stock', [contributor]),
  ...record('media'),
  'media fetch': [everybody],
  import: [collaborator],
  export: [everybody, 2],
  template: [everybody],
  'job list': [everybody],
  'job show': [anas],
  'job log': [anas],
  // Of a question about others that one may not ask, `access check` does not say "no".
  'access check': ['33300330'],
  'access explain': [manager],
  'access who': [manager],
  'access what': [full],
  'access matrix': [everybody],
  'group invite': [inGroup.manager],
  'invitation list': [everybody],
  // To accept or decline is for ana alone; a superadmin sees that there is an invitation.
  'invitation accept': ['33333334'],
  'invitation decline': ['33333334'],
  'invitation cancel': [anas],
  'request create': [collaborator, 3],
  'request list': [everybody],
  'request show': ['33300330'],
  'request approve': ['33300330'],
  'request deny': ['33300330'],
  'request cancel': ['33344334'],
  inbox: [everybody],
  'access diff': [full],
  'access rules': [everybody],
  'access test': [everybody, 1],
  // A filter: who may not share the dataset finds nothing.
  'audit log': [everybody, 1],
  'audit verify': [superadmin],
  'audit head': [superadmin],
};

/** Part of every name that only hugo and superadmins may see. */
export const hush = 'hush';

/** Tokens of own's: one that only reads, one for dataset/example alone, and two that are none any more. */
export type Tokens = Readonly<Record<'reading' | 'example' | 'ended' | 'revoked', string>>;

let template: Promise<string> | undefined;
export const tokens = async (): Promise<Tokens> =>
  JSON.parse(readFileSync(join(await (template ??= kept('ranks', build)), 'tokens.json'), 'utf8')) as Tokens;

/**
 * `lab()` with everybody of `ranks` in whatever ana has, and with things of hugo's beside and between hers that nobody of them may read:
 * his records of P1, his projects and his storage behind records of wetlands, his group as a member of hers.
 */
export async function ranked(): Promise<Bench> {
  template ??= kept('ranks', build);
  const bench = new Bench();
  const db = join(await template, 'lab.db');
  copyFileSync(db, bench.db);
  cpSync(`${db}.media`, `${bench.db}.media`, { recursive: true });
  writeFiles(bench);
  return bench;
}

async function tokensOf(bench: Bench): Promise<Tokens> {
  const create = async (how: RunOptions, ...argv: string[]): Promise<{ id: number; token: string }> => {
    const ran = await bench.run(['user', 'token', 'create', 'me', ...argv, '--json'], { as: 'own', ...how });
    return ran.json() as { id: number; token: string };
  };
  const reading = await create({}, '--scope', 'read');
  const example = await create({}, '--scope', 'dataset/example');
  const ended = await create({ now: '2020-01-01T00:00:00Z' }, '--expires', '2020-02-01');
  const revoked = await create({});
  bench.as('own');
  await bench.must('user', 'token', 'revoke', `id:${revoked.id}`);
  return { reading: reading.token, example: example.token, ended: ended.token, revoked: revoked.token };
}

async function build(dir: string): Promise<void> {
  const bench = await lab(dir);
  bench.as('sara');
  for (const login of ['vic', 'cob', 'con', 'mag', 'own', 'gil', 'dem', 'hugo'])
    await bench.must('user', 'create', login, '--email', `${login}@lab.org`, '--level', 'full');
  await bench.must('group', 'create', 'band');
  await bench.must('group', 'grant', 'band', 'gil', '--role', 'member');
  const containers = (
    (await bench.must('access', 'what', 'ana', '--json')).json() as { object: string; via: string }[]
  ).flatMap(({ object }) => (object.endsWith('workspace') ? [] : [object]));
  const rows = containers.flatMap((object) =>
    Object.entries(roleOf).flatMap(([member, role]) => {
      if (object === 'group/circle') return [];
      if (/^biocollection\/(?!HUSK)/.test(object) && role !== 'owner') return [];
      if (!object.startsWith('group/')) return [`${object},${member},${role}`];
      if (member.startsWith('group/')) return [];
      return [`${object},${member},${role === 'manager' || role === 'owner' ? role : 'member'}`];
    }),
  );
  bench.write('members.csv', `container,member,role\n${rows.join('\n')}\n`);
  await bench.must('import', 'members', 'members.csv');
  // What the others have in wetlands is to be their own role.
  await bench.must('project', 'revoke', 'wetlands', 'group/neuro');
  await bench.must('user', 'level', 'dem', 'registered');
  for (const ref of ['project/wetlands', 'dataset/plot-1', 'biocollection/HUSK'] as const) {
    const [kind = '', name = ''] = ref.split('/');
    await bench.must(kind, 'grant', name, 'hugo', '--role', 'contributor');
  }
  bench.as('hugo');
  for (const kind of ['group', 'project', 'setup', 'inventory', 'storage', 'paradigm'])
    await bench.must(kind, 'create', `${hush}-${kind}`);
  await bench.must('dataset', 'create', `${hush}-data`, '--project', 'wetlands');
  const found = ['--dataset', `${hush}-data`, '--notes', `${hush} notes`];
  const caught = ['--collector', 'SILVA A', '--date', '2007-11-11', '--location', 'Torgersen'];
  await bench.must('individual', 'create', `${hush}-1`, ...caught, ...found);
  const weighed = ['--trait', 'mass', '--person', 'SILVA A', '--date', '2009-01-01', '--value', '4000'];
  await bench.must('measurement', 'create', '--individual', 'P1', ...weighed, ...found);
  await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'HUSK', ...found);
  const both = ['--project', 'wetlands', '--project', `${hush}-project`];
  await bench.must('subject', 'create', 'Both', ...both);
  await bench.must('session', 'create', 'Both-1', ...both, '--storage', `${hush}-storage`);
  await bench.must('export', 'persons', '--output', `${hush}.csv`);
  await bench.must('group', 'invite', `${hush}-group`, 'ben');
  bench.as('sara');
  for (const ref of containers)
    if (/^(project\/wetlands|dataset\/(plot-1|secret)|setup\/secret|biocollection\/HUSK)$/.test(ref)) {
      const [kind = '', name = ''] = ref.split('/');
      await bench.must(kind, 'grant', name, `group/${hush}-group`, '--role', 'viewer');
    }
  bench.write('tokens.json', JSON.stringify(await tokensOf(bench)));
}
