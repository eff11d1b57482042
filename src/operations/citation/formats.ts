import type { Author, Citation } from './citation.ts';

export const noDataYet = 'no data yet';
/** Stands where the licence would, for data that outsiders cannot read. */
const restricted = 'none, access to the data is restricted';

const line = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;

/** `SILVA A and LIMA B (2026). Wetland plots. Version: 2026-11-22. License: CC-BY-4.0.` */
export function asText({ authors, year, title, version, licence }: Citation): string {
  const when = `(${year ?? 'n.d.'}).`;
  const names = listed(authors.map(({ abbreviation }) => abbreviation));
  const head = names === '' ? `${line(title)} ${when}` : `${names} ${when} ${sentence(line(title))}`;
  return `${head} Version: ${version ?? noDataYet}. License: ${licence ?? restricted}.`;
}

const family = ({ particle, family: name }: Author): string => (particle === null ? name : `${particle} ${name}`);

const signs: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  // Braces are counted by BibTeX even behind a backslash.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};
const tex = (text: string): string => line(text).replaceAll(/[\\{}~^&%$#_]/g, (sign) => signs[sign] ?? `\\${sign}`);

function bibName(author: Author): string {
  if (author.given === null) return `{${tex(family(author))}}`;
  // A name that itself has `and` or a comma would become several.
  const part = (text: string): string => (/\band\b|,/i.test(text) ? `{${tex(text)}}` : tex(text));
  return [family(author), ...(author.suffix === null ? [] : [author.suffix]), author.given].map(part).join(', ');
}

/** A key of plain letters: the name without accents and signs, and the year. */
const keyOf = ({ name, year, kind }: Citation): string => {
  const plain = name.normalize('NFKD').replaceAll(/[^A-Za-z0-9]/g, '');
  return [plain === '' ? kind : plain, ...(year === null ? [] : [year])].join('_');
};

/** A BibTeX entry `@misc`. */
export function asBibtex(citation: Citation): string {
  const { authors, title, year, version, licence, kind } = citation;
  const fields = [
    ...(authors.length === 0 ? [] : [`author = {${authors.map(bibName).join(' and ')}}`]),
    // The second pair of braces keeps the capitals.
    `title = {{${tex(title)}}}`,
    ...(year === null ? [] : [`year = {${year}}`]),
    `howpublished = {${kind === 'dataset' ? 'Data set' : 'Collection of data sets'}}`,
    `version = {${version ?? noDataYet}}`,
    `note = {Version: ${version ?? noDataYet}. License: ${tex(licence ?? restricted)}}`,
  ];
  return `@misc{${keyOf(citation)},\n${fields.map((field) => `  ${field},\n`).join('')}}\n`;
}

/** CSL-JSON, as citation processors take it. */
export function asCsl(citation: Citation): Record<string, unknown>[] {
  const { authors, title, version, licence, kind, description } = citation;
  const name = (author: Author): Record<string, string> =>
    author.given === null
      ? { literal: family(author) }
      : {
          family: author.family,
          given: author.given,
          ...(author.particle === null ? {} : { 'non-dropping-particle': author.particle }),
          ...(author.suffix === null ? {} : { suffix: author.suffix }),
        };
  return [
    {
      id: keyOf(citation),
      type: kind === 'dataset' ? 'dataset' : 'collection',
      title: line(title),
      ...(authors.length === 0 ? {} : { author: authors.map(name) }),
      ...(version === null ? {} : { issued: { 'date-parts': [version.split('-').map(Number)] } }),
      version: version ?? noDataYet,
      ...(licence === null ? { note: `License: ${restricted}` } : { license: licence }),
      ...(description === null ? {} : { abstract: description }),
    },
  ];
}

/** What CITATION.cff says, version 1.2.0 of its schema. */
export function cffContent(citation: Citation): Record<string, unknown> {
  const { authors, title, version, licence, description, policy, tags } = citation;
  const person = (author: Author): Record<string, string> => ({
    ...(author.given === null
      ? { name: family(author) }
      : {
          'family-names': author.family,
          'given-names': author.given,
          ...(author.particle === null ? {} : { 'name-particle': author.particle }),
          ...(author.suffix === null ? {} : { 'name-suffix': author.suffix }),
        }),
    ...(author.orcid === null ? {} : { orcid: `https://orcid.org/${author.orcid}` }),
  });
  const terms = [
    ...(licence === null ? ['Access to these data is restricted.'] : []),
    'If you use them, please cite them as below.',
    ...(policy === null ? [] : [`Policy: ${policy}`]),
  ];
  return {
    'cff-version': '1.2.0',
    message: terms.join(' ').replace(/^If you use them, please cite them/, 'If you use these data, please cite them'),
    type: 'dataset',
    title: line(title),
    // The schema wants an author, and a name is better than an invented person.
    authors: authors.length === 0 ? [{ name: `The contributors to ${line(title)}` }] : authors.map(person),
    version: version ?? noDataYet,
    ...(version === null ? {} : { 'date-released': version }),
    ...(licence === null ? {} : { license: licence }),
    ...(description === null || description.trim() === '' ? {} : { abstract: description }),
    ...(tags.length === 0 ? {} : { keywords: tags }),
  };
}
