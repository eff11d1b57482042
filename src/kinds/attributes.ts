import type { ContainerField, ContainerKind } from './containers.ts';

/** Personal attributes, after BrainSTEM: what people of a lab work with, shared by users and groups, and used by sessions. */
export const attributeNames = ['setup', 'inventory', 'storage', 'paradigm'] as const;
export type AttributeName = (typeof attributeNames)[number];

const text = (name: string, help: string): ContainerField => ({ name, at: 'own', column: name, type: 'text', help });

type Own = Pick<ContainerKind, 'plural' | 'fields' | 'listed' | 'summary'>;
const attribute = (
  name: AttributeName,
  common: readonly ContainerField[],
  { plural, fields, listed, summary }: Own,
): ContainerKind => ({
  name,
  plural,
  table: name,
  naming: 'name',
  privacies: ['authorized', 'registered', 'public'],
  fields: [...common, ...fields],
  listed: ['name', 'privacy', ...listed],
  sharedAtOnce: true,
  summary,
});

/** Each with the fields that other containers have, too. */
export const attributesWith = (common: readonly ContainerField[]): readonly ContainerKind[] => [
  attribute('setup', common, {
    plural: 'setups',
    fields: [
      text('location', 'where it stands'),
      text('setup_type', 'what sort of setup; a behavior needs a paradigm for the same'),
    ],
    listed: ['setup_type', 'location'],
    summary: 'rigs and rooms, and the equipment in them',
  }),
  attribute('inventory', common, {
    plural: 'inventories',
    fields: [text('location', 'where it is')],
    listed: ['location', 'description'],
    summary: 'consumable stocks that belong together',
  }),
  attribute('storage', common, {
    plural: 'storages',
    fields: [
      {
        name: 'paths',
        option: 'path',
        at: 'own',
        column: 'paths',
        type: 'list',
        pairs: 'PROTOCOL=PATH',
        forMembers: true,
        help: 'how members reach it, as smb=//server/lab; repeat it',
      },
      {
        name: 'public_paths',
        option: 'public-path',
        at: 'own',
        column: 'public_paths',
        type: 'list',
        pairs: 'PROTOCOL=PATH',
        help: 'how everybody who reads it reaches it, as https=https://data.lab.org; repeat it',
      },
      {
        name: 'organisation',
        at: 'own',
        column: 'organisation',
        type: 'list',
        choices: ['projects', 'collections', 'cohorts', 'subjects', 'sessions', 'years'],
        help: 'a level of its folders, from above: projects, collections, cohorts, subjects, sessions, years; repeat it',
      },
    ],
    listed: ['organisation', 'description'],
    summary: 'where the data of sessions lie',
  }),
  attribute('paradigm', common, {
    plural: 'paradigms',
    fields: [text('setup_type', 'what sort of setup it needs')],
    listed: ['setup_type', 'description'],
    summary: 'what animals or people do in a session',
  }),
];
