/**
 * The truth table of permissions, written by hand from access.md and from nothing else. Rows are people, columns are actions;
 * y: allowed · f: forbidden, because the object is readable · h: hidden, so *not found* ·
 * u: allowed by right, refused by the state of things (in use, an invariant): the question is answered yes, the attempt ends with 6.
 * Who holds what is said in lab.ts and world.ts. Each cell is asked by check, by list and by a real attempt.
 */

export const actionWords = [
  'read',
  'members',
  'insert',
  'edit',
  'delete',
  'move',
  'share',
  'govern',
  'configure',
  'remove',
  'leave',
  'create',
] as const;
export type ActionWord = (typeof actionWords)[number];
export type Allowed = 'yes' | 'forbidden' | 'hidden';

export interface Case {
  /** A login, or null for anonymous. */
  who: string | null;
  action: ActionWord;
  /** kind/name, or the bare kind for `create`; measurement/NAME is a name of lab.ts. */
  object: string;
  allowed: Allowed;
  /** The right is there, but what is stored forbids it: the attempt ends with 6. */
  conflict: boolean;
  /** The sentence or the row of access.md that says so. */
  source: string;
}

const sources: Record<string, string> = {
  disabled: 'Words: a disabled user acts as nobody: every command refuses',
  hidden: 'Records: every action needs read first (else not found); D8: what the actor may not read is not found',
  read: 'Container actions: read contents: viewer (group: member); effective = max(capped, floor)',
  members: 'Container actions: members: everyone with a stored role and superadmins; readers by privacy alone: nobody',
  insert: 'Container actions: insert, edit records: collaborator',
  edit: 'Container actions: insert, edit records: collaborator',
  delete: 'Container actions: delete records: contributor',
  share: 'Container actions: share: manager',
  govern: 'Container actions: govern: owner',
  configure: 'Container actions: configure: owner',
  remove: 'Container actions: remove the container: owner',
  create: 'Container actions: create one: full',
  leave: 'Container actions: leave: any direct member, unless it would break an invariant',
  'project remove':
    'Container actions: remove: owner; dataset and project: refused while `project` datasets are attached',
  'group members': 'Container actions: members of a group: as roster; roster by the group’s privacy',
  'group insert': 'Container actions: insert, edit records of a group: –',
  'group edit': 'Container actions: insert, edit records of a group: –',
  'group delete': 'Container actions: delete records of a group: –',
  'group share': 'Container actions: share: manager (plain members)',
  'individual read': 'Records: read: viewer on its dataset',
  'individual edit': 'Records: edit: collaborator',
  'individual delete': 'Records: delete: contributor; refused while other records hang on it',
  'occurrence read': 'Records: an individual’s locations: read: viewer on its dataset',
  'occurrence edit': 'Records: edit: collaborator',
  'occurrence delete': 'Records: delete: contributor',
  'subject read': 'Records: project-governed: viewer on at least one of its projects',
  'subject edit': 'Records: project-governed: collaborator on one of its projects',
  'subject delete': 'Records: project-governed: contributor on all its projects',
  ...Object.fromEntries(
    ['session', 'behavior'].flatMap((kind) => [
      [`${kind} read`, 'Records: project-governed: viewer on at least one of its projects'],
      [`${kind} edit`, 'Records: project-governed: collaborator on one of its projects'],
      [`${kind} delete`, 'Records: project-governed: contributor on all its projects'],
    ]),
  ),
  ...Object.fromEntries(
    ['equipment', 'stock'].flatMap((kind) => [
      [`${kind} read`, 'Records: attribute-governed: read: viewer'],
      [`${kind} edit`, 'Records: attribute-governed: edit: collaborator'],
      [`${kind} delete`, 'Records: attribute-governed: delete: contributor'],
    ]),
  ),
  move: 'Records: move: delete on the source and insert on the target',
  'subject move': 'Records: move: project-governed: contributor on a present one, or on the removed',
  'session move': 'Records: move: project-governed: contributor on a present one, or on the removed',
  'behavior move': 'Records: below a session: behavior; its session says which projects govern it',
  'occurrence move': 'Records: an individual’s locations are governed by its dataset, and go where it goes',
  'media read': 'Records: read: viewer on its dataset and read on the object it hangs on',
  'media edit': 'Records: edit: collaborator',
  'media delete': 'Records: delete: contributor',
  'measurement read': 'Records: read: viewer on its dataset and read on the object it hangs on',
  'measurement edit': 'Records: edit: collaborator',
  'measurement delete': 'Records: delete: contributor; refused while other records hang on it',
  'biocollection read': 'Container actions: biocollection: read: everybody',
  'biocollection members':
    'Container actions: biocollection: members: everybody; Users: anonymous sees no user in any member list',
  'biocollection insert': 'Container actions: insert, edit records: biocollection: collaborator (managed only)',
  'biocollection edit': 'Container actions: insert, edit records: biocollection: collaborator (managed only)',
  'biocollection delete': 'Container actions: delete records: biocollection: contributor (managed only)',
  'biocollection share': 'Container actions: share: manager; Managed biocollection: unmanaged: it has owners only',
  'biocollection govern': 'Container actions: govern: owner; Managed biocollection: unmanaged: it has owners only',
  'biocollection remove':
    'Container actions: remove: biocollection: owner or superadmin; never while it has vouchers or is managed',
  'voucher read':
    'Records: read: viewer on its dataset and read on the object it hangs on (a voucher on its individual)',
  'voucher edit':
    'Managed biocollection: editing and deleting that voucher is decided by roles in the biocollection instead of the dataset’s',
  'voucher delete':
    'Managed biocollection: editing and deleting that voucher is decided by roles in the biocollection instead of the dataset’s',
  'person read': 'Records: open: everybody reads',
  'person edit': 'Open records: person: the user linked to it, its creator while unlinked, or superadmin',
  'person delete': 'Open records: person: the user linked to it, its creator while unlinked, or superadmin',
  'location read': 'Records: open: everybody reads',
  'location edit': 'Open records: location: full users edit while unused, else only a superadmin',
  'location delete': 'Open records: location: deleted only if unused',
  'taxon read': 'Records: open: everybody reads',
  'taxon edit': 'Open records: taxon: full users edit while unused, else only a superadmin',
  'taxon delete': 'Open records: taxon: deleted only if unused',
  'trait read': 'Records: open: everybody reads',
  'trait edit':
    'Open records: traits: full users edit while unused, superadmin always; (b) the only measurer; (c) owner of every dataset that uses it',
  'trait delete': 'Open records: traits: never deleted while used',
  'reference read': 'Records: open: everybody reads',
  'reference edit': 'Open records: reference: full users edit while unused, else only a superadmin',
  'reference delete': 'Open records: reference: deleted only if unused',
  'tag read': 'Records: open: everybody reads',
  'tag edit': 'Open records: tags: full users edit while unused, superadmin always',
  'tag delete': 'Open records: tags: deleted only if unused',
  'translation read': 'Records: open: everybody reads',
  'translation edit': 'A translation follows the right to edit its trait',
  'translation delete': 'A translation follows the right to edit its trait',
  'reference create': 'Records: open: a full user creates',
  'tag create': 'Records: open: a full user creates',
  'translation create': 'Records: open: a full user creates',
  'person create': 'Records: open: a full user creates',
  'location create': 'Records: open: a full user creates',
  'taxon create': 'Records: open: a full user creates',
  'trait create': 'Records: open: a full user creates',
};

