import { attributesWith, type AttributeName } from './attributes.ts';

/** One declaration for each kind of container; the verbs list, show, create, edit, delete, members, grant, revoke, leave iterate over them. */

export type ContainerKindName = 'group' | 'project' | 'dataset' | 'biocollection' | AttributeName;

export interface ContainerField {
  /** The option in kebab-case, and the JSON key. */
  name: string;
  /** Where it is stored: in `container`, or in the kind's own table. */
  at: 'container' | 'own' | 'linked';
  column: string;
  type: 'text' | 'privacy' | 'licence' | 'list' | 'project' | 'records' | 'integer' | 'url' | 'yes-no';
  /** Open records that the container names: the table that ties them, and how. */
  link?: ContainerLink;
  /** `edit` has --add-OPTION and --remove-OPTION too. */
  adjustable?: true;
  required?: true;
  /** Shown, and changed by commands of its own. */
  fixed?: true;
  /** Who reads it by its privacy alone does not see this. */
  forMembers?: true;
  /** What each item of a list can be. */
  choices?: readonly string[];
  /** Each item of a list is WORD=TEXT, as PROTOCOL=PATH. */
  pairs?: string;
  /** The option when it is not the field's name. */
  option?: string;
  /** JSON groups these keys under one. */
  within?: string;
  help: string;
}

export interface ContainerLink {
  table: 'container_author' | 'container_tag' | 'dataset_reference';
  owner: 'container_id' | 'dataset_id';
  to: 'person' | 'tag' | 'reference';
  /** In the order given; otherwise by name. */
  ordered?: true;
  /** The rows of the table that are this field's. */
  mandatory?: 0 | 1;
}

export interface ContainerKind {
  name: ContainerKindName;
  plural: string;
  table: 'lab_group' | Exclude<ContainerKindName, 'group'>;
  /** What people call it by: the JSON key, the argument of `create`, the option that renames. */
  naming: 'name' | 'acronym';
  /** The first is what a new one has. */
  privacies: readonly [string, ...string[]];
  fields: readonly ContainerField[];
  listed: readonly string[];
  /** Whether people cite one. */
  cited?: true;
  /** `create` takes groups, which become contributors. */
  sharedAtOnce?: true;
  summary: string;
}

const description: ContainerField = {
  name: 'description',
  at: 'container',
  column: 'description',
  type: 'text',
  help: 'what it is about',
};
const privacy: ContainerField = {
  name: 'privacy',
  at: 'container',
  column: 'privacy',
  type: 'privacy',
  help: 'who may read without a role',
};
const details: readonly ContainerField[] = [
  {
    name: 'title',
    at: 'container',
    column: 'title',
    type: 'text',
    help: 'for citations; needed when outsiders can read it',
  },
  description,
  privacy,
  {
    name: 'licence',
    at: 'container',
    column: 'licence',
    type: 'licence',
    help: 'Creative Commons, as an SPDX id (CC-BY-4.0)',
  },
];
/** A kind that has this field has cards: what registered users see of one that they cannot read. */
export const discoverable: ContainerField = {
  name: 'discoverable',
  at: 'container',
  column: 'discoverable',
  type: 'yes-no',
  help: 'registered users see its card (name, title, description, owners) and can ask for access',
};
const authors: ContainerField = {
  name: 'authors',
  option: 'author',
  at: 'linked',
  column: 'person_id',
  type: 'records',
  link: { table: 'container_author', owner: 'container_id', to: 'person', ordered: true },
  help: 'a person; repeat it, in order',
};
const tags: ContainerField = {
  name: 'tags',
  option: 'tag',
  at: 'linked',
  column: 'tag_id',
  type: 'records',
  link: { table: 'container_tag', owner: 'container_id', to: 'tag' },
  adjustable: true,
  help: 'a tag; repeat it',
};
const references = (mandatory: 0 | 1): ContainerField => ({
  name: mandatory === 1 ? 'mandatory_references' : 'references',
  option: mandatory === 1 ? 'mandatory-reference' : 'reference',
  at: 'linked',
  column: 'reference_id',
  type: 'records',
  link: { table: 'dataset_reference', owner: 'dataset_id', to: 'reference', mandatory },
  help: mandatory === 1 ? 'a reference that whoever uses the data must cite; repeat it' : 'a reference; repeat it',
});
const laboratory = (name: string, help: string, option?: string): ContainerField => ({
  name,
  at: 'own',
  column: name,
  type: name === 'principal_investigators' ? 'list' : 'text',
  within: 'laboratory',
  help,
  ...(option === undefined ? {} : { option }),
});

