import { doiKey } from '../domain/doi.ts';
import { nameKey, newName } from '../domain/name-key.ts';
import { defineKind, keyColumns, type CheckContext, type Draft } from './kind.ts';

/** The BibTeX parser is large, and few commands meet a reference. */
let bibtex: typeof import('../domain/bibtex.ts') | undefined;
async function loadBibtex(): Promise<void> {
  bibtex ??= await import('../domain/bibtex.ts');
}

export const reference = defineKind({
  name: 'reference',
  plural: 'references',
  aliases: ['bibreference', 'bibreferences'],
  table: 'bibreference',
  measurable: false,
  governedBy: 'everybody',
  naming: 'key',
  namedByContent: true,
  prepare: loadBibtex,
  fields: [
    {
      name: 'key',
      column: 'bibkey',
      type: 'name',
      aliases: ['bibkey'],
      fixed: true,
      help: 'of the BibTeX entry, which says it itself; for a DOI alone, made from it when absent',
      example: 'Gorman2014',
    },
    {
      name: 'bibtex',
      column: 'bibtex',
      type: 'text',
      help: 'one BibTeX entry; or give a doi',
      example: '@article{Gorman2014, title = {Sexual dimorphism}, year = 2014}',
    },
    {
      name: 'doi',
      column: 'doi',
      type: 'doi',
      help: 'with or without https://doi.org/',
      example: '10.1371/journal.pone.0090081',
      inExample: true,
    },
    { name: 'type', column: 'entry_type', type: 'text', shownOnly: true, help: 'of the entry', example: '' },
    { name: 'authors', column: 'authors', type: 'text', shownOnly: true, help: 'of the entry', example: '' },
    { name: 'year', column: 'year', type: 'integer', shownOnly: true, help: 'of the entry', example: '' },
    { name: 'title', column: 'title', type: 'text', shownOnly: true, help: 'of the entry', example: '' },
  ],
  key: keyColumns('bibkey_key'),
  lookups: [
    { column: 'bibkey_key', key: nameKey },
    { column: 'doi_key', key: (text) => doiKey(text.trim().replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)/iu, '')) },
  ],
  carries: ['bibkey', 'bibtex'],
  listed: ['key', 'type', 'authors', 'year', 'title'],
  usedBy: [
    { table: 'taxon', column: 'reference_id' },
    { table: 'trait', column: 'reference_id' },
    { table: 'measurement', column: 'reference_id' },
    { table: 'dataset_reference', column: 'reference_id' },
  ],
  derived: ['bibkey_key', 'doi_key'],
  complete(draft, context) {
    const { values } = draft;
    if (values['bibtex'] == null && values['doi'] == null)
      return context.report({ code: 'missing-value', column: 'bibtex', message: 'needs a BibTeX entry or a doi' });
    if (values['bibtex'] == null || (context.editing && isMadeEntry(String(values['bibtex'])) && values['doi'] != null))
      makeEntry(values);
    readEntry(draft, context);
    values['bibkey_key'] = nameKey(String(values['bibkey'] ?? ''));
    values['doi_key'] = values['doi'] == null ? null : doiKey(String(values['doi']));
  },
});

/** The entry that stands for a DOI alone. */
const made = (key: string, doi: string): string => `@misc{${key}, doi = {${doi}}}`;
export const isMadeEntry = (text: string): boolean => /^@misc\{[^,{}]+, doi = \{[^{}]*\}\}$/.test(text.trim());

function makeEntry(values: Draft['values']): void {
  const doi = String(values['doi']);
  const key = String(values['bibkey'] ?? `doi_${doi.replaceAll(/[^A-Za-z0-9.-]+/g, '_')}`);
  values['bibtex'] = made(key, doi);
}

function readEntry({ values }: Draft, { report, editing }: CheckContext): void {
  if (bibtex === undefined) throw new Error('prepare() comes first');
  const text = String(values['bibtex']).replaceAll(/\r\n?/g, '\n').trim();
  const parsed = bibtex.parseBibtex(text);
  if (!parsed.ok) return report({ code: parsed.code, column: 'bibtex', value: text, message: parsed.message });
  const { key, type, authors, year, title, doi } = parsed.value;
  if (!editing && values['bibkey'] != null && values['bibkey'] !== key)
    report({
      code: 'duplicate-column',
      column: 'key',
      value: String(values['bibkey']),
      message: `the entry itself says ${key}`,
    });
  const name = newName(key);
  if (!editing && !name.ok && name.code === 'bad-name')
    report({ code: name.code, column: 'bibtex', value: key, message: name.message });
  if (doi !== null && values['doi'] != null && doiKey(doi) !== doiKey(String(values['doi'])))
    report({
      code: 'duplicate-column',
      column: 'doi',
      value: String(values['doi']),
      message: `the entry itself says ${doi}`,
    });
  values['bibtex'] = text;
  values['bibkey'] = key;
  values['entry_type'] = type;
  values['authors'] = authors;
  values['year'] = year;
  values['title'] = title;
  values['doi'] ??= doi;
}
