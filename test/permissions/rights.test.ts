import { afterAll, expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { linkFaults } from '../../src/access/linking.ts';
import { may, underRightsOf } from '../../src/access/questions.ts';
import type { RuleAction, RuleSubject } from '../../src/access/rules.ts';
import { listUsers } from '../../src/access/users.ts';
import { kindOf } from '../../src/kinds/index.ts';
import { withDatabase } from '../helpers/dump.ts';
import { identityOf } from '../worlds/seed.ts';
import { Lab } from './lab.ts';

/**
 * Rights that no command asks about and whose refusal another one forestalls, such as to revoke a token that one does not see: the
 * evaluator is asked itself. By hand from access.md; who is not named may not. dina is disabled, so there is no question about her.
 */
const rights: Readonly<Record<string, Readonly<Partial<Record<RuleAction, string>>>>> = {
  // Identity: to whom the token belongs, and superadmins. A job likewise.
  'token/1': { read: 'nora sara', cancel: 'nora sara' },
  'job/1': { read: 'nora sara', cancel: 'nora sara' },
  job: { create: 'sara ana max carl col vera greta mona gwen reg rick demi olga nora' },
  // Of olga into group/known, by max. The invited user accepts or declines; managers invite.
  'invitation/1': { read: 'olga sara ana max gwen', answer: 'olga', cancel: 'sara ana max gwen' },
  // Of mona into group/joined, accepted.
  'invitation/2': { read: 'mona sara ana max', answer: 'mona', cancel: 'sara ana max' },
  // For access to dataset/wide, project/park and dataset/inherited-famed as contributor, manager and owner.
  'request/1': { read: 'nora sara ana max mona gwen', decide: 'sara ana max mona gwen', cancel: 'nora' },
  'request/2': { read: 'nora sara ana max mona gwen', decide: 'sara ana gwen', cancel: 'nora' },
  'request/3': { read: 'nora sara ana max mona gwen', decide: 'sara ana', cancel: 'nora' },
  // For data, samples and changes of dataset/wide.
  'request/4': { read: 'nora sara ana max mona gwen', decide: 'sara ana max mona gwen', cancel: 'nora' },
  'request/5': { read: 'nora sara ana max mona gwen', decide: 'sara ana max mona gwen', cancel: 'nora' },
  'request/6': {
    read: 'nora sara ana max carl col greta mona gwen',
    decide: 'sara ana max carl col greta mona gwen',
    cancel: 'nora',
  },
  // To join group/known, as member and as manager.
  'request/8': { read: 'nora sara ana max gwen', decide: 'sara ana max gwen', cancel: 'nora' },
  'request/9': { read: 'mona sara ana max gwen', decide: 'sara ana gwen', cancel: 'mona' },
  // Of vouchers for MUSEUM.
  'request/11': {
    read: 'olga sara ana max carl col greta mona gwen',
    decide: 'sara ana max carl col greta mona gwen',
    cancel: 'olga',
  },
  request: { create: 'sara ana max carl col vera greta mona gwen reg rick demi olga nora' },

  user: { create: 'sara', register: 'anonymous sara ana max carl col vera greta mona gwen reg rick demi olga nora' },
  'user/nora': {
    read: 'sara ana max carl col vera greta mona gwen reg rick demi olga nora',
    email: 'nora sara',
    details: 'nora sara',
    issue: 'nora sara',
    edit: 'nora sara',
    administer: 'sara',
  },
  'user/mona': { email: 'mona sara ana max', details: 'mona sara' }, // who joined group/joined
  system: { administer: 'sara' },

  // Made by carl, linked to nobody · made by col, linked to vera.
  'person/PLAIN C': { email: 'carl sara', link: 'carl sara', edit: 'carl sara', delete: 'carl sara', merge: 'sara' },
  // Made by demi, who is no longer full: open records are for full users to change, but an e-mail is its creator's.
  'person/MADE D': { email: 'demi sara', link: 'demi sara', edit: 'sara', delete: 'sara' },
  'person/HERS V': { email: 'vera sara', link: 'sara', edit: 'vera sara', delete: 'sara', merge: 'sara' },
  'location/Dream': { merge: 'sara' },
  'taxon/Aptenodytes': { merge: 'sara' },

  ...Object.fromEntries(
    ['subject', 'session'].flatMap((kind) => [
      [`${kind}/host-1`, { attach: 'sara ana max carl greta mona gwen', expose: 'sara ana gwen' }],
      [`${kind}/straddler`, { attach: 'sara ana max carl greta mona gwen olga', expose: 'sara ana gwen' }],
    ]),
  ),
  // Moves take a record out of its dataset, if what it hangs on can be read.
  'measurement/crossed': { move: 'sara ana carl vera' },
  'voucher/loose': { move: 'sara ana', edit: 'sara ana', delete: 'sara ana' }, // greta does not see the individual
  'media/crossed': { move: 'sara ana carl vera' },

  ...Object.fromEntries(
    ['dataset/fenced', 'project/yard', 'setup/fenced', 'inventory/fenced', 'storage/fenced', 'paradigm/fenced'].map(
      (object) => [object, { owners: 'sara ana gwen', card: '' }],
    ),
  ),
  ...Object.fromEntries(
    ['dataset', 'project', 'setup', 'inventory', 'storage', 'paradigm'].map((kind) => [
      `${kind}/glimpsed`,
      { card: 'sara ana max carl col vera greta mona gwen reg rick demi olga nora' },
    ]),
  ),
  'dataset/inherited': { owners: 'sara ana' },
  'biocollection/MUSEUM': { owners: 'sara ana gwen', manage: 'sara' },
  'group/known': { owners: 'sara ana gwen', details: 'sara ana max vera gwen reg' },
  'storage/wide': { details: 'sara ana max carl col vera greta mona gwen reg rick' },
};

const everybody = 'anonymous sara ana max carl col vera greta mona gwen reg rick demi olga nora'.split(' ');

const lab = await Lab.open();
const access = Access.open(lab.bench.db, identityOf('sara'), {});
afterAll(() => access.close());

const named: Readonly<Record<string, string>> = {
  person: 'from person where abbreviation = ?',
  user: 'from lab_user where login = ?',
  location: 'from location where name = ?',
  taxon: 'from taxon where name = ?',
  subject: 'from subject where name = ?',
  session: 'from session where name = ?',
};

/** The id of what the tables call so; null for a bare kind. */
function idOf(object: string): number | null {
  const [kind = '', name] = object.split('/');
  if (name === undefined) return null;
  const id = /(?:\/|id:)(\d+)$/.exec(lab.ref(object));
  if (id !== null) return Number(id[1]);
  return withDatabase(lab.bench.db, (handle) => {
    const text = `select id ${named[kind] ?? `from container where kind = '${kind}' and name = ?`}`;
    return handle.prepare(text).pluck().get(name) as number;
  });
}

test.each(Object.entries(rights))(
  'on %s have rights, by the evaluator, exactly those that access.md says',
  async (object, actions) => {
    const id = idOf(object);
    const found: Record<string, string> = {};
    await access.read(async (reading) => {
      const users = new Map((await listUsers(reading)).map((row) => [row.login, row]));
      for (const action of Object.keys(actions) as RuleAction[]) {
        const theirs: string[] = [];
        for (const who of everybody)
          if (
            await underRightsOf(reading, users.get(who) ?? null, () =>
              may(reading, action, object.split('/')[0] as RuleSubject, id),
            )
          )
            theirs.push(who);
        found[action] = theirs.toSorted().join(' ');
      }
    });
    expect(found).toEqual(
      Object.fromEntries(
        Object.entries(actions).map(([action, names]) => [action, names.split(' ').toSorted().join(' ')]),
      ),
    );
  },
);

// host and hushed have the group wardens in common, in which is mona; col, carl and gwen have roles in host, and do not see hushed.
test.each(['setup', 'paradigm', 'storage'])(
  'a %s that shares a group with a project is linked by those who see it',
  async (kind) => {
    const [attribute, project, session] = [`${kind}/hushed`, 'project/host', 'session/host-1'].map(idOf) as [
      number,
      number,
      number,
    ];
    const found = await access.read(async (reading) => {
      const users = new Map((await listUsers(reading)).map((row) => [row.login, row]));
      const asked = async (who: string): Promise<string | undefined> => {
        const fault = await underRightsOf(reading, users.get(who) ?? null, async () =>
          kind === 'storage'
            ? (await linkFaults(reading, kindOf('session')))({
                values: {},
                lists: { project: [project], storage: [attribute] },
                found: {},
              })
            : (await linkFaults(reading, kindOf('behavior')))({
                values: { session_id: session, [`${kind}_id`]: attribute },
                lists: {},
                found: {},
              }),
        );
        return fault?.code;
      };
      const told: (string | undefined)[] = [];
      for (const who of ['mona', 'ana', 'col', 'carl', 'gwen']) told.push(await asked(who));
      return told;
    });
    expect(found).toEqual([undefined, undefined, 'not-permitted', 'not-permitted', 'not-permitted']);
  },
);
