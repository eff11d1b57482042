import {
  detailsOf,
  effectivePrivacy,
  findContainer,
  readableContainers,
  type ContainerRow,
} from '../../access/containers.ts';
import type { Reading } from '../../access/session.ts';
import { partName, type PersonName } from '../../domain/person-name.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import { showRecord } from '../records/show-records.ts';

export interface Author extends PersonName {
  fullName: string;
  abbreviation: string;
  orcid: string | null;
}

/** What a citation of a project or dataset says, before it has a format. */
export interface Citation {
  kind: 'dataset' | 'project';
  name: string;
  /** The name where there is no title. */
  title: string;
  description: string | null;
  authors: readonly Author[];
  year: number | null;
  /** `YYYY-MM-DD`, or null while there are no data. */
  version: string | null;
  /** Null where outsiders cannot read it: then a licence says nothing. */
  licence: string | null;
  policy: string | null;
  tags: readonly string[];
  /** BibTeX keys of what must be cited too. */
  mandatory: readonly string[];
}

/** Whoever reads it may cite it. Errors: NotFound. */
export async function citationOf(reading: Reading, kind: ContainerKind, ref: string): Promise<Citation> {
  const row = await findContainer(reading, kind, ref);
  const { own = {}, lists = {} } = (await detailsOf(reading, kind, [row.id])).get(row.id) ?? {};
  const authors: Author[] = [];
  for (const { id } of lists['authors'] ?? []) authors.push(await authorOf(reading, id));
  const privacy = await effectivePrivacy(reading, row);
  const version = kind.name === 'dataset' ? dateOf(own) : await newestOf(reading, row);
  return {
    kind: kind.name === 'dataset' ? 'dataset' : 'project',
    name: row.name,
    title: row.title ?? row.name,
    description: row.description,
    authors,
    year: version === null ? null : Number(version.slice(0, 4)),
    version,
    licence: privacy === 'public' || privacy === 'registered' ? row.licence : null,
    policy: typeof own['policy'] === 'string' ? own['policy'] : null,
    tags: (lists['tags'] ?? []).map(({ text }) => text),
    mandatory: (lists['mandatory_references'] ?? []).map(({ text }) => text),
  };
}

const dateOf = (own: Readonly<Record<string, unknown>>): string | null =>
  typeof own['contents_changed_at'] === 'string' ? own['contents_changed_at'].slice(0, 10) : null;

/** A project is as new as the newest of its datasets that the reader sees. */
async function newestOf(reading: Reading, project: ContainerRow): Promise<string | null> {
  const kind = containerKindOf('dataset');
  const datasets = (await readableContainers(reading, kind)).filter((row) => row.project_id === project.id);
  const details = await detailsOf(
    reading,
    kind,
    datasets.map(({ id }) => id),
  );
  const dates = [...details.values()].flatMap(({ own }) => dateOf(own) ?? []);
  return dates.toSorted().at(-1) ?? null;
}

async function authorOf(reading: Reading, id: number): Promise<Author> {
  const person = await showRecord(reading, kindOf('person'), id);
  const fullName = String(person['full_name']);
  return {
    ...partName(fullName),
    fullName,
    abbreviation: String(person['abbreviation']),
    orcid: typeof person['orcid'] === 'string' ? person['orcid'] : null,
  };
}
