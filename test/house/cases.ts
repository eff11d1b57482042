import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { kept } from '../helpers/kept.ts';
import { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

/** Exit codes of olga (full, no role anywhere), reg (registered, viewer of plot-1) and nobody (no user configured). */
type Codes = readonly [olga: number, reg: number, nobody: number];

export interface Case {
  argv: readonly string[];
  /** Somebody who may; the command ends with 0 for them. */
  by: string;
  /** What it ends with for those without the right; 0 where it is theirs, too, and `openTo` says why. */
  codes: Codes;
  /** The same of an unknown and of a disabled user. */
  stranger: 0 | 4;
}

const hidden: Codes = [3, 3, 3];
const refused: Codes = [4, 4, 4];
/** Users are listed to registered ones and above. */
const aboutUser: Codes = [4, 4, 3];
const everybody: Codes = [0, 0, 0];
const fullOnly: Codes = [0, 4, 4];
/** plot-1: olga does not see it, reg is its viewer. */
const inPlot: Codes = [3, 4, 3];
const readingPlot: Codes = [3, 0, 3];

const at = (by: string, codes: Codes, ...argv: string[]): Case => ({ argv, by, codes, stranger: 4 });
/** What asks no database who somebody is. */
const free = (...argv: string[]): Case => ({ argv, by: 'ana', codes: everybody, stranger: 0 });

const containerCases = (
  kind: string,
  names: { open: string; closed: string; spare: string },
  more: Record<string, Case[]>,
): Record<string, Case[]> => ({
  [`${kind} list`]: [
    at('ana', everybody, kind, 'list'),
    ...(kind === 'group' ? [] : [at('ana', everybody, kind, 'list', '--discoverable')]),
  ],
  [`${kind} show`]: [at('ana', hidden, kind, 'show', names.closed), at('ana', everybody, kind, 'show', names.open)],
  [`${kind} create`]: [at('ana', fullOnly, kind, 'create', 'novel')],
  [`${kind} edit`]: [
    ...(kind === 'group'
      ? []
      : [
          at('ana', hidden, kind, 'edit', names.closed, '--discoverable'),
          at('ana', refused, kind, 'edit', names.open, '--no-discoverable'),
        ]),
    at('ana', hidden, kind, 'edit', names.closed, '--description', 'other'),
    at('ana', refused, kind, 'edit', names.open, '--description', 'other'),
    at('ana', refused, kind, 'edit', names.open, '--name', 'renamed'),
  ],
  [`${kind} delete`]: [
    at('ana', hidden, kind, 'delete', names.spare, '--yes'),
    at('ana', refused, kind, 'delete', names.open, '--yes'),
  ],
  [`${kind} members`]: [
    at('ana', hidden, kind, 'members', names.closed),
    at('ana', kind === 'group' ? [0, 0, 4] : refused, kind, 'members', names.open),
  ],
  [`${kind} grant`]: [
    at('ana', hidden, kind, 'grant', names.closed, 'ben', '--role', 'viewer'),
    at('ana', aboutUser, kind, 'grant', names.open, 'greta', '--role', 'viewer'),
    at('ana', aboutUser, kind, 'grant', names.open, 'ben', '--role', 'owner'),
  ],
  [`${kind} revoke`]: [
    at('ana', hidden, kind, 'revoke', names.closed, 'max'),
    at('ana', aboutUser, kind, 'revoke', names.open, 'max'),
  ],
  [`${kind} leave`]: [
    at('max', hidden, kind, 'leave', names.closed),
    // A non-member has nothing to give up, so that is true already.
    at('max', [0, 0, 4], kind, 'leave', names.open),
  ],
  ...more,
});

const attributes = ['setup', 'inventory', 'storage', 'paradigm'] as const;
const attributeCases = (kind: string): Record<string, Case[]> =>
  containerCases(
    kind,
    { open: 'open', closed: 'secret', spare: 'spare' },
    {
      [`${kind} create`]: [
        at('ana', fullOnly, kind, 'create', 'novel', '--group', 'guild'),
        at('ana', hidden, kind, 'create', 'novel', '--group', 'neuro'),
      ],
      [`${kind} delete`]: [
        at('ana', hidden, kind, 'delete', 'spare', '--yes'),
        at('ana', refused, kind, 'delete', 'vacant', '--yes'),
      ],
    },
  );

const recordCases = (
  kind: string,
  ref: string,
  change: readonly string[],
  create: readonly string[],
  unused: string,
): Record<string, Case[]> => ({
  [`${kind} list`]: [at('ana', everybody, kind, 'list')],
  [`${kind} show`]: [at('ana', everybody, kind, 'show', ref)],
  [`${kind} create`]: [at('ana', fullOnly, kind, 'create', ...create)],
  [`${kind} edit`]: [at('sara', refused, kind, 'edit', ref, ...change)],
  [`${kind} delete`]: [at('ana', kind === 'person' ? refused : fullOnly, kind, 'delete', unused, '--yes')],
  ...(!['person', 'location', 'taxon'].includes(kind)
    ? {}
    : { [`${kind} merge`]: [at('sara', refused, kind, 'merge', unused, '--into', ref, '--yes')] }),
});

const governedCases = (
  kind: string,
  seen: string,
  secret: string,
  spare: string,
  many: string,
  create: readonly string[],
): Record<string, Case[]> => ({
  [`${kind} list`]: [at('ana', everybody, kind, 'list')],
  [`${kind} show`]: [at('ana', readingPlot, kind, 'show', seen), at('ana', hidden, kind, 'show', secret)],
  [`${kind} create`]: [
    at('ana', inPlot, kind, 'create', ...create, '--dataset', 'plot-1'),
    at('ana', refused, kind, 'create', ...create, '--dataset', 'open'),
  ],
  [`${kind} edit`]: [
    at('ana', inPlot, kind, 'edit', seen, '--notes', 'other'),
    at('ana', hidden, kind, 'edit', secret, '--notes', 'other'),
    at('ana', [0, 4, 0], kind, 'edit', '--filter', many, '--notes', 'other', '--yes'),
  ],
  [`${kind} delete`]: [
    at('ana', inPlot, kind, 'delete', spare, '--yes'),
    at('ana', hidden, kind, 'delete', secret, '--yes'),
    at('ana', [0, 4, 0], kind, 'delete', '--filter', many, '--yes'),
  ],
});

const moveCases = (kind: string, seen: string, secret: string): Record<string, Case[]> => ({
  [`${kind} move`]: [
    at('ana', inPlot, kind, 'move', seen, '--to', 'dataset/plot-1', '--yes'),
    at('ana', hidden, kind, 'move', seen, '--to', 'secret', '--yes'),
    at('ana', hidden, kind, 'move', secret, '--to', 'open', '--yes'),
  ],
});

/** U1 is in `secret`, V1 in `open`. */
const heldCases = (kind: string, into: string, type: string): Record<string, Case[]> => ({
  [`${kind} list`]: [at('ana', everybody, kind, 'list')],
  [`${kind} show`]: [at('ana', hidden, kind, 'show', 'U1'), at('ana', everybody, kind, 'show', 'V1')],
  [`${kind} create`]: [
    at('ana', hidden, kind, 'create', 'W1', `--${into}`, 'secret', '--type', type),
    at('ana', refused, kind, 'create', 'W1', `--${into}`, 'open', '--type', type),
  ],
  [`${kind} edit`]: [
    at('ana', hidden, kind, 'edit', 'U1', '--notes', 'other'),
    at('ana', refused, kind, 'edit', 'V1', '--notes', 'other'),
    at('ana', refused, kind, 'edit', '--filter', `${into}=open`, '--notes', 'other', '--yes'),
  ],
  [`${kind} delete`]: [
    at('ana', hidden, kind, 'delete', 'U1', '--yes'),
    at('ana', refused, kind, 'delete', 'V1', '--yes'),
  ],
  [`${kind} move`]: [
    at('ana', hidden, kind, 'move', 'U1', '--to', `${into}/open`, '--yes'),
    at('ana', hidden, kind, 'move', 'V1', '--to', `${into}/secret`, '--yes'),
    at('ana', refused, kind, 'move', 'V1', '--to', 'open', '--yes'),
  ],
});

/** Their ids follow those of the places, taxa and individuals that `build` makes before them. */
const vouchers = { seen: 'id:14', secret: 'id:15', kept: 'id:16' } as const;

/** For every command, arguments about things that exist in `lab()`. A command that is not here fails the contract. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  init: [free('init', 'novel.db', '--user', 'zoe', '--email', 'zoe@lab.org', '--config', 'none')],
  status: [at('ana', everybody, 'status')],
  migrate: [at('sara', refused, 'migrate')],
  whoami: [at('ana', everybody, 'whoami')],
  'config list': [at('ana', everybody, 'config', 'list')],
  'config get': [free('config', 'get', 'user'), at('ana', everybody, 'config', 'get', 'registration')],
  'config set': [at('sara', refused, 'config', 'set', 'registration', 'closed'), free('config', 'set', 'user', 'ben')],
  'config unset': [at('sara', refused, 'config', 'unset', 'registration'), free('config', 'unset', 'user')],
  'user list': [at('ana', everybody, 'user', 'list')],
  'user show': [at('ana', [0, 0, 3], 'user', 'show', 'ben')],
  'user create': [at('sara', refused, 'user', 'create', 'zoe', '--email', 'zoe@lab.org')],
  'user register': [at('ana', everybody, 'user', 'register', 'zoe', '--email', 'zoe@lab.org')],
  'user edit': [
    at('sara', aboutUser, 'user', 'edit', 'ben', '--name', 'Benno'),
    at('sara', aboutUser, 'user', 'edit', 'ben', '--login', 'benno'),
  ],
  'user level': [at('sara', aboutUser, 'user', 'level', 'rita', 'full')],
  'user offboard': [at('sara', aboutUser, 'user', 'offboard', 'greta', '--yes')],
  'user delete': [at('sara', aboutUser, 'user', 'delete', 'rita', '--yes')],
  'user token create': [at('ana', aboutUser, 'user', 'token', 'create', 'ana', '--scope', 'read')],
  'user token list': [at('ana', everybody, 'user', 'token', 'list')],
  'user token revoke': [at('ana', hidden, 'user', 'token', 'revoke', 'id:1')],
  'user disable': [at('sara', aboutUser, 'user', 'disable', 'ben')],
  'user enable': [at('sara', aboutUser, 'user', 'enable', 'dina')],
  ...containerCases('group', { open: 'guild', closed: 'neuro', spare: 'spare' }, {}),
  ...containerCases(
    'project',
    { open: 'fair', closed: 'wetlands', spare: 'spare' },
    {
      'project transfer': [
        at('ana', hidden, 'project', 'transfer', 'wetlands', 'max'),
        at('ana', aboutUser, 'project', 'transfer', 'fair', 'greta'),
      ],
      'project publish': [
        at('ana', hidden, 'project', 'publish', 'wetlands', '--with-attributes', '--yes'),
        at('ana', refused, 'project', 'publish', 'fair', '--yes'),
      ],
      'project unpublish': [
        at('ana', hidden, 'project', 'unpublish', 'wetlands'),
        at('ana', refused, 'project', 'unpublish', 'fair'),
      ],
      'project cite': [
        at('ana', hidden, 'project', 'cite', 'wetlands'),
        at('ana', everybody, 'project', 'cite', 'fair'),
      ],
    },
  ),
  ...containerCases(
    'dataset',
    { open: 'open', closed: 'secret', spare: 'spare' },
    {
      'dataset create': [
        at('ana', fullOnly, 'dataset', 'create', 'novel'),
        at('ana', hidden, 'dataset', 'create', 'novel', '--project', 'wetlands'),
      ],
      'dataset edit': [
        at('ana', hidden, 'dataset', 'edit', 'secret', '--description', 'other'),
        at('ana', inPlot, 'dataset', 'edit', 'plot-1', '--name', 'renamed'),
        at('ana', inPlot, 'dataset', 'edit', 'plot-1', '--unset', 'project'),
        at('ana', refused, 'dataset', 'edit', 'open', '--privacy', 'authorized'),
      ],
      'dataset delete': [
        at('ana', hidden, 'dataset', 'delete', 'spare', '--yes'),
        at('ana', inPlot, 'dataset', 'delete', 'plot-1', '--cascade', '--yes'),
      ],
      'dataset cite': [
        at('ana', hidden, 'dataset', 'cite', 'secret'),
        at('ana', readingPlot, 'dataset', 'cite', 'plot-1'),
      ],
      'dataset check': [
        at('ana', hidden, 'dataset', 'check', 'secret'),
        at('ana', everybody, 'dataset', 'check', 'open'),
      ],
      'dataset members': [
        at('ana', readingPlot, 'dataset', 'members', 'plot-1'),
        at('ana', refused, 'dataset', 'members', 'open'),
      ],
    },
  ),
  ...Object.assign({}, ...attributes.map((kind) => attributeCases(kind))),
  // Everybody sees every biocollection; HUSK is managed.
  'biocollection list': [at('ana', everybody, 'biocollection', 'list')],
  'biocollection show': [at('ana', everybody, 'biocollection', 'show', 'HUSK')],
  'biocollection create': [at('ana', fullOnly, 'biocollection', 'create', 'NOVEL', '--name', 'Novel')],
  'biocollection edit': [
    at('ana', refused, 'biocollection', 'edit', 'HUSK', '--url', 'https://example.org/other'),
    at('ana', refused, 'biocollection', 'edit', 'HUSK', '--acronym', 'RENAMED'),
  ],
  'biocollection delete': [at('ana', refused, 'biocollection', 'delete', 'SPARE', '--yes')],
  'biocollection members': [at('ana', [0, 0, 4], 'biocollection', 'members', 'HUSK')],
  'biocollection grant': [
    at('ana', aboutUser, 'biocollection', 'grant', 'HUSK', 'greta', '--role', 'collaborator'),
    at('ana', aboutUser, 'biocollection', 'grant', 'HUSK', 'ben', '--role', 'owner'),
  ],
  'biocollection revoke': [at('ana', aboutUser, 'biocollection', 'revoke', 'HUSK', 'max')],
  'biocollection leave': [at('max', [0, 0, 4], 'biocollection', 'leave', 'HUSK')],
  'biocollection manage': [at('sara', aboutUser, 'biocollection', 'manage', 'SPARE', '--owner', 'ben')],
  'biocollection unmanage': [at('sara', refused, 'biocollection', 'unmanage', 'HUSK')],
  ...recordCases('person', 'SILVA A', ['--notes', 'other'], ['Carla Novo'], 'LIMA B'),
  ...recordCases(
    'location',
    'Torgersen',
    ['--notes', 'other'],
    ['Humble', '--adm-level', '999', '--latitude', '-64.76', '--longitude', '-64.08'],
    'Dream',
  ),
  ...recordCases(
    'taxon',
    'Pygoscelis adeliae',
    ['--notes', 'other'],
    ['Aptenodytes', '--level', 'genus'],
    'Spheniscus',
  ),
  ...recordCases(
    'trait',
    'mass',
    ['--description', 'other'],
    [
      'depth',
      '--type',
      'real',
      '--name',
      'Depth',
      '--description',
      'the depth',
      '--objects',
      'individual',
      '--unit',
      'mm',
    ],
    'eggs',
  ),
  ...recordCases(
    'reference',
    'Used2001',
    ['--doi', '10.1000/182'],
    ['--bibtex', '@@misc{Novel2002, title = {N}}'],
    'Spare2003',
  ),
  ...recordCases('tag', 'rare', ['--description', 'other'], ['novel'], 'plain'),
  'translation list': [at('ana', everybody, 'translation', 'list')],
  'translation show': [at('ana', everybody, 'translation', 'show', 'id:1')],
  'translation create': [
    at('ana', refused, 'translation', 'create', '--trait', 'mass', '--language', 'fr', '--name', 'masse'),
    at('ana', fullOnly, 'translation', 'create', '--trait', 'eggs', '--language', 'fr', '--name', 'oeufs'),
  ],
  'translation edit': [at('ana', refused, 'translation', 'edit', 'id:1', '--name', 'other')],
  'translation delete': [at('ana', refused, 'translation', 'delete', 'id:1', '--yes')],
  ...governedCases('individual', 'P1', 'S2', 'P2', 'tag=P2', [
    'N1',
    '--collector',
    'SILVA A',
    '--date',
    '2007-11-11',
    '--location',
    'Torgersen',
  ]),
  // The first voucher is of P3 in plot-1, in JAR, the second of S3 in secret, the third of P4 in plot-1, in HUSK.
  'voucher list': [at('ana', everybody, 'voucher', 'list')],
  'voucher show': [
    at('ana', readingPlot, 'voucher', 'show', vouchers.seen),
    at('ana', hidden, 'voucher', 'show', vouchers.secret),
  ],
  'voucher create': [
    at('ana', inPlot, 'voucher', 'create', '--individual', 'P1', '--biocollection', 'JAR'),
    at('ana', inPlot, 'voucher', 'create', '--individual', 'P1', '--biocollection', 'HUSK'),
    at('ana', refused, 'voucher', 'create', '--individual', 'O1', '--biocollection', 'JAR'),
  ],
  'voucher edit': [
    at('ana', inPlot, 'voucher', 'edit', vouchers.seen, '--notes', 'other'),
    at('ana', inPlot, 'voucher', 'edit', vouchers.kept, '--notes', 'other'),
    at('ana', hidden, 'voucher', 'edit', vouchers.secret, '--notes', 'other'),
  ],
  'voucher delete': [
    at('ana', inPlot, 'voucher', 'delete', vouchers.kept, '--yes'),
    at('ana', hidden, 'voucher', 'delete', vouchers.secret, '--yes'),
  ],
  ...governedCases('measurement', 'id:1', 'id:2', 'id:1', 'dataset=plot-1', [
    '--trait',
    'mass',
    '--individual',
    'O1',
    '--person',
    'SILVA A',
    '--date',
    '2008-11-11',
    '--value',
    '3800',
  ]),
  'identification list': [at('ana', everybody, 'identification', 'list')],
  ...moveCases('individual', 'P1', 'S2'),
  ...moveCases('measurement', 'id:1', 'id:2'),
  ...moveCases('voucher', vouchers.seen, vouchers.secret),
  ...governedCases('occurrence', 'id:1', 'id:2', 'id:1', 'individual=P1', []),
  'occurrence create': [
    at('ana', inPlot, 'occurrence', 'create', '--individual', 'P1', '--date-time', '2008-01-01', '--location', 'Dream'),
    at(
      'ana',
      refused,
      'occurrence',
      'create',
      '--individual',
      'O1',
      '--date-time',
      '2008-01-01',
      '--location',
      'Dream',
    ),
  ],
  'subject list': [at('ana', everybody, 'subject', 'list')],
  'subject show': [at('ana', hidden, 'subject', 'show', 'R1'), at('ana', everybody, 'subject', 'show', 'Mickey')],
  'subject create': [
    at('ana', hidden, 'subject', 'create', 'Rat-9', '--project', 'wetlands'),
    at('ana', refused, 'subject', 'create', 'Rat-9', '--project', 'fair'),
  ],
  'subject edit': [
    at('ana', hidden, 'subject', 'edit', 'R1', '--notes', 'other'),
    at('ana', refused, 'subject', 'edit', 'Mickey', '--notes', 'other'),
    at('ana', refused, 'subject', 'edit', '--filter', 'project=zoo', '--notes', 'other', '--yes'),
  ],
  'subject delete': [
    at('ana', hidden, 'subject', 'delete', 'R1', '--yes'),
    at('ana', refused, 'subject', 'delete', 'Mickey', '--yes'),
  ],
  'subject move': [
    at('ana', hidden, 'subject', 'move', 'R1', '--to', 'project/zoo', '--yes'),
    at('ana', hidden, 'subject', 'move', 'Mickey', '--to', 'project/spare', '--yes'),
    at('ana', refused, 'subject', 'move', 'Mickey', '--to', 'zoo', '--yes'),
  ],
  // X1 and X2 are in wetlands, Y1 and Y2 in zoo; behavior 1 is of X1, 2 of Y1.
  'session list': [at('ana', everybody, 'session', 'list')],
  'session show': [at('ana', hidden, 'session', 'show', 'X1'), at('ana', everybody, 'session', 'show', 'Y1')],
  'session create': [
    at('ana', hidden, 'session', 'create', 'novel', '--project', 'wetlands'),
    at('ana', refused, 'session', 'create', 'novel', '--project', 'zoo', '--storage', 'open'),
  ],
  'session edit': [
    at('ana', hidden, 'session', 'edit', 'X1', '--notes', 'other'),
    at('ana', refused, 'session', 'edit', 'Y1', '--notes', 'other'),
    at('ana', refused, 'session', 'edit', '--filter', 'project=zoo', '--notes', 'other', '--yes'),
  ],
  'session delete': [
    at('ana', hidden, 'session', 'delete', 'X2', '--yes'),
    at('ana', refused, 'session', 'delete', 'Y2', '--yes'),
  ],
  'session move': [
    at('ana', hidden, 'session', 'move', 'X2', '--to', 'project/zoo', '--yes'),
    at('ana', hidden, 'session', 'move', 'Y2', '--to', 'project/spare', '--yes'),
    at('ana', refused, 'session', 'move', 'Y2', '--to', 'zoo', '--yes'),
  ],
  'behavior list': [at('ana', everybody, 'behavior', 'list')],
  'behavior show': [at('ana', hidden, 'behavior', 'show', 'id:1'), at('ana', everybody, 'behavior', 'show', 'id:2')],
  'behavior create': [
    at('ana', hidden, 'behavior', 'create', '--session', 'X2', '--setup', 'open', '--paradigm', 'open'),
    at('ana', refused, 'behavior', 'create', '--session', 'Y2', '--setup', 'open', '--paradigm', 'open'),
  ],
  'behavior edit': [
    at('ana', hidden, 'behavior', 'edit', 'id:1', '--notes', 'other'),
    at('ana', refused, 'behavior', 'edit', 'id:2', '--notes', 'other'),
  ],
  'behavior delete': [
    at('ana', hidden, 'behavior', 'delete', 'id:1', '--yes'),
    at('ana', refused, 'behavior', 'delete', 'id:2', '--yes'),
  ],
  ...heldCases('equipment', 'setup', 'Camera'),
  ...heldCases('stock', 'inventory', 'TracerDye'),
  ...governedCases('media', 'id:1', 'id:2', 'id:1', 'dataset=plot-1', []),
  'media create': [
    at('ana', inPlot, 'media', 'create', '--individual', 'P2', '--file', 'photo.jpg', '--licence', 'CC0'),
    at('ana', refused, 'media', 'create', '--individual', 'O1', '--file', 'photo.jpg', '--licence', 'CC0'),
  ],
  'media edit': [
    at('ana', inPlot, 'media', 'edit', 'id:1', '--description', 'other'),
    at('ana', hidden, 'media', 'edit', 'id:2', '--description', 'other'),
  ],
  'media fetch': [
    at('ana', readingPlot, 'media', 'fetch', 'id:1', '--output', 'out.jpg'),
    at('ana', hidden, 'media', 'fetch', 'id:2', '--output', 'out.jpg'),
  ],
  ...moveCases('media', 'id:1', 'id:2'),
  import: [
    at('ana', inPlot, 'import', 'measurements', 'trees.csv', '--dataset', 'plot-1'),
    at('ana', refused, 'import', 'measurements', 'trees.csv', '--dataset', 'open'),
    at('ana', fullOnly, 'import', 'persons', 'people.csv'),
    at('ana', fullOnly, 'import', 'biocollections', 'herbaria.csv'),
    at('ana', everybody, 'import', '--inspect', 'trees.csv'),
  ],
  export: [
    at('ana', everybody, 'export', 'measurements'),
    at('ana', everybody, 'export', 'persons', '--output', 'out.csv'),
    at('ana', readingPlot, 'export', 'individuals', '--dataset', 'plot-1'),
    at('ana', everybody, 'export', 'biocollections'),
    at('ana', everybody, 'export', 'members'),
    at('ana', readingPlot, 'export', 'members', 'dataset/plot-1'),
    at('ana', refused, 'export', 'members', '--dataset', 'open'),
    at('ana', hidden, 'export', 'members', '--project', 'wetlands'),
  ],
  template: [free('template', 'measurements'), free('template', 'members'), free('template', 'biocollections')],
  'job list': [at('ana', everybody, 'job', 'list')],
  'job show': [at('ana', hidden, 'job', 'show', 'id:1')],
  'job log': [at('ana', hidden, 'job', 'log', 'id:1')],
  'access check': [
    at('ana', hidden, 'access', 'check', 'vera', 'read', 'dataset/plot-1'),
    at('ana', hidden, 'access', 'check', 'vera', 'read', 'dataset/open'),
    at('ana', everybody, 'access', 'check', 'me', 'read', 'dataset/open'),
  ],
  'access explain': [
    at('ana', inPlot, 'access', 'explain', 'vera', 'read', 'dataset/plot-1'),
    at('ana', aboutUser, 'access', 'explain', 'vera', 'read', 'dataset/open'),
    at('ana', everybody, 'access', 'explain', 'me', 'insert', 'dataset/open'),
  ],
  'access who': [
    at('ana', inPlot, 'access', 'who', 'dataset/plot-1'),
    at('ana', refused, 'access', 'who', 'dataset/open'),
  ],
  'access what': [
    // A full user may share at least the own workspace, and is told of nothing else.
    at('ana', [0, 4, 3], 'access', 'what', 'vera'),
    at('ana', everybody, 'access', 'what', 'me'),
  ],
  'access matrix': [at('ana', everybody, 'access', 'matrix')],
  'group invite': [
    at('ana', hidden, 'group', 'invite', 'neuro', 'olga'),
    at('ana', aboutUser, 'group', 'invite', 'guild', 'greta'),
  ],
  'invitation list': [at('ana', everybody, 'invitation', 'list')],
  'invitation accept': [at('ana', hidden, 'invitation', 'accept', 'id:1')],
  'invitation decline': [at('ana', hidden, 'invitation', 'decline', 'id:1')],
  'invitation cancel': [at('ana', hidden, 'invitation', 'cancel', 'id:1')],
  'request create': [
    at('ana', [0, 0, 4], 'request', 'create', 'dataset/open', '--kind', 'data'),
    at('ana', hidden, 'request', 'create', 'dataset/secret', '--kind', 'data'),
    at('ana', hidden, 'request', 'create', 'dataset/secret', '--kind', 'access'),
    at('ana', inPlot, 'request', 'create', 'biocollection/HUSK', '--kind', 'register', '--individual', 'P1'),
    at('ana', refused, 'request', 'create', 'biocollection/HUSK', '--kind', 'register', '--individual', 'O1'),
  ],
  'request list': [at('ana', everybody, 'request', 'list')],
  'request show': [at('ana', hidden, 'request', 'show', 'id:1')],
  'request approve': [at('ana', hidden, 'request', 'approve', 'id:1')],
  'request deny': [at('ana', hidden, 'request', 'deny', 'id:1')],
  'request cancel': [at('ana', hidden, 'request', 'cancel', 'id:1')],
  inbox: [at('ana', everybody, 'inbox')],
  'access diff': [at('ana', [0, 4, 4], 'access', 'diff', '--since', '1')],
  'access rules': [free('access', 'rules')],
  'access test': [free('access', 'test', 'access.yaml'), at('ana', everybody, 'access', 'test', 'live.yaml')],
  'audit log': [
    at('ana', everybody, 'audit', 'log'),
    at('ana', hidden, 'audit', 'log', '--object', 'dataset/secret'),
    at('sara', [0, 0, 3], 'audit', 'log', '--object', 'user/ben'),
  ],
  'audit verify': [at('sara', refused, 'audit', 'verify')],
  'audit head': [at('sara', refused, 'audit', 'head')],
};

/** Why some commands end with 0 for somebody without a role: reviewed one by one against spec/access.md and spec/cli.md. */
export const openTo: Readonly<Record<string, string>> = {
  init: 'whoever makes a database is its superadmin',
  status: 'its counts cover what the actor reads',
  whoami: 'everybody, about themselves',
  'config list': 'settings are no secret',
  'config get': 'settings are no secret',
  'config set': 'settings files are the caller’s own',
  'config unset': 'settings files are the caller’s own',
  'user list': 'logins and names are listed to registered users; anonymous sees none',
  'user show': 'logins and names are shown to registered users',
  'user token list': 'lists hold what the actor reads: their own',
  'user register': 'registration is open unless a superadmin closes it',
  'group list': 'lists hold what the actor reads',
  'project list': 'lists hold what the actor reads',
  'dataset list': 'lists hold what the actor reads',
  'individual list': 'lists hold what the actor reads',
  'voucher list': 'lists hold what the actor reads',
  'measurement list': 'lists hold what the actor reads',
  'occurrence list': 'lists hold what the actor reads',
  'occurrence show': 'reg is a viewer of plot-1',
  'occurrence edit': 'filters match none of what the actor does not read',
  'occurrence delete': 'filters match none of what the actor does not read',
  'subject list': 'lists hold what the actor reads',
  'subject show': 'those of a public project are shown to everybody',
  ...Object.fromEntries(
    ['equipment', 'stock', 'session', 'behavior'].flatMap((kind) => [
      [`${kind} list`, 'lists hold what the actor reads'],
      [`${kind} show`, 'what a public project or attribute governs is shown to everybody'],
    ]),
  ),
  'media list': 'lists hold what the actor reads',
  'media show': 'reg is a viewer of plot-1',
  'media fetch': 'reg is a viewer of plot-1',
  'media delete': 'filters match none of what the actor does not read',
  'identification list': 'lists hold what the actor reads',
  'person list': 'open records are read by everybody',
  'location list': 'open records are read by everybody',
  'taxon list': 'open records are read by everybody',
  'trait list': 'open records are read by everybody',
  'reference list': 'open records are read by everybody',
  'tag list': 'open records are read by everybody',
  'translation list': 'open records are read by everybody',
  'reference show': 'open records are read by everybody',
  'tag show': 'open records are read by everybody',
  'translation show': 'open records are read by everybody',
  'reference create': 'every full user may create open records',
  'tag create': 'every full user may create open records',
  'translation create': 'nobody has measured eggs, so every full user may change it',
  'reference delete': 'every full user may delete an unused one',
  'tag delete': 'every full user may delete an unused one',
  'person show': 'open records are read by everybody',
  'location show': 'open records are read by everybody',
  'taxon show': 'open records are read by everybody',
  'trait show': 'open records are read by everybody',
  ...Object.fromEntries(
    attributes.flatMap((kind) => [
      [`${kind} list`, 'lists hold what the actor reads'],
      [`${kind} show`, 'a public one is shown to everybody'],
      [`${kind} create`, 'every full user may create one'],
      [`${kind} leave`, 'who holds no role has left already'],
    ]),
  ),
  'biocollection list': 'biocollections are seen by everybody',
  'biocollection show': 'biocollections are seen by everybody',
  'biocollection create': 'every full user may create one',
  'biocollection members': 'their members are shown to all registered users',
  'biocollection leave': 'who holds no role has left already',
  'group show': 'a public group is shown to everybody',
  'project show': 'a public project is shown to everybody',
  'dataset show': 'a public dataset is shown to everybody, plot-1 to its viewers',
  'individual show': 'reg is a viewer of plot-1',
  'voucher show': 'reg is a viewer of plot-1',
  'measurement show': 'reg is a viewer of plot-1',
  'project cite': 'who reads it may cite it',
  'dataset cite': 'who reads it may cite it',
  'dataset check': 'it tells readers only what they may read',
  'group create': 'every full user may create one',
  'project create': 'every full user may create one',
  'dataset create': 'every full user may create one',
  'person create': 'every full user may create open records',
  'location create': 'every full user may create open records',
  'taxon create': 'every full user may create open records',
  'trait create': 'every full user may create open records',
  'individual edit': 'filters match none of what the actor does not read',
  'individual delete': 'filters match none of what the actor does not read',
  'measurement edit': 'filters match none of what the actor does not read',
  'measurement delete': 'filters match none of what the actor does not read',
  'location delete': 'every full user may delete an unused one',
  'taxon delete': 'every full user may delete an unused one',
  'trait delete': 'every full user may delete an unused one',
  'group members': 'the roster of a public group is for all registered users',
  'dataset members': 'reg holds a role in plot-1',
  'group leave': 'who holds no role has left already',
  'project leave': 'who holds no role has left already',
  'dataset leave': 'who holds no role has left already',
  import: 'every full user may create persons; --inspect tells what the actor reads',
  export: 'it holds what the actor reads',
  template: 'no database is needed but for traits, which everybody reads',
  'job list': 'lists hold what the actor reads',
  'access check': 'everybody may ask about themselves',
  'access explain': 'everybody may ask about themselves',
  'access what': 'everybody may ask about themselves',
  'access matrix': 'it covers the asker and what they may share',
  'invitation list': 'lists hold what the actor reads',
  'request list': 'lists hold what the actor reads',
  'request create': 'every registered user may ask for what they can see',
  inbox: 'it holds what waits for the actor',
  'access diff': 'it covers what the asker may share, and everybody of level full has a workspace',
  'access rules': 'the rules are no secret',
  'access test': 'a world of the file itself is everybody’s; about the database each question asks for its own right',
  'audit log': 'it holds what is about containers that the actor may share',
};

let template: Promise<string> | undefined;

/**
 * The sample world and, owned by ana: group/guild, project/fair (both public, max a manager), group, project and dataset `spare` (empty)
 * and `example` (sara a second owner), the same two of each attribute, with `secret` and a public `open`, of which max is manager, and a public `vacant`; max also manages neuro and secret, and open. Users ben (full) and rita (registered); taxon Spheniscus and individual S2
 * (in secret), unused; token 1 is ana's; invitation 1 is ana's into group/circle, which she manages; request 1 is ana's to dataset/example; job 1 is an export by ana;
 * occurrences and media id:1 of P1 and id:2 of S1; subjects R1 in wetlands and Mickey in zoo, a public project;
 * sessions X1, X2 in wetlands and Y1, Y2 in zoo, the first of each with a behavior that uses attributes secret and open;
 * equipment and stocks U1 (in secret) and V1 (in open); references Used2001 (of the taxon Spheniscus) and Spare2003, tags rare (of dataset/example) and plain, a translation of mass;
 * biocollections HUSK (managed, max its manager), JAR, SPARE, EXAMPLE; individuals P3, P4 (plot-1), S3 (secret) with vouchers;
 * files photo.jpg, people.csv, herbaria.csv, trees.csv, access.yaml, live.yaml.
 */
export async function lab(dir?: string): Promise<Bench> {
  template ??= kept('cases', build);
  const bench = new Bench(dir);
  const db = join(await template, 'lab.db');
  copyFileSync(db, bench.db);
  cpSync(`${db}.media`, `${bench.db}.media`, { recursive: true });
  writeFiles(bench);
  return bench;
}

async function build(dir: string): Promise<void> {
  const bench = await world(dir);
  bench.as('sara');
  await bench.must('user', 'create', 'ben', '--email', 'ben@lab.org', '--level', 'full');
  await bench.must('user', 'create', 'rita', '--email', 'rita@lab.org');
  bench.as('ana');
  const published = ['--privacy', 'public', '--title', 'Fair', '--licence', 'CC-BY-4.0'];
  await bench.must('project', 'edit', 'wetlands', '--licence', 'CC-BY-4.0');
  await bench.must('dataset', 'edit', 'shared', '--title', 'Shared', '--licence', 'CC-BY-4.0');
  await bench.must('group', 'create', 'guild', '--privacy', 'public');
  await bench.must('project', 'create', 'fair', ...published);
  await bench.must('project', 'create', 'zoo', ...published);
  for (const kind of attributes) {
    await bench.must(kind, 'create', 'secret');
    for (const name of ['open', 'vacant']) await bench.must(kind, 'create', name, '--privacy', 'public');
    for (const name of ['secret', 'open']) await bench.must(kind, 'grant', name, 'max', '--role', 'manager');
  }
  for (const kind of ['group', 'project', 'dataset', ...attributes]) {
    await bench.must(kind, 'create', 'spare');
    await bench.must(kind, 'create', 'example');
    await bench.must(kind, 'grant', 'example', 'sara', '--role', 'owner');
  }
  for (const [kind, name] of [
    ['group', 'guild'],
    ['group', 'neuro'],
    ['project', 'fair'],
    ['dataset', 'open'],
    ['dataset', 'secret'],
  ] as const)
    await bench.must(kind, 'grant', name, 'max', '--role', 'manager');
  bench.as('sara');
  await bench.must('group', 'create', 'circle');
  await bench.must('group', 'grant', 'circle', 'ana', '--role', 'manager');
  await bench.must('group', 'invite', 'circle', 'ana', '--role', 'owner');
  bench.as('ana');
  await bench.must('request', 'create', 'dataset/example', '--kind', 'data');
  await bench.must('user', 'token', 'create', 'me', '--scope', 'read');
  for (const key of ['Used2001', 'Spare2003'])
    await bench.must('reference', 'create', '--bibtex', `@@misc{${key}, title = {T}}`);
  for (const tag of ['rare', 'plain']) await bench.must('tag', 'create', tag);
  await bench.must('dataset', 'edit', 'example', '--tag', 'rare');
  await bench.must('translation', 'create', '--trait', 'mass', '--language', 'de', '--name', 'Masse');
  await bench.must('taxon', 'create', 'Spheniscus', '--level', 'genus', '--reference', 'Used2001');
  const found = ['--collector', 'SILVA A', '--date', '2007-11-11', '--location', 'Torgersen'];
  await bench.must('individual', 'create', 'S2', '--dataset', 'secret', ...found);
  writeFiles(bench);
  for (const tag of ['P1', 'S1'])
    await bench.must('media', 'create', '--individual', tag, '--file', 'photo.jpg', '--licence', 'CC0');
  for (const tag of ['P1', 'S1'])
    await bench.must(
      'occurrence',
      'create',
      '--individual',
      tag,
      '--date-time',
      '2008-11-11',
      '--location',
      'Torgersen',
    );
  for (const acronym of ['HUSK', 'JAR', 'SPARE', 'EXAMPLE'])
    await bench.must('biocollection', 'create', acronym, '--name', 'A museum');
  await bench.must('biocollection', 'grant', 'EXAMPLE', 'sara', '--role', 'owner');
  await bench.run(['biocollection', 'manage', 'HUSK', '--owner', 'ana'], { as: 'sara' });
  await bench.must('biocollection', 'grant', 'HUSK', 'max', '--role', 'manager');
  for (const [tag, dataset] of [
    ['P3', 'plot-1'],
    ['S3', 'secret'],
    ['P4', 'plot-1'],
  ] as const)
    await bench.must('individual', 'create', tag, '--dataset', dataset, ...found);
  for (const [tag, acronym] of [
    ['P3', 'JAR'],
    ['S3', 'JAR'],
    ['P4', 'HUSK'],
  ] as const)
    await bench.must('voucher', 'create', '--individual', tag, '--biocollection', acronym);
  await bench.must('export', 'persons', '--output', 'persons.csv');
  for (const [name, holder] of [
    ['U1', 'secret'],
    ['V1', 'open'],
  ] as const) {
    await bench.must('equipment', 'create', name, '--setup', holder, '--type', 'Camera');
    await bench.must('stock', 'create', name, '--inventory', holder, '--type', 'TracerDye');
  }
  await bench.must('subject', 'create', 'R1', '--project', 'wetlands');
  await bench.must('subject', 'create', 'Mickey', '--project', 'zoo');
  for (const [letter, project, uses] of [
    ['X', 'wetlands', 'secret'],
    ['Y', 'zoo', 'open'],
  ] as const) {
    await bench.must('session', 'create', `${letter}1`, '--project', project, '--storage', uses);
    await bench.must('session', 'create', `${letter}2`, '--project', project);
    await bench.must('behavior', 'create', '--session', `${letter}1`, '--setup', uses, '--paradigm', uses);
  }
}

/** The files that cases name. */
export function writeFiles(bench: Bench): void {
  bench.write('photo.jpg', Buffer.from('ffd8ffe000104a46494600', 'hex'));
  bench.write('herbaria.csv', 'acronym,name\nK,Kew\n');
  bench.write(
    'access.yaml',
    'version: 1\nusers: {ben: {level: full}}\ndatasets: {d: {grants: {ben: owner}}}\ntests: [{name: t, check: [{user: ben, action: read, object: dataset/d, allowed: true}]}]\n',
  );
  bench.write(
    'live.yaml',
    'version: 1\ntests: [{name: t, check: [{user: me, action: read, object: dataset/open, allowed: true}]}]\n',
  );
  bench.write('people.csv', 'full_name,email\nAdolpho Ducke,ducke@example.org\nCarla Novo,\n');
  bench.write(
    'trees.csv',
    'trait,individual,person,date,value\nmass,O1,SILVA A,2009-01-01,3700\nmass,O1,SILVA A,2009-01-02,3710\n',
  );
}
