import { identificationsOf } from '../../access/identifications.ts';
import type { Reading } from '../../access/session.ts';
import { kindOf } from '../../kinds/index.ts';
import { parseFilter, shownIdentification } from './show-records.ts';

/** Every identification, past and current, of the individuals that the filters mean; `individual=TAG` is one of those. */
export async function listIdentifications(reading: Reading, filters: readonly string[]) {
  const kind = kindOf('individual');
  const rows = await identificationsOf(reading, kind, {
    filters: filters.map((text) => parseFilter(kind, text.replace(/^individual=/i, 'tag='))),
  });
  return rows.map((row) => ({
    individual: row.individual,
    individual_id: row.individual_id,
    dataset: row.dataset,
    ...shownIdentification(row),
  }));
}
