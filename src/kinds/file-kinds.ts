import { containerKindOf, type ContainerField, type ContainerKind } from './containers.ts';
import { kindNamed, kinds } from './index.ts';
import type { Field, RecordKind } from './kind.ts';

/** What a header is read by: of records, of containers, and of memberships. */
export interface Columned
  extends
    Pick<RecordKind, 'plural' | 'fields'>,
    Partial<Pick<RecordKind, 'aliases' | 'governedBy' | 'naming' | 'wide'>> {
  name: string;
}

/** Containers that stand in a file, a row each, and their declaration. */
export interface ContainerFileKind extends Columned {
  governedBy: RecordKind['governedBy'];
  container: ContainerKind;
}

/** What the rows of a file may be. */
export type FileKind = RecordKind | ContainerFileKind;

export const isRecordKind = (kind: FileKind): kind is RecordKind => !('container' in kind);

const columnOf = ({ name, type, required, help }: ContainerField, example: string): Field => ({
  name,
  type: type === 'integer' ? 'integer' : 'text',
  help,
  example,
  ...(required === true ? { required } : {}),
});

const biocollection = containerKindOf('biocollection');
const examples: Readonly<Record<string, string>> = {
  name: 'Instituto Nacional de Pesquisas da Amazônia',
  irn: '124769',
  url: 'https://www.gov.br/inpa',
};

/** The only containers that come in files: there are thousands of herbaria, and everybody has their list. */
const biocollections: ContainerFileKind = {
  name: biocollection.name,
  plural: biocollection.plural,
  naming: biocollection.naming,
  governedBy: 'everybody',
  container: biocollection,
  fields: [
    {
      name: biocollection.naming,
      type: 'name',
      required: true,
      fixed: true,
      help: 'what people call it by; stored in capitals',
      example: 'INPA',
    },
    ...biocollection.fields
      .filter(({ fixed }) => fixed !== true)
      .map((field) => columnOf(field, examples[field.name] ?? '')),
  ],
};

export const fileKinds: readonly FileKind[] = [...kinds, biocollections];

/** By singular, plural or any other accepted word. */
export const fileKindNamed = (word: string): FileKind | undefined =>
  kindNamed(word) ?? [biocollections].find(({ name, plural }) => [name, plural].includes(word.toLowerCase()));
