import type { Level, RequestKind, Role } from '../domain/vocabulary.ts';

/** The closed list of things that a rule can ask for; access/conditions.ts knows each of them, and nothing else does. */
export type Condition =
  /** The actor's effective role in the governing container; where several projects govern, in one of them. */
  | { word: 'role'; least: Role }
  /** The same in every one of them. */
  | { word: 'role-in-all'; least: Role }
  /** A role by membership (direct, group, project), after the level cap, without what privacy gives. */
  | { word: 'held'; least: Role }
  | { word: 'level'; least: Level }
  /** The same by a row of the container itself, direct or a group's, so not through a project. */
  | { word: 'row'; least: Role }
  /** A membership row that names the actor. */
  | { word: 'direct' }
  /** Every dataset that the record's visibility depends on is readable. */
  | { word: 'readable' }
  /** The biocollection is managed, so that its roles count. */
  | { word: 'managed' }
  /** Its owners let others see a card of it. */
  | { word: 'discoverable' }
  /** A group has a role in it, and in one of the projects of the session that would use it. */
  | { word: 'shared-group' }
  /** A role in a managed biocollection that keeps the voucher, or a voucher of the individual. */
  | { word: 'curated'; least: Role }
  /** No managed biocollection keeps the voucher, or a voucher of the individual: its dataset decides. */
  | { word: 'uncurated' }
  /** The individual of the voucher may be edited, by the rule for individuals. */
  | { word: 'individual-editable' }
  /** The user record is the actor's own, or the person record is linked to the actor. */
  | { word: 'self' }
  /** The actor made the person record, and nobody is linked to it. */
  | { word: 'creator-while-unlinked' }
  /** No record refers to it. */
  | { word: 'unused' }
  /** Every measurement with the trait was made by the actor's person. */
  | { word: 'only-measurer' }
  /** The actor owns every dataset that has a measurement with the trait. */
  | { word: 'owner-of-every-use' }
  /** The actor may edit the trait that the record belongs to. */
  | { word: 'trait-editable' }
  /** What is asked for is one of these. */
  | { word: 'asks'; kinds: readonly RequestKind[] }
  /** The actor may give the role that is asked for; who asks for no role, as for data or samples, is answered by who may make viewers. */
  | { word: 'grantable' }
  | { word: 'registration-open' }
  /** The row of the audit log is about a container that is there, and that the actor may share. */
  | { word: 'about-shared' }
  /** The user joined by invitation or request a container that the actor manages, and is still in it. */
  | { word: 'joined-where-manager' }
  /** The container is one of those that the token names; no rule says so, a token adds it. */
  | { word: 'named-by-token' }
  | { word: 'all'; of: readonly Condition[] };

/** Any one condition is enough; an empty or absent cell lets nobody in. */
type Cell = readonly Condition[];
export type RuleAction =
  | 'read'
  /** See what is for members alone, of kinds that have such fields; of a user, to which account they are bound. */
  | 'details'
  /** See its card, which is less than to read it. */
  | 'card'
  | 'members'
  | 'insert'
  | 'edit'
  | 'delete'
  /** Take a record out of what governs it, to put it elsewhere; that it may be put there is asked of the target. */
  | 'move'
  /** Put it under a further project, and do so where everybody reads it then. */
  | 'attach'
  | 'expose'
  | 'share'
  | 'govern'
  /** Change who owns it. */
  | 'owners'
  | 'configure'
  | 'remove'
  | 'leave'
  | 'create'
  | 'register'
  /** Put a voucher before the curators of a managed biocollection, who may register it. */
  | 'offer'
  | 'administer'
  | 'email'
  /** Be linked to it as one's own person. */
  | 'link'
  /** Let a session, or what was done in one, use it. */
  | 'use'
  /** End a job that has not ended or what a token allows, or take back what was asked. */
  | 'cancel'
  /** Accept or decline an invitation. */
  | 'answer'
  /** Approve or deny a request. */
  | 'decide'
  /** Make it one with another of its kind. */
  | 'merge'
  /** Turn on or off that the biocollection's roles decide. */
  | 'manage'
  /** Make a token that lets its bearer act as the user. */
  | 'issue';
export type Rules = Readonly<Partial<Record<RuleAction, Cell>>>;

