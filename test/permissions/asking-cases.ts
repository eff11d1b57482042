import { commands, type CommandCase } from './cases.ts';

/** Cards and requests, by hand from access.md, "Sharing"; what waits for an answer is `asked` in lab.ts. */

const card = 'Cards: registered users see its card; request create … access works, everything else is not found';
const grants = 'Requests: for access: whoever may grant the role';
const dataside = 'Requests: for data: the dataset’s side';
const changes = 'Requests: whoever may make the change decides';
const registers =
  'Requests: registration: with the rights of the decider, and of the requester on individual and dataset';
const invites = 'Invitations: group invite by managers; share: invite';
const plain = 'Container actions: share: manager (plain members)';
const mine = 'Requests: who asked takes it back';

/** Approving and denying are the same right. */
const decided = (source: string, id: number, ends: string): CommandCase[] =>
  ['approve', 'deny'].flatMap((verb) => commands(source, ['request', verb, String(id)], ends));

export const askingCases: readonly CommandCase[] = [
  ...commands(
    card,
    ['project', 'show', 'glimpsed'],
    'sara 0 · ana 0 · carl 0 · vera 0 · olga 0 · reg 0 · anonymous 3 · dina 4',
  ),
  ...commands(
    card,
    ['request', 'create', 'project/glimpsed', '--kind', 'access'],
    'olga 0 · reg 0 · vera 0 · anonymous 3 · dina 4',
  ),
  ...commands(
    card,
    ['request', 'create', 'project/glimpsed', '--kind', 'data'],
    'carl 0 · olga 3 · reg 3 · anonymous 3',
  ),
  ...commands(card, ['request', 'create', 'project/glimpsed', '--kind', 'change'], 'carl 0 · olga 3 · reg 3'),
  ...commands(card, ['project', 'members', 'glimpsed'], 'ana 0 · carl 0 · olga 3 · reg 3 · anonymous 3'),
  ...commands(card, ['access', 'explain', 'me', 'read', 'project/glimpsed'], 'carl 0 · olga 3 · reg 3 · anonymous 3'),
  ...commands(card, ['project', 'leave', 'glimpsed'], 'carl 0 · olga 3 · reg 3'),
  ...commands(
    'Cards: an owner may make it discoverable',
    ['project', 'edit', 'glimpsed', '--no-discoverable'],
    'ana 0 · sara 0 · max 4 · carl 4 · olga 3 · reg 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Cards: an owner may make it discoverable',
    ['dataset', 'edit', 'wide', '--discoverable'],
    'ana 0 · gwen 0 · sara 0 · max 4 · mona 4 · carl 4 · vera 4 · olga 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'Requests: to a project, dataset, attribute or biocollection, and to a group to join',
    ['request', 'create', 'dataset/fenced', '--kind', 'access'],
    'vera 0 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Requests: to a project, dataset, attribute or biocollection, and to a group to join',
    ['request', 'create', 'group/closed', '--kind', 'join'],
    'vera 0 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Requests: to a project, dataset, attribute or biocollection, and to a group to join',
    ['request', 'create', 'dataset/wide', '--kind', 'sample'],
    'vera 0 · olga 0 · reg 0 · anonymous 4 · dina 4',
  ),

  ...decided(
    grants,
    1,
    'sara 0 · ana 0 · gwen 0 · max 0 · mona 0 · carl 3 · greta 3 · col 3 · vera 3 · reg 3 · rick 3 · olga 3 · nora 4 · anonymous 3 · dina 4',
  ),
  // To be manager is the owners' to give, and to be owner the owners' of the dataset itself, which gwen is not.
  ...decided(grants, 2, 'sara 0 · ana 0 · gwen 0 · max 4 · mona 4 · carl 3 · olga 3 · nora 4 · anonymous 3 · dina 4'),
  ...decided(grants, 3, 'sara 0 · ana 0 · gwen 4 · max 4 · mona 4 · carl 3 · olga 3 · nora 4 · anonymous 3 · dina 4'),
  ...decided(
    dataside,
    4,
    'sara 0 · ana 0 · gwen 0 · max 0 · mona 0 · carl 3 · greta 3 · col 3 · vera 3 · nora 4 · anonymous 3',
  ),
  ...decided(
    changes,
    5,
    'sara 0 · ana 0 · gwen 0 · max 0 · mona 0 · carl 3 · greta 3 · col 3 · vera 3 · nora 4 · anonymous 3',
  ),
  ...decided(
    changes,
    6,
    'sara 0 · ana 0 · gwen 0 · max 0 · mona 0 · carl 0 · greta 0 · col 0 · vera 3 · reg 3 · rick 3 · olga 3 · nora 4 · anonymous 3 · dina 4',
  ),
  ...decided(card, 7, 'sara 0 · ana 0 · max 0 · carl 3 · olga 3 · reg 3 · nora 4 · anonymous 3 · dina 4'),
  ...decided(
    'Requests: to a group to join; share: manager (plain members)',
    8,
    'sara 0 · ana 0 · gwen 0 · max 0 · vera 3 · reg 3 · olga 3 · nora 4 · anonymous 3 · dina 4',
  ),
  ...decided(
    'Requests: to a group to join; govern: owner',
    9,
    'sara 0 · ana 0 · gwen 0 · max 4 · vera 3 · olga 3 · mona 4 · nora 3 · anonymous 3 · dina 4',
  ),
  ...decided(grants, 10, 'sara 0 · ana 0 · gwen 0 · carl 3 · rick 3 · olga 3 · nora 4 · anonymous 3 · dina 4'),
  ...decided(
    registers,
    11,
    'sara 0 · ana 0 · gwen 0 · max 0 · mona 0 · carl 0 · greta 0 · col 0 · vera 3 · reg 3 · rick 3 · nora 3 · olga 4 · anonymous 3 · dina 4',
  ),

  ...commands(
    mine,
    ['request', 'cancel', '1'],
    'nora 0 · sara 4 · ana 4 · max 4 · carl 3 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(mine, ['request', 'cancel', '11'], 'olga 0 · sara 4 · ana 4 · col 4 · vera 3 · nora 3 · anonymous 3'),
  ...commands(
    grants,
    ['request', 'show', '1'],
    'nora 0 · sara 0 · ana 0 · max 0 · carl 3 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    changes,
    ['request', 'show', '6'],
    'nora 0 · ana 0 · carl 0 · greta 0 · col 0 · vera 3 · reg 3 · anonymous 3',
  ),
  ...commands(registers, ['request', 'show', '11'], 'olga 0 · ana 0 · greta 0 · col 0 · vera 3 · nora 3 · anonymous 3'),

  // kept: olga and col contributor, vera collaborator, carl viewer.
  ...commands(
    registers,
    ['request', 'create', 'biocollection/MUSEUM', '--kind', 'register', '--individual', 'plain-1'],
    'col 0 · vera 0 · ana 0 · carl 4 · max 4 · reg 4 · nora 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    registers,
    [
      'request',
      'create',
      'biocollection/MUSEUM',
      '--kind',
      'register',
      '--individual',
      'gallery-2',
      '--dataset',
      'kept',
    ],
    'ana 0 · sara 0 · col 4 · vera 4 · olga 4 · nora 3 · anonymous 3',
  ),

  // kept-1 is edited by whoever is collaborator in MUSEUM, but a voucher of it goes into kept, where these are viewers.
  ...commands(
    registers,
    [
      'request',
      'create',
      'biocollection/MUSEUM',
      '--kind',
      'register',
      '--individual',
      'kept-1',
      '--biocollection-number',
      '9',
    ],
    'ana 0 · col 0 · max 4 · carl 4 · gwen 4 · mona 4 · olga 4 · vera 4',
  ),

  ...commands(
    'Container actions: configure: publish: owner',
    ['project', 'publish', 'host', '--yes'],
    'sara 0 · ana 0 · gwen 0 · max 4 · mona 4 · carl 4 · greta 4 · vera 4 · reg 4 · rick 4 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Container actions: configure: publish: owner',
    ['project', 'unpublish', 'host-famed'],
    'sara 0 · ana 0 · gwen 0 · max 4 · mona 4 · carl 4 · vera 4 · olga 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'Public project: publish lists every dataset and the record counts that become public, and asks',
    ['project', 'edit', 'host', '--privacy', 'public'],
    'ana 2 · gwen 2 · max 4 · olga 3',
  ),

  // known: ana and gwen owner, max manager, vera and reg member; closed the same, and out of sight.
  ...commands(
    invites,
    ['group', 'invite', 'known', 'nora'],
    'sara 0 · ana 0 · gwen 0 · max 0 · vera 4 · reg 4 · carl 4 · anonymous 3 · dina 4',
  ),
  ...commands(invites, ['group', 'invite', 'closed', 'nora'], 'gwen 0 · max 0 · vera 4 · olga 3 · anonymous 3'),
  ...commands(
    'Container actions: govern: owner; invite',
    ['group', 'invite', 'known', 'nora', '--role', 'manager'],
    'sara 0 · ana 0 · gwen 0 · max 4 · vera 4 · carl 4',
  ),
  ...['accept', 'decline'].flatMap((verb) =>
    commands(
      'Invitations: the invited user accepts or declines',
      ['invitation', verb, '1'],
      'olga 0 · sara 4 · ana 4 · gwen 4 · max 4 · vera 3 · nora 3 · anonymous 3 · dina 4',
    ),
  ),
  ...commands(
    invites,
    ['invitation', 'cancel', '1'],
    'sara 0 · ana 0 · gwen 0 · max 0 · olga 4 · vera 3 · nora 3 · anonymous 3 · dina 4',
  ),
  ...commands(plain, ['group', 'revoke', 'known', 'vera'], 'sara 0 · ana 0 · gwen 0 · max 0 · reg 4 · carl 4 · dina 4'),
  ...commands(
    'Container actions: govern: owner',
    ['group', 'revoke', 'known', 'gwen'],
    'sara 0 · ana 0 · max 4 · vera 4',
  ),
  ...commands('Container actions: govern: owner', ['group', 'revoke', 'known', 'max'], 'ana 0 · gwen 0 · vera 4'),
  ...commands(
    'Container actions: govern: owner',
    ['group', 'grant', 'known', 'vera', '--role', 'manager'],
    'ana 0 · gwen 0 · max 4 · reg 4',
  ),
  ...(['--institution', '--website', '--name', '--description'] as const).flatMap((option) =>
    commands(
      'Container actions: configure: details, rename, laboratory: owner',
      ['group', 'edit', 'known', option, option === '--website' ? 'https://lab.org' : 'Other'],
      'sara 0 · ana 0 · gwen 0 · max 4 · vera 4 · reg 4 · olga 4 · anonymous 3 · dina 4',
    ),
  ),
  ...commands(
    'Container actions: configure: privacy: owner',
    ['group', 'edit', 'closed', '--privacy', 'public'],
    'sara 0 · ana 0 · gwen 0 · max 4 · vera 4 · olga 3 · anonymous 3',
  ),
];
