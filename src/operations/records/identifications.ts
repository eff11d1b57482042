import { identificationsOf, type IdentificationRow } from '../../access/identifications.ts';
import type { Reading } from '../../access/session.ts';
import { present } from '../../kinds/field-types.ts';
import { kindOf } from '../../kinds/index.ts';
import { parseFilter } from './show-records.ts';

/** As `individual show` has it. */
export const shownIdentification = ({
  id,
  taxon,
  identifier,
  date,
  modifier,
  replaced_at,
  replaced_by,
}: IdentificationRow) => ({ id, taxon, identifier, date: present('date', date), modifier, replaced_at, replaced_by });

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