const role = (least: Role): Condition => ({ word: 'role', least });
const held = (least: Role): Condition => ({ word: 'held', least });
const row = (least: Role): Condition => ({ word: 'row', least });
const curated = (least: Role): Condition => ({ word: 'curated', least });
const level = (least: Level): Condition => ({ word: 'level', least });
const asks = (...kinds: RequestKind[]): Condition => ({ word: 'asks', kinds });
const all = (...of: Condition[]): Condition => ({ word: 'all', of });
const is = (
  word:
    | 'direct'
    | 'readable'
    | 'self'
    | 'creator-while-unlinked'
    | 'unused'
    | 'only-measurer'
    | 'owner-of-every-use'
    | 'registration-open'
    | 'grantable'
    | 'about-shared'
    | 'joined-where-manager'
    | 'trait-editable'
    | 'managed'
    | 'discoverable'
    | 'shared-group'
    | 'uncurated'
    | 'individual-editable',
): Condition => ({
  word,
});

const container: Rules = {
  read: [role('viewer')],
  card: [all(is('discoverable'), level('registered'))],
  members: [held('viewer')],
  insert: [role('collaborator')],
  edit: [role('collaborator')],
  delete: [role('contributor')],
  share: [role('manager')],
  govern: [role('owner')],
  owners: [role('owner')],
  configure: [role('owner')],
  remove: [role('owner')],
  leave: [is('direct')],
  create: [level('full')],
};

/** Checked when it is linked; what is linked stays, whatever becomes of the roles. */
const use = [all(role('viewer'), is('shared-group')), role('contributor')];

const datasetRecord: Rules = {
  read: [is('readable')],
  insert: [role('collaborator')],
  edit: [all(is('readable'), role('collaborator'))],
  delete: [all(is('readable'), role('contributor'))],
  move: [all(is('readable'), role('contributor'))],
};

/** That it may be inserted is asked of each project that it names. */
const projectRecord: Rules = {
  read: [role('viewer')],
  edit: [role('collaborator')],
  delete: [{ word: 'role-in-all', least: 'contributor' }],
  move: [role('contributor')],
  attach: [role('contributor')],
  expose: [role('owner')],
};

const attributeRecord: Rules = {
  read: [role('viewer')],
  insert: [role('collaborator')],
  edit: [role('collaborator')],
  delete: [role('contributor')],
  move: [role('contributor')],
};

const openRecord: Rules = {
  read: [level('anonymous')],
  create: [level('full')],
  edit: [level('superadmin'), all(level('full'), is('unused'))],
  delete: [level('full')],
};

