import { commands, type CommandCase } from './cases.ts';

/** By hand from access.md: what the other tables ask of one kind alone, here of every kind. */

const owners = 'Container actions: govern: add/remove/change managers and owners: owner';
const ownersOfDataset =
  'Dataset and project: only owners by a row of the dataset itself, or a superadmin, change its owner rows';
const card = 'Cards: registered users see its card; list --discoverable and show give it';
const moving = 'Records: move: delete on the source and insert on the target';
const placing =
  'Records: move: adding a project: contributor on a present one and collaborator on the added (owner on a present one if it makes the record public); removing: contributor on the removed';
const linking =
  'Linking: a behavior may use a setup and a paradigm, if the actor can read it and either it shares a group with one of the session’s projects or the actor is contributor on it';
const merging = 'Open records: duplicates are merged by a superadmin';
const tokens = 'Identity: user token create|list|revoke: each user their own; superadmin';
const inserting = 'Records: insert: dataset-governed: collaborator on the dataset';

const staffed = 'sara 0 · ana 0 · gwen 0 · max 4 · mona 4 · carl 4 · greta 4 · col 4 · vera 4 · reg 4 · rick 4';
const moved = 'sara 0 · ana 0 · max 0 · carl 0 · greta 0 · mona 0 · gwen 0 · col 4 · vera 4 · reg 4 · rick 4';

const attributes = ['setup', 'inventory', 'storage', 'paradigm'] as const;
/** Those without names are called as in the tables. */
const unnamed = new Set(['measurement', 'media', 'voucher']);
const move = (kind: string, name: string, target: string): string[] => [
  kind,
  'move',
  unnamed.has(kind) ? `${kind}/${name}` : name,
  '--to',
  target,
  '--yes',
];