export const containerKinds: readonly ContainerKind[] = [
  {
    name: 'group',
    plural: 'groups',
    table: 'lab_group',
    naming: 'name',
    privacies: ['authorized', 'registered', 'public'],
    fields: [
      { ...description, forMembers: true },
      { ...privacy, help: 'who may see its laboratory and members' },
      laboratory('institution', 'of the laboratory'),
      laboratory('department', 'of the laboratory'),
      laboratory('city', 'of the laboratory'),
      laboratory('country', 'of the laboratory'),
      laboratory('principal_investigators', 'a principal investigator; repeat it', 'pi'),
      laboratory('website', 'of the laboratory'),
    ],
    listed: ['name', 'privacy', 'description'],
    summary: 'people who hold roles together',
  },
  {
    name: 'project',
    plural: 'projects',
    table: 'project',
    naming: 'name',
    privacies: ['authorized', 'registered', 'public'],
    fields: [
      ...details,
      discoverable,
      {
        name: 'publications',
        at: 'own',
        column: 'publications',
        type: 'text',
        help: 'what has come out of it',
      },
      authors,
      tags,
    ],
    listed: ['name', 'privacy', 'title'],
    cited: true,
    summary: 'datasets, groups and people around one aim',
  },
  {
    name: 'dataset',
    plural: 'datasets',
    table: 'dataset',
    naming: 'name',
    privacies: ['authorized', 'project', 'registered', 'public'],
    fields: [
      ...details,
      discoverable,
      { name: 'project', at: 'container', column: 'project_id', type: 'project', help: 'the project it belongs to' },
      { name: 'policy', at: 'own', column: 'policy', type: 'text', help: 'conditions beside the licence' },
      { name: 'metadata', at: 'own', column: 'metadata', type: 'text', help: 'about the data, for those who use it' },
      authors,
      references(0),
      references(1),
      tags,
    ],
    listed: ['name', 'privacy', 'project', 'title', 'version'],
    cited: true,
    summary: 'individuals and measurements, and who may see and change them',
  },
  {
    name: 'biocollection',
    plural: 'biocollections',
    table: 'biocollection',
    naming: 'acronym',
    // Everybody sees that it exists, so it has no field for that.
    privacies: ['public'],
    fields: [
      { name: 'name', at: 'own', column: 'full_name', type: 'text', required: true, help: 'the full name' },
      { name: 'irn', at: 'own', column: 'irn', type: 'integer', help: 'its number in the Index Herbariorum' },
      { name: 'url', at: 'own', column: 'url', type: 'url', help: 'its page in the web' },
      {
        name: 'managed',
        at: 'container',
        column: 'managed',
        type: 'yes-no',
        fixed: true,
        help: 'whether its own curators decide over its vouchers',
      },
    ],
    listed: ['acronym', 'name', 'managed', 'irn'],
    summary: 'herbaria and museums that keep vouchers',
  },
  ...attributesWith([description, privacy, discoverable]),
];

/** Kinds of containers, by the words for one. */
export const containerNames: readonly string[] = containerKinds.map(({ name }) => name);

export function containerKindOf(name: string): ContainerKind {
  const kind = containerKinds.find((known) => known.name === name);
  if (kind === undefined) throw new Error(`no container kind ${name}`);
  return kind;
}

/** By singular or plural, or undefined. */
export const containerKindNamed = (name: string): ContainerKind | undefined =>
  containerKinds.find((kind) => kind.name === name || kind.plural === name);

/** Whether its owners may let others see a card of one. */
export const hasCards = (kind: ContainerKind): boolean => kind.fields.some(({ name }) => name === discoverable.name);

/** The keys of its card. */
export const cardFields = ['name', 'title', 'description', 'owners'] as const;

/** The keys of one that is shown. */
export const containerFields = ({ name, naming, fields }: ContainerKind): string[] => [
  ...new Set([
    'id',
    naming,
    'name',
    ...fields.map((field) => field.within ?? field.name),
    ...(name === 'dataset' ? ['version'] : name === 'biocollection' ? ['specialists'] : []),
    'created_at',
    'updated_at',
  ]),
];
