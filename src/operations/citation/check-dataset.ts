import type { Access } from '../../access/access.ts';
import { detailsOf, effectivePrivacy, findContainer, readableNames } from '../../access/containers.ts';
import { restrictions, undescribedTraits, type Restriction } from '../../access/restriction.ts';
import type { Reading } from '../../access/session.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import { isMadeEntry } from '../../kinds/reference.ts';
import { showRecord } from '../records/show-records.ts';

export interface Finding {
  /** `error`: outsiders cannot be let in without it. `warning`: they will miss it. `note`: worth knowing. */
  level: 'error' | 'warning' | 'note';
  code: string;
  message: string;
}

/** What a dataset lacks before it is shared, worst first; empty when nothing. Errors: NotFound. */
export async function checkDataset(access: Access, ref: string): Promise<Finding[]> {
  return access.read(async (reading) => {
    const kind = containerKindOf('dataset');
    const row = await findContainer(reading, kind, ref);
    const { own = {}, lists = {} } = (await detailsOf(reading, kind, [row.id])).get(row.id) ?? {};
    const found: Finding[] = [];
    const say = (level: Finding['level'], code: string, message: string): void =>
      void found.push({ level, code, message });
    const edit = (option: string): string => `vasculum dataset edit ${row.name} ${option}`;

    if (row.title === null) say('error', 'missing-title', `it has no title: ${edit('--title TEXT')}`);
    if (row.licence === null) say('error', 'missing-licence', `it has no licence: ${edit('--licence CC-BY-4.0')}`);
    if ((lists['authors'] ?? []).length === 0)
      say('warning', 'missing-authors', `nobody is named as its author: ${edit('--author PERSON')}`);
    if (row.description === null)
      say('warning', 'missing-description', `it is not described: ${edit('--description TEXT')}`);
    if (own['contents_changed_at'] === null) say('warning', 'no-data', 'it holds no data yet');
    for (const { id, text } of lists['mandatory_references'] ?? [])
      if (isMadeEntry(String((await showRecord(reading, kindOf('reference'), id))['bibtex'])))
        say('warning', 'bare-reference', `the mandatory reference ${text} is a DOI alone, without its BibTeX entry`);
    for (const name of undescribedTraits(reading, row.id))
      say('warning', 'undescribed-trait', `the description of the trait ${name} says no more than its name`);
    for (const message of await restrictedRecords(reading, row.id, 'object'))
      say('warning', 'restricted-objects', message);
    for (const message of await restrictedRecords(reading, row.id, 'link')) say('note', 'restricted-links', message);
    if ((await effectivePrivacy(reading, row)) === 'authorized')
      say('note', 'restricted', 'only those who hold a role read it, so a citation names no licence');
    const order = ['error', 'warning', 'note'];
    return found.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  });
}

/** Records that fewer people read than the dataset: counted where the asker sees them, else only said to be there. */
async function restrictedRecords(reading: Reading, dataset: number, how: Restriction['how']): Promise<string[]> {
  const found = (await restrictions(reading, dataset)).filter((one) => one.how === how);
  const names = await readableNames(
    reading,
    containerKindOf('dataset'),
    found.flatMap((one) => one.dataset ?? []),
  );
  const depend = how === 'object' ? 'are on records of' : 'point to records of';
  const seen = found.flatMap(({ dataset: other, kind, count }) =>
    other === null
      ? []
      : [`${count} of its ${kindOf(kind).plural} ${depend} dataset/${names.get(other)}, which fewer people may read`],
  );
  return seen.length < found.length ? [...seen, `others ${depend} datasets that you cannot see`] : seen;
}