const letters: Readonly<Record<string, Allowed>> = { y: 'yes', u: 'yes', f: 'forbidden', h: 'hidden' };

/** Reads a table: a line of actions, then a line for each person; after `#` a remark. The first word of a row is the person. */
function table(objects: readonly string[], text: string): Case[] {
  const [head, ...rows] = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
  if (head === undefined) throw new Error('a table has a head');
  const actions = head.map((word) => {
    const action = actionWords.find((known) => known === word);
    if (action === undefined) throw new Error(`no action ${word}`);
    return action;
  });
  return objects.flatMap((object) =>
    rows.flatMap(([name = '', ...cells]) => {
      if (cells.length !== actions.length) throw new Error(`${object}: the row of ${name} has ${cells.length} cells`);
      return actions.map((action, index) => {
        const allowed = letters[cells[index] ?? ''];
        if (allowed === undefined) throw new Error(`${object}: no cell ${cells[index]}`);
        const kind = object.split('/')[0] ?? '';
        const said = name === 'dina' ? 'disabled' : allowed === 'hidden' ? 'hidden' : `${kind} ${action}`;
        const source = sources[said] ?? sources[action];
        if (source === undefined) throw new Error(`no source for ${said}`);
        return {
          who: name === 'anonymous' ? null : name,
          action,
          object,
          allowed,
          conflict: cells[index] === 'u',
          source,
        };
      });
    }),
  );
}