/** THE table: who may do what. spec/access.md says why; `access rules` prints it. */
export const rules = {
  project: container,
  // Who owns it only through its project cannot take it from those who own it themselves.
  dataset: { ...container, owners: [row('owner'), level('superadmin')] },
  group: {
    read: [role('viewer')],
    details: [held('viewer')],
    members: [all(role('viewer'), level('registered'))],
    share: [role('manager')],
    govern: [role('owner')],
    owners: [role('owner')],
    configure: [role('owner')],
    remove: [role('owner')],
    leave: [is('direct')],
    create: [level('full')],
  },
  // A further place of an individual is part of it: who may edit the one may add and change the other, also where a biocollection decides.
  occurrence: {
    read: [is('readable')],
    insert: [is('individual-editable')],
    edit: [is('individual-editable')],
    delete: [all(is('individual-editable'), role('contributor'))],
  },
  biocollection: {
    read: [level('anonymous')],
    members: [level('registered')],
    insert: [all(is('managed'), role('collaborator'))],
    edit: [all(is('managed'), role('collaborator'))],
    delete: [all(is('managed'), role('contributor'))],
    share: [role('manager')],
    govern: [role('owner')],
    owners: [role('owner')],
    configure: [role('owner')],
    remove: [role('owner')],
    leave: [is('direct')],
    create: [level('full')],
    manage: [level('superadmin')],
  },
  setup: { ...container, use },
  inventory: container,
  // What is only for members are ways to files.
  storage: { ...container, details: [held('viewer')], use },
  paradigm: { ...container, use },
  // It hangs on nothing, so that a role in its dataset is enough to read it; what hangs on others must be readable besides.
  individual: {
    read: [is('readable')],
    insert: [role('collaborator')],
    edit: [all(is('uncurated'), role('collaborator')), all(is('readable'), curated('collaborator'))],
    delete: [role('contributor')],
    move: [role('contributor')],
  },
  // Its managed biocollection decides instead of its dataset.
  voucher: {
    read: [is('readable')],
    insert: [
      all(is('uncurated'), role('collaborator')),
      all(curated('collaborator'), role('collaborator'), is('individual-editable')),
    ],
    edit: [all(is('readable'), is('uncurated'), role('collaborator')), all(is('readable'), curated('collaborator'))],
    delete: [all(is('readable'), is('uncurated'), role('contributor')), all(is('readable'), curated('contributor'))],
    offer: [all(role('collaborator'), is('individual-editable'))],
    move: datasetRecord.move ?? [],
  },
  measurement: datasetRecord,
  media: datasetRecord,
  subject: projectRecord,
  session: projectRecord,
  // Part of a session, whose projects govern it; it goes where that goes.
  behavior: {
    read: [role('viewer')],
    insert: [role('collaborator')],
    edit: [role('collaborator')],
    delete: [{ word: 'role-in-all', least: 'contributor' }],
  },
  equipment: attributeRecord,
  stock: attributeRecord,
  person: {
    read: [level('anonymous')],
    email: [is('self'), is('creator-while-unlinked'), level('superadmin')],
    link: [is('creator-while-unlinked'), level('superadmin')],
    create: [level('full')],
    edit: [is('self'), all(level('full'), is('creator-while-unlinked')), level('superadmin')],
    delete: [all(level('full'), is('creator-while-unlinked')), level('superadmin')],
    merge: [level('superadmin')],
  },
  location: { ...openRecord, merge: [level('superadmin')] },
  taxon: { ...openRecord, merge: [level('superadmin')] },
  reference: openRecord,
  tag: openRecord,
  trait: {
    ...openRecord,
    // Of one that is not in use there is no dataset that they do not own.
    edit: [level('superadmin'), all(level('full'), is('only-measurer')), all(level('full'), is('owner-of-every-use'))],
  },
  translation: {
    read: [level('anonymous')],
    create: [level('full')],
    insert: [is('trait-editable')],
    edit: [is('trait-editable')],
    delete: [is('trait-editable')],
  },
  user: {
    read: [level('registered')],
    email: [is('self'), level('superadmin'), is('joined-where-manager')],
    details: [is('self'), level('superadmin')],
    issue: [is('self'), level('superadmin')],
    register: [is('registration-open'), level('superadmin')],
    create: [level('superadmin')],
    edit: [is('self'), level('superadmin')],
    administer: [level('superadmin')],
  },
  token: {
    read: [is('self'), level('superadmin')],
    cancel: [is('self'), level('superadmin')],
  },
  job: {
    read: [is('self'), level('superadmin')],
    create: [level('registered')],
    cancel: [is('self'), level('superadmin')],
  },
  // `details` are the words of the command and the hashes, which may say more than the container's row does.
  audit: { read: [is('about-shared'), level('superadmin')], details: [level('superadmin')] },
  // Who is invited need not be able to see the group otherwise.
  invitation: {
    read: [is('self'), role('manager')],
    answer: [is('self')],
    cancel: [role('manager')],
  },
  // Whoever could do what is asked decides; what is asked of records is for those who may edit them.
  request: {
    read: [is('self'), role('manager'), all(asks('change', 'register'), role('collaborator'))],
    create: [level('registered')],
    decide: [is('grantable'), all(asks('change', 'register'), role('collaborator'))],
    cancel: [is('self')],
  },
  system: { administer: [level('superadmin')] },
} satisfies Record<string, Rules>;

export type RuleSubject = keyof typeof rules;
export const rulesFor = (subject: RuleSubject): Rules => rules[subject];

/** Which action covers setting or removing a role: up to contributor is sharing, manager is governing, owner its own. */
export const roleAction = (set: Role | null): 'share' | 'govern' | 'owners' =>
  set === 'owner' ? 'owners' : set === 'manager' ? 'govern' : 'share';
