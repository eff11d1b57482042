/**
 * The truth table of permissions, written by hand from access.md and from nothing else. Rows are people, columns are actions;
 * y: allowed · f: forbidden, because the object is readable · h: hidden, so *not found* · blank: not asked.
 * Who holds what is said in lab.ts and world.ts. Each cell is asked by check, by list and by a real attempt.
 */

export const actionWords = [
  'read',
  'members',
  'insert',
  'edit',
  'delete',
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
  leave: 'Container actions: leave: any direct member',
  create: 'Container actions: create one: full',
  'group members': 'Container actions: members of a group: as roster; roster by the group’s privacy',
  'group insert': 'Container actions: insert, edit records of a group: –',
  'group edit': 'Container actions: insert, edit records of a group: –',
  'group delete': 'Container actions: delete records of a group: –',
  'group share': 'Container actions: share: manager (plain members)',
  'individual read': 'Records: read: viewer on its dataset',
  'individual edit': 'Records: edit: collaborator',
  'individual delete': 'Records: delete: contributor',
  'measurement read': 'Records: read: viewer on its dataset and read on the object it hangs on',
  'measurement edit': 'Records: edit: collaborator',
  'measurement delete': 'Records: delete: contributor',
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
  'trait edit': 'Open records: traits: full users edit while unused, superadmin always; (b) the only measurer; (c) owner of every dataset that uses it',
  'trait delete': 'Open records: traits: never deleted while used',
  'person create': 'Records: open: a full user creates',
  'location create': 'Records: open: a full user creates',
  'taxon create': 'Records: open: a full user creates',
  'trait create': 'Records: open: a full user creates',
};

const letters: Readonly<Record<string, Allowed>> = { y: 'yes', f: 'forbidden', h: 'hidden' };

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
        return { who: name === 'anonymous' ? null : name, action, object, allowed, source };
      });
    }),
  );
}

export const cases: readonly Case[] = [
  // Roles of their own and through a group; nobody reads without one.
  ...table(
    ['dataset/fenced', 'project/yard'],
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
    ['dataset/house', 'project/court'],
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
    ['dataset/wide', 'project/park'],
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
    ['individual/fenced-1', 'measurement/fenced', 'individual/inherited-1'],
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
    ['individual/house-1', 'individual/inherited-known-1'],
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
    ['individual/wide-1', 'measurement/wide', 'individual/inherited-famed-1'],
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
  // In dataset far, on an individual of dataset near: both must be readable, the role in far decides.
  ...table(
    ['measurement/crossed'],
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
    ['location/Dream', 'taxon/Aptenodytes', 'trait/eggs'], // none of them used
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    y
    ana         y    y    y
    olga        y    y    y
    reg         y    f    f
    dina        f    f    f`,
  ),
  ...table(
    ['location/Torgersen', 'taxon/Pygoscelis', 'taxon/Pygoscelis adeliae'], // used, the middle one by a child
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    f
    ana         y    f    f
    olga        y    f    f
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in datasets of ana only.
  ...table(
    ['trait/mass'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    f
    ana         y    y    f      # (c)
    gwen        y    f    f      # owner of some of them
    carl        y    f    f
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in a dataset of ana and in one of carl, by two persons.
  ...table(
    ['trait/girth', 'trait/stage'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    f
    ana         y    f    f
    carl        y    f    f
    col         y    f    f      # made it
    reg         y    f    f
    dina        f    f    f`,
  ),
  // Measured in near, which is ana's, by olga's person alone.
  ...table(
    ['trait/span'],
    `           read edit delete
    anonymous   y    f    f
    sara        y    y    f
    ana         y    y    f      # (c)
    olga        y    y    f      # (b)
    col         y    f    f      # made it
    reg         y    f    f
    dina        f    f    f`,
  ),

  ...table(
    ['group', 'project', 'dataset', 'person', 'location', 'taxon', 'trait'],
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