export const cases: readonly Case[] = [
  // Roles of their own and through a group; nobody reads without one.
  ...table(
    ['dataset/fenced', 'project/yard', 'setup/fenced', 'inventory/fenced', 'storage/fenced', 'paradigm/fenced'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       y      y    y      y     y      y         y      f      # superadmin never makes anybody a member
    ana         y    y       y      y    y      y     y      y         y      y      # gwen remains, through stewards
    max         y    y       y      y    y      y     f      f         f      y
    carl        y    y       y      y    y      f     f      f         f      y
    col         y    y       y      y    f      f     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    greta       y    y       y      y    y      f     f      f         f      f      # contributor through neuro
    mona        y    y       y      y    y      y     f      f         f      f      # manager through wardens
    gwen        y    y       y      y    y      y     y      y         y      f      # owner through stewards
    reg         y    y       f      f    f      f     f      f         f      y
    rick        y    y       f      f    f      f     f      f         f      f      # owner through stewards, capped to viewer
    olga        h    h       h      h    h      h     h      h         h      h
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // Privacy registered adds viewer for whoever has a level, and nothing else.
  ...table(
    ['dataset/house', 'project/court', 'setup/house', 'inventory/house', 'storage/house', 'paradigm/house'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       y      y    y      y     y      y         y      f
    ana         y    y       y      y    y      y     y      y         y      y
    max         y    y       y      y    y      y     f      f         f      y
    carl        y    y       y      y    y      f     f      f         f      y
    col         y    y       y      y    f      f     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    greta       y    y       y      y    y      f     f      f         f      f
    reg         y    y       f      f    f      f     f      f         f      y
    rick        y    y       f      f    f      f     f      f         f      f
    olga        y    f       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // Privacy public adds viewer for everybody; public read is read-only.
  ...table(
    ['dataset/wide', 'project/park', 'setup/wide', 'inventory/wide', 'storage/wide', 'paradigm/wide'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   y    f       f      f    f      f     f      f         f      f
    sara        y    y       y      y    y      y     y      y         y      f
    ana         y    y       y      y    y      y     y      y         y      y
    max         y    y       y      y    y      y     f      f         f      y
    carl        y    y       y      y    y      f     f      f         f      y
    col         y    y       y      y    f      f     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    greta       y    y       y      y    y      f     f      f         f      f
    reg         y    y       f      f    f      f     f      f         f      y
    rick        y    y       f      f    f      f     f      f         f      f
    olga        y    f       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // Privacy project: the effective role in the project; only ana has a row of the dataset itself, so only ana can leave.
  ...table(
    ['dataset/inherited'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       y      y    y      y     y      y         y      f
    ana         y    y       y      y    y      y     y      y         y      y
    max         y    y       y      y    y      y     f      f         f      f
    carl        y    y       y      y    y      f     f      f         f      f
    col         y    y       y      y    f      f     f      f         f      f
    vera        y    y       f      f    f      f     f      f         f      f
    greta       y    y       y      y    y      f     f      f         f      f
    mona        y    y       y      y    y      y     f      f         f      f
    gwen        y    y       y      y    y      y     y      y         y      f
    reg         y    y       f      f    f      f     f      f         f      f
    rick        y    y       f      f    f      f     f      f         f      f
    olga        h    h       h      h    h      h     h      h         h      h
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // A `project` dataset takes its project's privacy.
  ...table(
    ['dataset/inherited-known'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       y      y    y      y     y      y         y      f
    max         y    y       y      y    y      y     f      f         f      f
    vera        y    y       f      f    f      f     f      f         f      f
    reg         y    y       f      f    f      f     f      f         f      f
    olga        y    f       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  ...table(
    ['dataset/inherited-famed'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   y    f       f      f    f      f     f      f         f      f
    sara        y    y       y      y    y      y     y      y         y      f
    max         y    y       y      y    y      y     f      f         f      f
    vera        y    y       f      f    f      f     f      f         f      f
    reg         y    y       f      f    f      f     f      f         f      f
    olga        y    f       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // A container keeps an effective owner: its only one may leave by right, and cannot.
  ...table(
    ['dataset/carl-own', 'setup/carl-own'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       y      y    y      y     y      y         y      f
    carl        y    y       y      y    y      y     y      y         y      u
    ana         h    h       h      h    h      h     h      h         h      h
    reg         h    h       h      h    h      h     h      h         h      h`,
  ),
  // Removing a project is refused while project datasets are attached.
  ...table(
    ['project/host'],
    `           read members share govern configure remove leave
    anonymous   h    h       h     h      h         h      h
    sara        y    y       y     y      y         u      f
    ana         y    y       y     y      y         u      y
    max         y    y       y     f      f         f      y
    gwen        y    y       y     y      y         u      f
    olga        h    h       h     h      h         h      h
    dina        f    f       f     f      f         f      f`,
  ),

  ...table(
    ['group/closed'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       f      f    f      y     y      y         y      f
    ana         y    y       f      f    f      y     y      y         y      y
    gwen        y    y       f      f    f      y     y      y         y      y
    max         y    y       f      f    f      y     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    reg         y    y       f      f    f      f     f      f         f      y
    olga        h    h       h      h    h      h     h      h         h      h
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // In a group the floor shows name, laboratory and roster.
  ...table(
    ['group/known'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   h    h       h      h    h      h     h      h         h      h
    sara        y    y       f      f    f      y     y      y         y      f
    ana         y    y       f      f    f      y     y      y         y      y
    max         y    y       f      f    f      y     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    reg         y    y       f      f    f      f     f      f         f      y
    olga        y    y       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  ...table(
    ['group/famed'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   y    f       f      f    f      f     f      f         f      f      # anonymous sees no user in any roster
    sara        y    y       f      f    f      y     y      y         y      f
    ana         y    y       f      f    f      y     y      y         y      y
    max         y    y       f      f    f      y     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    reg         y    y       f      f    f      f     f      f         f      y
    olga        y    y       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),

  ...table(
    [
      'individual/fenced-1',
      'measurement/fenced',
      'occurrence/fenced',
      'media/fenced',
      'individual/inherited-1',
      'subject/host-1',
      'session/host-1',
      'behavior/host',
      'equipment/fenced-1',
      'stock/fenced-1',
    ],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         y    y    y
    carl        y    y    y
    col         y    y    f
    vera        y    f    f
    greta       y    y    y
    mona        y    y    y
    gwen        y    y    y
    reg         y    f    f
    rick        y    f    f
    olga        h    h    h
    dina        f    f    f`,
  ),
  ...table(
    [
      'individual/house-1',
      'individual/inherited-known-1',
      'subject/host-known-1',
      'session/host-known-1',
      'behavior/host-known',
      'equipment/house-1',
      'stock/house-1',
    ],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    carl        y    y    y
    col         y    y    f
    vera        y    f    f
    reg         y    f    f
    olga        y    f    f
    dina        f    f    f`,
  ),
  ...table(
    [
      'individual/wide-1',
      'measurement/wide',
      'occurrence/wide',
      'media/wide',
      'individual/inherited-famed-1',
      'subject/host-famed-1',
      'session/host-famed-1',
      'behavior/host-famed',
      'equipment/wide-1',
      'stock/wide-1',
    ],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    carl        y    y    y
    col         y    y    f
    vera        y    f    f
    reg         y    f    f
    olga        y    f    f
    dina        f    f    f`,
  ),
  // With measurements on it, some of which max does not see: the right to delete is there, but they forbid it.
  ...table(
    ['individual/near-1'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    u
    ana         y    y    u
    max         y    y    u
    carl        y    y    u
    col         y    y    f
    vera        y    f    f
    olga        h    h    h      # although she reads the dataset of a measurement of it
    dina        f    f    f`,
  ),
  // In two projects: one is enough to read and to edit it, but to delete it takes both.
  ...table(
    ['subject/straddler', 'session/straddler', 'behavior/straddler'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         y    y    f      # manager of host, nothing in den
    carl        y    y    f
    col         y    y    f
    vera        y    y    f      # viewer of host, collaborator of den
    greta       y    y    f
    gwen        y    y    f
    reg         y    f    f
    olga        y    y    f      # nothing in host, contributor of den
    dina        f    f    f`,
  ),
  // In dataset far, on an individual of dataset near: both must be readable, the role in far decides.
  ...table(
    ['measurement/crossed', 'media/crossed'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         h    h    h      # manager of near, nothing in far
    carl        y    y    y
    col         y    f    f      # collaborator of near, viewer of far
    vera        y    y    y      # viewer of near, contributor of far
    reg         y    f    f
    olga        h    h    h      # contributor of far, nothing in near
    greta       h    h    h
    dina        f    f    f`,
  ),

  // Managed: its roles decide over its vouchers, the roster is for all users, and privacy means nothing to it.
  ...table(
    ['biocollection/MUSEUM'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   y    f       f      f    f      f     f      f         f      f
    sara        y    y       y      y    y      y     y      y         u      f      # never while it is managed
    ana         y    y       y      y    y      y     y      y         u      y
    max         y    y       y      y    y      y     f      f         f      y
    carl        y    y       y      y    y      f     f      f         f      y
    col         y    y       y      y    f      f     f      f         f      y
    vera        y    y       f      f    f      f     f      f         f      y
    greta       y    y       y      y    y      f     f      f         f      f      # contributor through neuro
    mona        y    y       y      y    y      y     f      f         f      f      # manager through wardens
    gwen        y    y       y      y    y      y     y      y         u      f      # owner through stewards
    reg         y    y       f      f    f      f     f      f         f      y
    rick        y    y       f      f    f      f     f      f         f      f      # owner through stewards, capped to viewer
    olga        y    y       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // Not managed: it has owners only, and over records the datasets decide.
  ...table(
    ['biocollection/SHELF'],
    `           read members insert edit delete share govern configure remove leave
    anonymous   y    f       f      f    f      f     f      f         f      f
    sara        y    y       f      f    f      u     u      y         u      f      # never while it has vouchers
    ana         y    y       f      f    f      u     u      y         u      y
    gwen        y    y       f      f    f      u     u      y         u      f
    max         y    y       f      f    f      f     f      f         f      f
    reg         y    y       f      f    f      f     f      f         f      f
    rick        y    y       f      f    f      f     f      f         f      f
    dina        f    f       f      f    f      f     f      f         f      f`,
  ),
  // Nobody need own one that is not managed.
  ...table(
    ['biocollection/JAR'],
    `           read members configure remove leave
    anonymous   y    f       f         f      f
    sara        y    y       y         y      f
    carl        y    y       y         y      y
    ana         y    y       f         f      f
    reg         y    y       f         f      f`,
  ),
  // With a voucher in MUSEUM: its roles decide over editing; reading and deleting stay with dataset kept, and the voucher forbids the latter.
  ...table(
    ['individual/kept-1'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    u
    ana         y    y    u
    max         y    y    f      # manager of MUSEUM, viewer of kept
    carl        y    y    f
    col         y    y    u      # collaborator of MUSEUM, contributor of kept
    vera        y    f    f      # viewer of MUSEUM, collaborator of kept
    olga        y    f    u      # nothing in MUSEUM, contributor of kept
    gwen        y    y    f
    mona        y    y    f
    greta       h    h    h      # contributor of MUSEUM, nothing in kept
    rick        h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // A further place of it is a part of it: its keeper decides over editing, and to delete it takes contributor of kept besides.
  ...table(
    ['occurrence/kept'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         y    y    f
    carl        y    y    f
    col         y    y    y
    vera        y    f    f
    olga        y    f    f
    gwen        y    y    f
    mona        y    y    f
    greta       h    h    h
    rick        h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measurements on them forbid deleting.
  ...table(
    ['voucher/kept'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    u
    ana         y    y    u
    max         y    y    u
    carl        y    y    u
    col         y    y    f      # contributor of kept counts for nothing
    vera        y    f    f
    olga        y    f    f
    gwen        y    y    u
    mona        y    y    u
    greta       h    h    h
    rick        h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // With vouchers in SHELF, which is not managed: the dataset decides.
  ...table(
    ['individual/shelved-1'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    u
    ana         y    y    u
    max         y    f    f
    carl        y    f    f
    col         y    y    u
    vera        y    y    f
    olga        y    y    u
    gwen        y    f    f      # owner of SHELF
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  ...table(
    ['voucher/shelved'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         y    f    f
    col         y    y    y
    vera        y    y    f
    olga        y    y    y
    gwen        y    f    f
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // In the public dataset gallery, of an individual of kept: both must be readable.
  ...table(
    ['voucher/crossed'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    col         y    f    f
    olga        y    f    f
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Read by everybody; edited by roles in MUSEUM, because of a voucher that not everybody sees.
  ...table(
    ['individual/gallery-1'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    u
    ana         y    y    u
    max         y    y    f
    carl        y    y    f
    col         y    y    f
    greta       y    y    f      # does not see the voucher
    vera        y    f    f
    olga        y    f    f
    reg         y    f    f
    rick        y    f    f
    dina        f    f    f`,
  ),
  ...table(
    ['voucher/hung'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    u
    ana         y    y    u
    max         y    y    u
    carl        y    y    u
    col         y    y    f
    greta       h    h    h
    vera        y    f    f
    olga        y    f    f
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Of two managed biocollections any decides over the individual, each over its own voucher.
  ...table(
    ['individual/double-1'],
    `           read edit delete
    sara        y    y    u
    max         y    y    f
    col         y    y    u
    olga        y    y    u      # owner of CABINET
    vera        y    f    f
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  ...table(
    ['voucher/first'],
    `           read edit delete
    sara        y    y    y
    max         y    y    y
    col         y    y    f
    olga        y    f    f
    vera        y    f    f
    greta       h    h    h
    dina        f    f    f`,
  ),
  ...table(
    ['voucher/second'],
    `           read edit delete
    sara        y    y    y
    ana         y    y    y
    max         y    f    f
    col         y    f    f
    olga        y    y    y
    vera        y    f    f
    greta       h    h    h
    dina        f    f    f`,
  ),
  // Measurements stay with their dataset, also on a managed voucher.
  ...table(
    ['measurement/of-kept'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    ana         y    y    y
    max         y    f    f
    carl        y    f    f
    col         y    y    y
    vera        y    y    f
    olga        y    y    y
    gwen        y    f    f
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),
  // In far, on a voucher of kept, of an individual of gallery: all three must be readable.
  ...table(
    ['measurement/of-hung'],
    `           read edit delete
    anonymous   h    h    h
    sara        y    y    y
    max         h    h    h      # nothing in far
    carl        y    y    y
    col         y    f    f      # viewer of far
    vera        y    y    y
    olga        y    y    y
    gwen        h    h    h
    greta       h    h    h
    reg         y    f    f
    dina        f    f    f`,
  ),

  // Made by carl, linked to nobody, named by no record.
  ...table(
    ['person/PLAIN C'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    f    f
    carl        y    y    y
    col         y    f    f
    reg         y    f    f
    olga        y    f    f
    dina        f    f    f`,
  ),
  // Made by col, linked to the user vera.
  ...table(
    ['person/HERS V'],
    `           read edit
    anonymous   y    f
    sara        y    y
    ana         y    f
    col         y    f      # its creator only while unlinked
    vera        y    y
    reg         y    f
    dina        f    f`,
  ),
  // Linked to a registered user: the user linked to it, whatever the level.
  ...table(
    ['person/HIS R'],
    `           read edit
    anonymous   y    f
    sara        y    y
    col         y    f
    reg         y    y
    dina        f    f`,
  ),
  ...table(
    ['location/Dream', 'taxon/Aptenodytes', 'trait/eggs', 'reference/Spare2001', 'tag/spare'], // none of them used
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    y    y
    olga        y    y    y
    reg         y    f    f
    dina        f    f    f`,
  ),
  ...table(
    ['location/Torgersen', 'taxon/Pygoscelis', 'taxon/Pygoscelis adeliae', 'reference/Cited2002', 'tag/worn'], // used, taxon/Pygoscelis by a child
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    u
    ana         y    f    u
    olga        y    f    u
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in datasets of ana only.
  ...table(
    ['trait/mass'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    u
    ana         y    y    u      # (c)
    gwen        y    f    u      # owner of some of them
    carl        y    f    u
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in a dataset of ana and in one of carl, by two persons.
  ...table(
    ['trait/girth', 'trait/stage'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    u
    ana         y    f    u
    carl        y    f    u
    col         y    f    u      # made it
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in near, which is ana's, by olga's person alone.
  ...table(
    ['trait/span'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    u
    ana         y    y    u      # (c)
    olga        y    y    u      # (b)
    col         y    f    u      # made it
    reg         y    f    f
    dina        f    f    f`,
  ),

  // Translations follow their trait: of eggs, which nobody has measured,
  ...table(
    ['translation/eggs'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    y    y
    olga        y    y    y
    col         y    y    y
    reg         y    f    f
    rick        y    f    f
    dina        f    f    f`,
  ),
  // of girth, which is measured in datasets of ana and of carl,
  ...table(
    ['translation/girth'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    f    f
    carl        y    f    f
    col         y    f    f      # made the trait
    reg         y    f    f
    dina        f    f    f`,
  ),
  // and of span, measured in ana's near by olga's person alone.
  ...table(
    ['translation/span'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    y    y      # (c)
    olga        y    y    y      # (b)
    col         y    f    f
    reg         y    f    f
    dina        f    f    f`,
  ),

  // To move a record takes what it takes to delete it, whatever hangs on it.
  ...table(
    [
      'individual/fenced-1',
      'measurement/fenced',
      'media/fenced',
      'individual/inherited-1',
      'subject/host-1',
      'session/host-1',
      'equipment/fenced-1',
      'stock/fenced-1',
    ],
    `           move
    anonymous   h
    sara        y
    ana         y
    max         y
    carl        y
    col         f
    vera        f
    greta       y
    mona        y
    gwen        y
    reg         f
    rick        f
    olga        h
    dina        f`,
  ),
  // These are part of something else and go where that goes.
  ...table(
    ['occurrence/fenced', 'behavior/host'],
    `           move
    anonymous   h
    sara        f
    ana         f
    carl        f
    vera        f
    reg         f
    olga        h
    dina        f`,
  ),
  ...table(
    [
      'individual/house-1',
      'individual/inherited-known-1',
      'subject/host-known-1',
      'session/host-known-1',
      'equipment/house-1',
      'stock/house-1',
    ],
    `           move
    anonymous   h
    sara        y
    carl        y
    col         f
    vera        f
    reg         f
    olga        f
    dina        f`,
  ),
  ...table(
    [
      'individual/wide-1',
      'measurement/wide',
      'media/wide',
      'individual/inherited-famed-1',
      'subject/host-famed-1',
      'session/host-famed-1',
      'equipment/wide-1',
      'stock/wide-1',
    ],
    `           move
    anonymous   f
    sara        y
    carl        y
    col         f
    vera        f
    reg         f
    olga        f
    dina        f`,
  ),
  ...table(
    ['individual/near-1'],
    `           move
    anonymous   h
    sara        y
    max         y
    carl        y
    col         f
    vera        f
    olga        h
    dina        f`,
  ),
  ...table(
    ['subject/straddler', 'session/straddler'],
    `           move
    anonymous   h
    sara        y
    ana         y
    max         y      # out of host
    carl        y
    col         f
    vera        f      # viewer of host, collaborator of den
    greta       y
    gwen        y
    reg         f
    olga        y      # out of den
    dina        f`,
  ),
  ...table(
    ['measurement/crossed', 'media/crossed'],
    `           move
    anonymous   h
    sara        y
    ana         y
    max         h
    carl        y
    col         f
    vera        y
    reg         f
    olga        h      # contributor of far, but does not see the individual
    greta       h
    dina        f`,
  ),
  // Moving stays with the dataset, also where a biocollection decides over editing.
  ...table(
    ['individual/kept-1', 'voucher/kept'],
    `           move
    anonymous   h
    sara        y
    ana         y
    max         f      # manager of MUSEUM, viewer of kept
    carl        f
    col         y
    vera        f
    olga        y
    gwen        f
    mona        f
    greta       h
    rick        h
    reg         f
    dina        f`,
  ),
  ...table(
    ['voucher/hung', 'voucher/first', 'voucher/second'],
    `           move
    anonymous   h
    sara        y
    ana         y
    max         f
    col         y
    vera        f
    olga        y
    greta       h
    reg         f
    dina        f`,
  ),
  ...table(
    ['voucher/crossed'],
    `           move
    anonymous   h
    sara        y
    ana         y
    col         f
    olga        f
    greta       h
    reg         f
    dina        f`,
  ),
  ...table(
    ['measurement/of-hung'],
    `           move
    anonymous   h
    sara        y
    max         h
    carl        y
    col         f
    vera        y
    olga        y
    gwen        h
    greta       h
    reg         f
    dina        f`,
  ),
  // What is everybody's lies nowhere, and containers lie in nothing.
  ...table(
    [
      'person/PLAIN C',
      'location/Dream',
      'taxon/Aptenodytes',
      'trait/eggs',
      'tag/spare',
      'biocollection/JAR',
      'project/park',
    ],
    `           move
    anonymous   f
    sara        f
    ana         f
    carl        f
    reg         f
    dina        f`,
  ),

  ...table(
    [
      'group',
      'project',
      'dataset',
      'setup',
      'inventory',
      'storage',
      'paradigm',
      'biocollection',
      'person',
      'location',
      'taxon',
      'trait',
      'reference',
      'tag',
      'translation',
    ],
    `           create
    anonymous   f
    sara        y
    ana         y
    olga        y
    reg         f
    rick        f
    dina        f`,
  ),
];

/** Rights that have no action word, or depend on what is stated: a command, who gives it, how it ends. */
export interface CommandCase {
  who: string | null;
  argv: readonly string[];
  code: 0 | 2 | 3 | 4 | 5 | 6;
  source: string;
}

/** One command by several people: `ana 0` is how it ends for ana. */
export const commands = (source: string, argv: readonly string[], ends: string): CommandCase[] =>
  ends
    .trim()
    .split(/\s*·\s*/)
    .map((end) => {
      const [who = '', text = ''] = end.split(' ');
      const code = ([0, 2, 3, 4, 5, 6] as const).find((known) => String(known) === text);
      if (code === undefined) throw new Error(`no exit code in ${end}`);
      return { who: who === 'anonymous' ? null : who, argv, code, source };
    });

const users =
  'Users: a superadmin creates, promotes, demotes, disables, renames; each user edits own email, name and defaults';
const links =
  'Users: links as own person one that the user created, else a superadmin does; linked to at most one user';
const inserts =
  'Records: insert: collaborator on the dataset; insert and edit need read on every record newly referred to';
const rows =
  'jobs.md: a dataset named by --dataset is checked before the file is read (3 or 4); one in a column per row (5)';
const frozen = 'Open records: once measured, name, type, unit, range and categories are frozen unless (a), (b) or (c)';
const system = 'The system: settings, migrate: superadmin';
// prettier-ignore
const girthOf = (tag: string, dataset: string): string[] =>
  ['measurement', 'create', '--trait', 'girth', '--individual', tag, '--dataset', dataset, '--person', 'LIMA B', '--date', '2009-01-01', '--value', '5'];

const registering =
  'Managed biocollection: registering needs collaborator there and insert on the voucher’s dataset and edit on the individual';
const voucherOf = (tag: string, biocollection: string, ...more: string[]): string[] => [
  'voucher',
  'create',
  '--individual',
  tag,
  '--biocollection',
  biocollection,
  ...more,
];

const linking =
  'Linking: a session may use a storage, and a behavior a setup and a paradigm, if the actor can read it and either it shares a group with one of the session’s projects or the actor is contributor on it';
const invariant = 'Invariant 4: a public project’s attributes in use are public';
const moving = 'Records: move: delete on the source and insert on the target';
const placing =
  'Records: move: adding a project: contributor on a present one and collaborator on the added (owner on a present one if it makes the record public); removing: contributor on the removed';
const sessionWith = (project: string, storage: string): string[] => [
  'session',
  'create',
  'Brandnew',
  '--project',
  project,
  '--storage',
  storage,
];
const behaviorIn = (session: string, setup: string, paradigm: string): string[] => [
  'behavior',
  'create',
  '--session',
  session,
  '--setup',
  setup,
  '--paradigm',
  paradigm,
  '--number',
  '9',
];

export const commandCases: readonly CommandCase[] = [
  // host and fenced have the groups stewards, wardens and neuro; den has none.
  ...commands(
    linking,
    sessionWith('host', 'fenced'),
    'sara 0 · ana 0 · max 0 · carl 0 · col 0 · greta 0 · mona 0 · gwen 0 · vera 4 · reg 4 · rick 4 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    linking,
    sessionWith('den', 'fenced'),
    'sara 0 · ana 0 · vera 4 · olga 3 · max 3 · greta 3 · anonymous 3',
  ),
  ...commands(linking, sessionWith('den', 'wide'), 'sara 0 · ana 0 · vera 4 · olga 4 · max 3'),
  ...commands(linking, sessionWith('den', 'lone'), 'sara 0 · ana 0 · olga 0 · vera 4 · max 3 · anonymous 3 · dina 4'),
  ...commands(linking, sessionWith('host', 'lone'), 'ana 0 · max 3 · col 3 · vera 4 · olga 3'),
  // In host as well, which olga does not see.
  ...commands(
    linking,
    ['session', 'edit', 'straddler', '--storage', 'house'],
    'ana 0 · max 0 · col 0 · vera 0 · olga 0 · reg 4 · rick 4 · anonymous 3',
  ),
  ...commands(linking, ['session', 'edit', 'straddler', '--storage', 'fenced'], 'ana 0 · vera 0 · olga 3'),
  ...commands(linking, ['session', 'edit', 'den-1', '--storage', 'house'], 'ana 0 · vera 4 · olga 4 · max 3'),
  ...commands(
    linking,
    behaviorIn('den-1', 'lone', 'lone'),
    'sara 0 · ana 0 · olga 0 · vera 4 · max 3 · reg 3 · anonymous 3 · dina 4',
  ),
  ...commands(linking, behaviorIn('den-1', 'lone', 'wide'), 'ana 0 · olga 4 · vera 4'),
  ...commands(linking, behaviorIn('den-1', 'wide', 'lone'), 'ana 0 · olga 4 · vera 4'),
  ...commands(
    linking,
    behaviorIn('host-1', 'wide', 'fenced'),
    'ana 0 · max 0 · carl 0 · col 0 · greta 0 · mona 0 · gwen 0 · vera 4 · reg 4 · rick 4 · olga 3 · dina 4',
  ),
  ...commands(
    'Records: insert: a behavior names no project: collaborator on one of its session’s',
    behaviorIn('straddler', 'wide', 'wide'),
    'ana 0 · max 0 · col 0 · vera 0 · olga 0 · reg 4 · rick 4 · anonymous 3',
  ),
  ...commands(invariant, sessionWith('host-famed', 'fenced'), 'ana 6 · col 6 · vera 4 · olga 3 · reg 4'),
  ...commands(invariant, sessionWith('host-famed', 'wide'), 'ana 0 · col 0 · vera 4 · olga 4 · anonymous 4'),
  ...commands(invariant, behaviorIn('host-famed-1', 'wide', 'house'), 'ana 6 · col 6 · vera 4 · olga 4 · anonymous 3'),
  ...commands(
    invariant,
    ['setup', 'edit', 'used', '--privacy', 'registered'],
    'sara 6 · ana 6 · max 4 · olga 4 · anonymous 4 · dina 4',
  ),
  ...commands(invariant, ['storage', 'edit', 'used', '--privacy', 'registered'], 'sara 0 · ana 0 · max 4'),
  ...commands(
    'Brainstem: an attribute in use is kept',
    ['paradigm', 'delete', 'used', '--yes'],
    'sara 6 · ana 6 · max 4',
  ),
  ...commands(
    moving,
    ['equipment', 'move', 'fenced-1', '--to', 'setup/house', '--yes'],
    'sara 0 · ana 0 · max 0 · carl 0 · greta 0 · mona 0 · gwen 0 · col 4 · vera 4 · reg 4 · rick 4 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    moving,
    ['stock', 'move', 'wide-1', '--to', 'inventory/fenced', '--yes'],
    'ana 0 · carl 0 · col 4 · vera 4 · reg 4 · olga 3 · anonymous 3',
  ),
  ...commands(
    placing,
    ['session', 'move', 'straddler', '--to', 'project/den', '--yes'],
    'ana 0 · max 3 · carl 3 · vera 4 · olga 0 · anonymous 3',
  ),
  ...commands(
    placing,
    ['session', 'move', 'host-1', '--to', 'host-famed', '--yes'],
    'sara 0 · ana 0 · gwen 0 · max 4 · carl 4 · col 4 · vera 4 · olga 3',
  ),
  ...commands(
    users,
    ['user', 'create', 'newcomer', '--email', 'newcomer@lab.org'],
    'sara 0 · ana 4 · reg 4 · anonymous 4 · dina 4',
  ),
  // Anonymous sees no user: nora is not found.
  ...commands(users, ['user', 'level', 'nora', 'superadmin'], 'sara 0 · ana 4 · nora 4 · reg 4 · anonymous 3 · dina 4'),
  ...commands(users, ['user', 'disable', 'nora'], 'sara 0 · ana 4 · nora 4 · reg 4 · anonymous 3 · dina 4'),
  ...commands(users, ['user', 'enable', 'dina'], 'sara 0 · ana 4 · reg 4 · anonymous 3 · dina 4'),
  ...commands(
    users,
    ['user', 'edit', 'nora', '--name', 'Nora'],
    'sara 0 · nora 0 · ana 4 · reg 4 · anonymous 3 · dina 4',
  ),
  ...commands(users, ['user', 'edit', 'nora', '--email', 'n@lab.org'], 'sara 0 · nora 0 · ana 4 · anonymous 3'),
  ...commands(users, ['user', 'edit', 'nora', '--login', 'norah'], 'sara 0 · nora 4 · ana 4 · anonymous 3'),
  ...commands(users, ['user', 'edit', 'reg', '--name', 'Regina'], 'reg 0 · sara 0 · ana 4'),
  ...commands(
    'Users: logins and names are listed to registered users and above; anonymous sees no user',
    ['user', 'show', 'nora'],
    'sara 0 · ana 0 · reg 0 · olga 0 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Users: registration by anybody while the setting registration is open',
    ['user', 'register', 'newcomer', '--email', 'newcomer@lab.org'],
    'anonymous 0 · dina 4',
  ),
  ...commands(links, ['user', 'edit', 'carl', '--person', 'PLAIN C'], 'carl 0 · sara 0 · ana 4'),
  ...commands(links, ['user', 'edit', 'nora', '--person', 'PLAIN C'], 'nora 4 · sara 0 · carl 4'),
  ...commands(links, ['user', 'edit', 'nora', '--person', 'HERS V'], 'nora 4 · sara 6'),
  ...commands(
    'Records: edit needs read on every record newly referred to',
    ['user', 'edit', 'me', '--default-dataset', 'fenced'],
    'carl 0 · vera 0 · nora 3',
  ),
  ...commands(system, ['config', 'set', 'registration', 'closed'], 'sara 0 · ana 4 · reg 4 · anonymous 4 · dina 4'),
  ...commands(system, ['config', 'unset', 'registration'], 'sara 0 · ana 4 · reg 4 · anonymous 4 · dina 4'),
  ...commands(system, ['migrate'], 'sara 0 · ana 4 · reg 4 · anonymous 4 · dina 4'),

  // near: max manager, carl contributor, col collaborator, vera and reg viewer · far: carl, vera, olga contributor, col, reg viewer
  ...commands(inserts, girthOf('near-1', 'near'), 'sara 0 · ana 0 · max 0 · carl 0 · col 0 · vera 4 · reg 4 · olga 3'),
  ...commands(inserts, girthOf('near-1', 'far'), 'sara 0 · ana 0 · carl 0 · vera 0 · col 4 · reg 4 · olga 3 · max 3'),
  // No measurement joins these two datasets yet.
  ...commands(inserts, girthOf('fenced-1', 'far'), 'sara 0 · ana 0 · carl 0 · vera 0 · col 4 · olga 3'),
  ...commands(inserts, girthOf('wide-1', 'fenced'), 'ana 0 · col 0 · vera 4 · reg 4 · olga 3 · anonymous 3'),

  ...commands(
    rows,
    ['import', 'individuals', 'plain.csv', '--dataset', 'fenced'],
    'ana 0 · greta 0 · col 0 · vera 4 · rick 4 · reg 4 · olga 3 · dina 4',
  ),
  ...commands(
    rows,
    ['import', 'individuals', 'plain.csv', '--dataset', 'wide'],
    'col 0 · vera 4 · olga 4 · anonymous 4',
  ),
  ...commands(
    rows,
    ['import', 'individuals', 'fenced.csv'],
    'ana 0 · greta 0 · col 0 · vera 5 · rick 5 · reg 5 · olga 5 · dina 4',
  ),
  ...commands(rows, ['import', 'individuals', 'both.csv'], 'ana 0 · carl 0 · vera 5 · olga 5'), // fenced and far
  ...commands(
    'jobs.md: an object that the actor may not read: unknown-reference; row errors: exit 5',
    ['import', 'measurements', 'crossed.csv', '--dataset', 'far'],
    'ana 0 · carl 0 · vera 0 · olga 5 · col 4 · max 3', // girth of near-1
  ),
  ...commands(
    'Records: open: a full user creates; tests: refused means 3 or 4 (rows of a file: 5)',
    ['import', 'persons', 'persons.csv'],
    'sara 0 · olga 0 · reg 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'export: what a dataset holds, to its readers',
    ['export', 'individuals', '--dataset', 'fenced'],
    'ana 0 · rick 0 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    'export: what a dataset holds, to its readers',
    ['export', 'individuals', '--dataset', 'wide'],
    'olga 0 · anonymous 0 · dina 4',
  ),

  // kept: col and olga contributor, vera collaborator, the others viewer · MUSEUM, managed: col collaborator, carl contributor, max manager
  ...commands(
    registering,
    voucherOf('plain-1', 'MUSEUM'),
    'sara 0 · ana 0 · col 0 · max 4 · carl 4 · vera 4 · olga 4 · gwen 4 · reg 4 · greta 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    `${registering}; unmanaged: the dataset decides`,
    voucherOf('plain-1', 'SHELF'),
    'sara 0 · ana 0 · col 0 · vera 0 · olga 0 · max 4 · gwen 4 · reg 4 · greta 3 · anonymous 3',
  ),
  // Behind MUSEUM already, which so decides over editing it.
  ...commands(
    registering,
    voucherOf('kept-1', 'MUSEUM', '--biocollection-number', '2'),
    'col 0 · vera 4 · olga 4 · carl 4',
  ),
  ...commands(
    registering,
    voucherOf('gallery-1', 'MUSEUM', '--dataset', 'kept', '--biocollection-number', '2'),
    'col 0 · vera 4 · olga 4',
  ),
  ...commands(registering, voucherOf('kept-1', 'CABINET'), 'ana 0 · olga 4 · col 4'),
  // Nobody but ana edits gallery-2.
  ...commands(
    registering,
    voucherOf('gallery-2', 'MUSEUM', '--dataset', 'kept'),
    'sara 0 · ana 0 · col 4 · carl 4 · vera 4',
  ),
  ...commands(registering, voucherOf('gallery-2', 'SHELF', '--dataset', 'kept'), 'ana 0 · col 0 · carl 4'),
  ...commands(
    'Managed biocollection: deletion of an individual is refused while other records hang on it, seen or not',
    ['individual', 'delete', 'gallery-1', '--yes'],
    'ana 6 · greta 4',
  ),
  ...commands(
    registering,
    ['import', 'vouchers', 'vouchers.csv', '--dataset', 'kept'],
    'ana 0 · col 0 · vera 5 · olga 5 · max 4 · greta 3 · anonymous 3 · dina 4',
  ),
  ...commands(
    `${registering}; model.md: individual: biocollection list`,
    ['import', 'individuals', 'collected.csv', '--dataset', 'kept'],
    'ana 0 · col 0 · vera 5 · olga 5 · max 4 · greta 3',
  ),
  ...commands(
    'Container actions: configure: managed on/off: superadmin only',
    ['biocollection', 'manage', 'SHELF', '--owner', 'carl'],
    'sara 0 · ana 4 · gwen 4 · carl 4 · anonymous 3 · dina 4',
  ),
  ...commands(
    'Invariant 3: no direct role above viewer for a registered user',
    ['biocollection', 'manage', 'SHELF', '--owner', 'reg'],
    'sara 6 · ana 4',
  ),
  ...commands(
    'Container actions: configure: managed on/off: superadmin only',
    ['biocollection', 'unmanage', 'MUSEUM'],
    'sara 0 · ana 4 · max 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'Records: open: person: insert and edit need read on every record newly referred to',
    ['person', 'create', 'Brand New', '--biocollection', 'JAR'],
    'olga 0 · reg 4 · anonymous 4',
  ),

  // girth, sex and stage are measured in datasets of ana and carl, by two persons; mass only in ana's; span only by olga's person.
  ...commands(
    frozen,
    ['trait', 'edit', 'girth', '--unit', 'cm'],
    'ana 4 · carl 4 · col 4 · reg 4 · anonymous 4 · dina 4',
  ),
  ...commands(`${frozen}: (c)`, ['trait', 'edit', 'mass', '--unit', 'kg'], 'ana 0 · carl 4 · gwen 4'),
  ...commands(`${frozen}: (b)`, ['trait', 'edit', 'span', '--unit', 'cm'], 'olga 0 · ana 0 · carl 4'),
  ...commands(
    `${frozen}: (a)`,
    ['trait', 'edit', 'sex', '--categories', 'MALE', '--categories', 'FEMALE', '--categories', 'UNKNOWN'],
    'olga 0 · sara 0 · reg 4 · anonymous 4',
  ),
  ...commands(`${frozen}: (a)`, ['trait', 'edit', 'sex', '--categories', 'MALE'], 'olga 4 · carl 4 · reg 4'),
  ...commands(
    `${frozen}: (a)`,
    ['trait', 'edit', 'stage', '--categories', 'EGG', '--categories', 'CHICK', '--categories', 'ADULT'],
    'olga 4 · carl 4 · reg 4',
  ),
  ...commands(
    'A translation follows the right to edit its trait',
    ['translation', 'create', '--trait', 'girth', '--language', 'fr', '--name', 'tour'],
    'sara 0 · ana 4 · carl 4 · reg 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'A translation follows the right to edit its trait',
    ['translation', 'create', '--trait', 'span', '--language', 'fr', '--name', 'envergure'],
    'sara 0 · ana 0 · olga 0 · carl 4 · reg 4',
  ),
  ...commands(
    'Container actions: configure: owner; tags and references are its details',
    ['dataset', 'edit', 'wide', '--add-tag', 'spare', '--mandatory-reference', 'Spare2001'],
    'sara 0 · ana 0 · gwen 0 · max 4 · carl 4 · olga 4 · anonymous 4 · dina 4',
  ),
  ...commands(
    'model.md: a citation is read, not configured',
    ['dataset', 'cite', 'fenced'],
    'ana 0 · vera 0 · rick 0 · olga 3 · anonymous 3 · dina 4',
  ),
  ...commands('jobs.md: pre-checked by who reads it', ['dataset', 'check', 'wide'], 'olga 0 · anonymous 0 · dina 4'),
];

/** The files that `commandCases` import. */
export const files: Readonly<Record<string, string>> = {
  'plain.csv': 'tag,collector,date,location\nrow-1,SILVA A,2008-01-01,Torgersen\n',
  'fenced.csv': 'tag,dataset,collector,date,location\nrow-1,fenced,SILVA A,2008-01-01,Torgersen\n',
  'both.csv':
    'tag,dataset,collector,date,location\nrow-1,fenced,SILVA A,2008-01-01,Torgersen\nrow-2,far,SILVA A,2008-01-01,Torgersen\n',
  'crossed.csv': 'trait,individual,person,date,value\ngirth,near-1,LIMA B,2009-01-01,5\n',
  'vouchers.csv': 'individual,biocollection,biocollection_number\nplain-1,SHELF,1\nplain-1,MUSEUM,1\n',
  'collected.csv':
    'tag,collector,date,location,biocollection,biocollection_number\nrow-1,SILVA A,2008-01-01,Torgersen,SHELF|MUSEUM,1|2\n',
  'persons.csv': 'full_name\nBrand New\n',
};

const gallery = 'gallery-1 gallery-2';
const inKept = `${gallery} kept-1 shelved-1 double-1 plain-1`;
const keptVouchers = 'SHELF:shelved-1 SHELF:shelved-1 MUSEUM:kept-1 MUSEUM:gallery-1 MUSEUM:double-1 CABINET:double-1';

/** Every individual, every measurement as dataset:object and every voucher as biocollection:individual, that a person reads; for lists, exports and counts. */
export const visible: readonly { who: string | null; individuals: string; measurements: string; vouchers: string }[] = [
  {
    who: null,
    individuals: `O1 wide-1 wide-2 inherited-famed-1 ${gallery}`,
    measurements: 'open:O1 wide:wide-2',
    vouchers: '',
  },
  {
    who: 'olga', // far is hers to read, near-1 is not
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 ${inKept}`,
    measurements: 'open:O1 wide:wide-2 kept:kept-1 far:gallery-1',
    vouchers: keptVouchers,
  },
  {
    who: 'rick',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 ${gallery}`,
    measurements: 'open:O1 wide:wide-2 fenced:fenced-2',
    vouchers: '',
  },
  {
    who: 'greta',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 ${gallery}`,
    measurements: 'open:O1 wide:wide-2 fenced:fenced-2',
    vouchers: '',
  },
  {
    who: 'reg',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 P1 P2 near-1 ${inKept}`,
    measurements:
      'open:O1 wide:wide-2 fenced:fenced-2 plot-1:P1 far:near-1 near:near-1 near:near-1 near:near-1 near:near-1 kept:kept-1 far:gallery-1',
    vouchers: keptVouchers,
  },
  {
    who: 'max', // manager of near, nothing in far
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 P1 P2 near-1 ${inKept}`,
    measurements:
      'open:O1 wide:wide-2 fenced:fenced-2 plot-1:P1 near:near-1 near:near-1 near:near-1 near:near-1 kept:kept-1',
    vouchers: keptVouchers,
  },
  {
    who: 'ana',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 P1 P2 near-1 S1 ${inKept}`,
    measurements:
      'open:O1 wide:wide-2 fenced:fenced-2 plot-1:P1 far:near-1 near:near-1 near:near-1 near:near-1 near:near-1 secret:S1 kept:kept-1 far:gallery-1',
    vouchers: `${keptVouchers} SHELF:shelved-1`, // in loose
  },
  {
    who: 'carl',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 P1 P2 near-1 carl-1 carl-2 ${inKept}`,
    measurements:
      'open:O1 wide:wide-2 fenced:fenced-2 plot-1:P1 far:near-1 near:near-1 near:near-1 near:near-1 near:near-1 carl-own:carl-1 carl-own:carl-1 carl-own:carl-1 kept:kept-1 far:gallery-1',
    vouchers: keptVouchers,
  },
  {
    who: 'sara',
    individuals: `O1 wide-1 wide-2 inherited-famed-1 house-1 inherited-known-1 fenced-1 fenced-2 inherited-1 P1 P2 near-1 S1 carl-1 carl-2 ${inKept}`,
    measurements:
      'open:O1 wide:wide-2 fenced:fenced-2 plot-1:P1 far:near-1 near:near-1 near:near-1 near:near-1 near:near-1 secret:S1 carl-own:carl-1 carl-own:carl-1 carl-own:carl-1 kept:kept-1 far:gallery-1',
    vouchers: `${keptVouchers} SHELF:shelved-1`,
  },
];
