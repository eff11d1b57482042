import { stringify } from 'yaml';
import type { Access } from '../../access/access.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { citationOf } from './citation.ts';
import { asBibtex, asCsl, asText, cffContent, noDataYet } from './formats.ts';

export const citeFormats = ['text', 'bibtex', 'csl', 'cff'] as const;

/** A citation in every format; `text` is the one that was asked for. */
export async function cite(access: Access, kind: ContainerKind, ref: string, format: string | undefined) {
  const citation = await access.read((reading) => citationOf(reading, kind, ref));
  const csl = asCsl(citation);
  const formats: Record<(typeof citeFormats)[number], string> = {
    text: `${asText(citation)}\n`,
    bibtex: asBibtex(citation),
    csl: `${JSON.stringify(csl, null, 2)}\n`,
    // Quoted, so that no reader takes a title for a number or a version for a date.
    cff: stringify(cffContent(citation), { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 }),
  };
  const wished = citeFormats.find((known) => known === format) ?? 'text';
  return {
    text: formats[wished],
    mandatory: citation.mandatory,
    data: {
      ref: `${citation.kind}/${citation.name}`,
      title: citation.title,
      authors: citation.authors.map(({ fullName }) => fullName),
      year: citation.year,
      version: citation.version ?? noDataYet,
      licence: citation.licence,
      mandatory_references: citation.mandatory,
      citation: asText(citation),
      bibtex: formats.bibtex,
      csl,
      cff: formats.cff,
    },
  };
}
