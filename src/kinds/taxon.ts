import { nameKey } from '../domain/name-key.ts';
import { fullTaxonName, guessRank, mayBeParent, rankName } from '../domain/ranks.ts';
import { defineKind, keyColumns } from './kind.ts';

export const taxon = defineKind({
  name: 'taxon',
  plural: 'taxa',
  aliases: ['taxons'],
  table: 'taxon',
  measurable: true,
  governedBy: 'everybody',
  naming: 'name',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'the full name, or an epithet with its parent',
      example: 'Pygoscelis adeliae',
    },
    {
      name: 'level',
      column: 'level',
      type: 'rank',
      aliases: ['rank'],
      help: 'genus, species, …; guessed from the name when absent',
      example: 'species',
    },
    { name: 'author', column: 'author', type: 'text', help: 'of the name', example: '(Hombron & Jacquinot, 1841)' },
    {
      name: 'person',
      column: 'person_id',
      type: 'reference',
      to: 'person',
      aliases: ['author_id'],
      help: 'of an unpublished name, instead of an author',
      example: '',
    },
    {
      name: 'parent',
      column: 'parent_id',
      type: 'reference',
      to: 'taxon',
      looksInto: ['level'],
      aliases: ['parent_name'],
      help: 'of a rank strictly above',
      example: 'Pygoscelis',
    },
    { name: 'valid', column: 'valid', type: 'boolean', help: 'no for a synonym', example: 'yes' },
    {
      name: 'senior',
      column: 'senior_id',
      type: 'reference',
      to: 'taxon',
      looksInto: ['valid'],
      help: 'the valid name of a synonym',
      example: '',
    },
    {
      name: 'external_ids',
      column: 'external_ids',
      type: 'external-ids',
      with: [
        { name: 'gbif', help: 'its id in GBIF; as gbif:ID among the external ids' },
        { name: 'ipni', help: 'its id in IPNI; as ipni:ID among the external ids' },
        { name: 'mobot', help: 'its id in Tropicos; as mobot:ID among the external ids' },
        { name: 'mycobank', help: 'its id in MycoBank; as mycobank:ID among the external ids' },
        { name: 'zoobank', help: 'its id in ZooBank; as zoobank:ID among the external ids' },
      ],
      help: 'source:id, separated by |',
      example: 'gbif:2481660',
    },
    {
      name: 'reference',
      column: 'reference_id',
      type: 'reference',
      to: 'reference',
      aliases: ['bibreference', 'bibkey', 'bibreference_id'],
      help: 'where the name was published, by its BibTeX key or DOI',
      example: '',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('name_key'),
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name', 'level', 'author', 'valid'],
  listed: ['name', 'level', 'author', 'parent', 'valid'],
  mergeable: { into: 'id:3' },
  usedBy: [
    { table: 'taxon', column: 'parent_id' },
    { table: 'taxon', column: 'senior_id' },
    { table: 'individual', column: 'taxon_id' },
    { table: 'past_identification', column: 'taxon_id' },
    { table: 'measurement', column: 'object_id' },
    { table: 'measurement', column: 'link_id' },
    { table: 'media', column: 'object_id' },
  ],
  derived: ['name_key'],
  complete({ values, found }, { report }) {
    const { parent, senior } = found;
    const typed = String(values['name'] ?? '');
    values['level'] ??= guessRank(typed);
    const level = values['level'] === null ? null : Number(values['level']);
    if (level !== null) values['name'] = fullTaxonName(typed, level, parent == null ? null : String(parent['name']));
    values['name_key'] = nameKey(String(values['name']));
    if (values['person_id'] != null) {
      for (const needed of ['parent', 'level'] as const)
        if (values[needed === 'parent' ? 'parent_id' : 'level'] == null)
          report({ code: 'missing-value', column: needed, message: `an unpublished name needs its ${needed}` });
      if (values['author'] !== null)
        report({
          code: 'duplicate-column',
          column: 'person',
          message: 'a name has an author, or, while unpublished, a person; not both',
        });
    }
    const above = parent?.['level'];
    if (typeof above === 'number' && level !== null && !mayBeParent(above, level))
      report({
        code: 'out-of-range',
        column: 'parent',
        message: `a ${rankName(level)} cannot lie in a ${rankName(above)}`,
      });
    if (senior != null) {
      values['valid'] ??= 0;
      if (values['valid'] === 1)
        report({ code: 'out-of-range', column: 'valid', message: 'a name with a senior is a synonym, so not valid' });
      if (senior['valid'] === 0)
        report({ code: 'out-of-range', column: 'senior', message: 'the senior is itself a synonym' });
    }
    values['valid'] ??= 1;
  },
});