export const furtherCases: readonly CommandCase[] = [
  ...['dataset/fenced', 'project/yard', ...attributes.map((kind) => `${kind}/fenced`)].flatMap((object) => {
    const [kind = '', name = ''] = object.split('/');
    return [
      ...commands(
        owners,
        [kind, 'grant', name, 'nora', '--role', 'owner'],
        `${staffed} · olga 3 · anonymous 3 · dina 4`,
      ),
      ...commands(
        owners,
        [kind, 'revoke', name, 'group/stewards'],
        'sara 0 · ana 0 · gwen 0 · max 3 · carl 3 · olga 3',
      ), // stewards is for its members to see

      ...commands(owners, [kind, 'revoke', name, 'max'], 'sara 0 · ana 0 · gwen 0 · mona 4 · carl 4 · vera 4 · olga 3'),
    ];
  }),
  ...commands(
    owners,
    ['biocollection', 'grant', 'MUSEUM', 'nora', '--role', 'owner'],
    `${staffed} · olga 4 · anonymous 3 · dina 4`,
  ),
  ...commands(
    owners,
    ['biocollection', 'revoke', 'MUSEUM', 'max'],
    'sara 0 · ana 0 · gwen 0 · mona 4 · carl 4 · olga 4',
  ),
  ...commands(
    owners,
    ['group', 'grant', 'closed', 'nora', '--role', 'owner'],
    'sara 0 · ana 0 · gwen 0 · max 4 · vera 4 · reg 4 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(owners, ['group', 'revoke', 'closed', 'gwen'], 'sara 0 · ana 0 · max 4 · vera 4 · olga 3'),
  ...commands(
    ownersOfDataset,
    ['dataset', 'grant', 'inherited', 'nora', '--role', 'owner'],
    'sara 0 · ana 0 · gwen 4 · max 4 · carl 4 · vera 4 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    ownersOfDataset,
    ['dataset', 'grant', 'inherited', 'nora', '--role', 'manager'],
    'sara 0 · ana 0 · gwen 0 · max 4 · carl 4 · olga 3',
  ),
  ...commands(
    'Off-boarding: project transfer P U: U becomes owner, the actor manager',
    ['project', 'transfer', 'yard', 'nora', '--yes'],
    'ana 0 · max 4 · carl 4 · vera 4 · olga 3 · anonymous 3 · dina 4',
  ),

  ...['dataset', 'project', ...attributes].flatMap((kind) => [
    ...commands(
      card,
      [kind, 'show', 'glimpsed'],
      'sara 0 · ana 0 · carl 0 · olga 0 · vera 0 · reg 0 · rick 0 · anonymous 3 · dina 4',
    ),
    ...commands(card, [kind, 'members', 'glimpsed'], 'sara 0 · ana 0 · carl 0 · olga 3 · reg 3 · anonymous 3'),
    ...commands(
      card,
      ['access', 'check', 'me', 'read', `${kind}/glimpsed`],
      'ana 0 · carl 0 · olga 3 · reg 3 · anonymous 3',
    ),
  ]),

  ...(
    [
      ['individual', 'fenced-1', 'dataset/house'],
      ['measurement', 'fenced', 'dataset/house'],
      ['media', 'fenced', 'dataset/house'],
      ['equipment', 'fenced-1', 'setup/house'],
      ['stock', 'fenced-1', 'inventory/house'],
    ] as const
  ).flatMap(([kind, name, target]) =>
    commands(moving, move(kind, name, target), `${moved} · olga 3 · anonymous 3 · dina 4`),
  ),
  // far: carl, vera and olga contributor, col viewer · near: max manager, carl contributor, col collaborator, vera viewer
  ...['measurement', 'media'].flatMap((kind) => [
    ...commands(
      moving,
      move(kind, 'crossed', 'dataset/near'),
      'sara 0 · ana 0 · carl 0 · max 3 · col 4 · vera 4 · olga 3 · reg 4',
    ),
    ...commands(
      moving,
      move(kind, 'wide', 'dataset/fenced'),
      'ana 0 · carl 0 · col 4 · vera 4 · reg 4 · olga 3 · anonymous 3',
    ),
  ]),
  // kept: col and olga contributor, vera collaborator, max and carl viewer; over editing both, MUSEUM decides.
  ...commands(
    moving,
    move('individual', 'kept-1', 'dataset/far'),
    'sara 0 · ana 0 · olga 0 · col 4 · vera 4 · carl 4 · max 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    moving,
    move('voucher', 'kept', 'dataset/far'),
    'sara 0 · ana 0 · olga 0 · col 4 · vera 4 · carl 4 · max 3 · anonymous 3 · dina 4',
  ),
  ...commands(moving, move('voucher', 'crossed', 'dataset/far'), 'sara 0 · ana 0 · olga 4 · col 4 · greta 3'),

  // host: staffed · den: olga contributor, vera collaborator · host-famed, public: staffed
  ...['subject', 'session'].flatMap((kind) => [
    ...commands(
      placing,
      move(kind, 'straddler', 'project/den'),
      'ana 0 · max 3 · carl 3 · vera 4 · olga 0 · anonymous 3',
    ),
    ...commands(placing, move(kind, 'host-1', 'host-known'), `${moved} · olga 3 · anonymous 3 · dina 4`),
    ...commands(
      placing,
      move(kind, 'host-1', 'host-famed'),
      'sara 0 · ana 0 · gwen 0 · max 4 · carl 4 · col 4 · vera 4 · olga 3',
    ),
    // Where it is already.
    ...commands(placing, move(kind, 'host-1', 'host'), 'sara 0 · carl 0 · col 4 · vera 4 · reg 4 · olga 3'),
    ...commands(placing, [kind, 'edit', 'host-1', '--project', 'host', '--project', 'host-known'], `${moved} · olga 3`),
    ...commands(
      placing,
      [kind, 'edit', 'host-1', '--project', 'host', '--project', 'host-famed'],
      'sara 0 · ana 0 · gwen 0 · max 4 · carl 4 · col 4 · vera 4 · olga 3',
    ),
    ...commands(placing, [kind, 'edit', 'straddler', '--project', 'host'], 'ana 0 · olga 3 · vera 4 · col 0 · carl 0'),
  ]),

  ...(
    [
      ['person', 'PLAIN C', 'SILVA A'],
      ['location', 'Dream', 'Torgersen'],
      ['taxon', 'Aptenodytes', 'Pygoscelis'],
    ] as const
  ).flatMap(([kind, from, into]) =>
    commands(
      merging,
      [kind, 'merge', from, '--into', into, '--yes'],
      'sara 0 · ana 4 · carl 4 · reg 4 · anonymous 4 · dina 4',
    ),
  ),

  // A further place of an individual: for who may edit it, also where MUSEUM decides.
  ...(
    [
      [
        'fenced-1',
        'sara 0 · ana 0 · max 0 · carl 0 · col 0 · greta 0 · mona 0 · gwen 0 · vera 4 · reg 4 · rick 4 · olga 3 · anonymous 3 · dina 4',
      ],
      ['wide-1', 'col 0 · vera 4 · olga 4 · anonymous 4'],
      ['kept-1', 'ana 0 · max 0 · col 0 · vera 4 · olga 4 · greta 3'],
    ] as const
  ).flatMap(([tag, ends]) =>
    commands(
      inserting,
      ['occurrence', 'create', '--individual', tag, '--date-time', '2010-02-03T10:00', '--location', 'Torgersen'],
      ends,
    ),
  ),

  ...commands(
    inserting,
    ['media', 'create', '--individual', 'fenced-1', '--dataset', 'fenced', '--file', 'photo.jpg', '--licence', 'CC0'],
    'sara 0 · ana 0 · max 0 · carl 0 · col 0 · greta 0 · mona 0 · gwen 0 · vera 4 · reg 4 · rick 4 · olga 3 · anonymous 3 · dina 4',
  ),

  // used has a group in common with host, of which olga sees nothing; lone has none: olga contributor, vera collaborator.
  ...(
    [
      ['lone', 'used'],
      ['used', 'lone'],
    ] as const
  ).flatMap(([setup, paradigm]) =>
    commands(
      linking,
      ['behavior', 'create', '--session', 'straddler', '--setup', setup, '--paradigm', paradigm, '--number', '9'],
      'sara 0 · ana 0 · olga 0 · vera 4 · max 3 · carl 3 · reg 3 · anonymous 3',
    ),
  ),
  ...commands(linking, ['session', 'edit', 'straddler', '--storage', 'lone'], 'ana 0 · olga 0 · vera 4 · max 3'),

  ...commands(
    tokens,
    ['user', 'token', 'create', 'nora', '--scope', 'read'],
    'sara 0 · nora 0 · ana 4 · reg 4 · anonymous 3 · dina 4',
  ),
  // Token 1 is nora's, and so is job 1.
  ...commands(tokens, ['user', 'token', 'list', 'nora'], 'sara 0 · nora 0 · anonymous 3 · dina 4'),
  ...commands(tokens, ['user', 'token', 'revoke', '1'], 'sara 0 · nora 0 · ana 3 · reg 3 · anonymous 3 · dina 4'),
  ...['show', 'log'].flatMap((verb) =>
    commands(
      'Jobs: any user reads own jobs; a superadmin also reads others’',
      ['job', verb, '1'],
      'sara 0 · nora 0 · ana 3 · reg 3 · anonymous 3 · dina 4',
    ),
  ),
  ...commands(
    'Jobs: any user with level >= registered may start one; anonymous may export, and no job is kept',
    ['export', 'individuals', '--dataset', 'wide'],
    'sara 0 · nora 0 · reg 0 · anonymous 0 · dina 4',
  ),
  ...['verify', 'head']
    .map((verb) => ['audit', verb])
    .flatMap((argv) =>
      commands(
        'The system: the whole audit log: superadmin',
        argv,
        'sara 0 · ana 4 · nora 4 · reg 4 · anonymous 4 · dina 4',
      ),
    ),
];

/** Who is told what a field holds; to others who read the rest it is null, or absent. */
export const fieldCases: readonly {
  argv: readonly string[];
  field: string;
  told: string;
  not: string;
  source: string;
}[] = [
  ...(
    [
      ['HERS V', 'vera sara', 'col ana reg anonymous'], // made by col
      ['HIS R', 'reg sara', 'col ana anonymous'],
      ['PLAIN C', 'carl sara', 'ana col anonymous'], // linked to nobody
    ] as const
  ).map(([name, told, not]) => ({
    argv: ['person', 'show', name],
    field: 'email',
    told,
    not,
    source: 'E-mail of persons: the user, superadmins, the creator of an unlinked person',
  })),
  {
    argv: ['user', 'show', 'nora'],
    field: 'email',
    told: 'nora sara',
    not: 'ana max reg olga', // anonymous sees no user
    source: 'E-mail of users: the user, superadmins',
  },
  {
    argv: ['user', 'show', 'mona'],
    field: 'email',
    told: 'mona sara ana max',
    not: 'vera olga reg nora',
    source: 'E-mail of users: managers of a container that the user joined by invitation or request',
  },
  {
    argv: ['user', 'show', 'nora'],
    field: 'os_uid',
    told: 'nora sara',
    not: 'ana max reg',
    source: 'Identity: os: uid bound to a user',
  },
  {
    argv: ['group', 'show', 'known'],
    field: 'description',
    told: 'sara ana gwen max vera reg',
    not: 'olga mona', // by its privacy
    source: 'In a group the floor shows name, laboratory and roster only',
  },
  {
    argv: ['group', 'show', 'famed'],
    field: 'description',
    told: 'sara ana max vera reg',
    not: 'olga anonymous',
    source: 'In a group the floor shows name, laboratory and roster only',
  },
  {
    argv: ['storage', 'show', 'wide'],
    field: 'paths',
    told: 'sara ana gwen max mona carl greta col vera reg rick',
    not: 'olga nora anonymous',
    source: 'model.md: storage: ways to files are for members',
  },
  {
    argv: ['audit', 'log', '--object', 'dataset/fenced', '--limit', '1'],
    field: 'object',
    told: 'sara ana gwen max mona',
    not: 'carl greta col vera reg rick olga nora anonymous',
    source: 'The system: others see audit only for containers they may share now',
  },
  {
    argv: ['audit', 'log', '--object', 'dataset/fenced', '--limit', '1'],
    field: 'hash',
    told: 'sara',
    not: 'ana gwen max carl olga anonymous',
    source: 'The system: the whole audit log: superadmin',
  },
  {
    argv: ['audit', 'log', '--command', 'user level', '--limit', '1'],
    field: 'object_kind',
    told: 'sara',
    not: 'ana gwen max demi anonymous',
    source: 'The system: others see audit only for containers they may share now',
  },
  {
    argv: ['user', 'token', 'list'],
    field: 'user',
    told: 'sara nora',
    not: 'ana reg olga',
    source: 'Identity: tokens: each user their own; superadmin',
  },
  {
    argv: ['job', 'list'],
    field: 'owner',
    told: 'sara nora',
    not: 'mona gwen',
    source: 'Jobs: any user reads own jobs; a superadmin also reads others’',
  },
];
