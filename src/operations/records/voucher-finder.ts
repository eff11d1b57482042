import type { Lookup } from '../../access/lookup.ts';
import { nameKey, shorten } from '../../domain/name-key.ts';
import type { Found, ReferenceTarget } from '../../kinds/kind.ts';
import type { IndividualFinder } from './individual-reader.ts';
import { isFound, type Resolved } from './resolve.ts';
import type { CellSource } from './row-reader.ts';

const none: CellSource = () => '';

/** A voucher by `id:12`, or by the tag of its individual, its biocollection and its number there. */
export function voucherFinder(
  sources: ReadonlyMap<string, CellSource>,
  lookups: ReadonlyMap<ReferenceTarget, Lookup>,
  individualIn: IndividualFinder,
  resolveIn: (target: ReferenceTarget, text: string) => Resolved,
): IndividualFinder {
  const biocollection = sources.get('biocollection') ?? none;
  const number = sources.get('biocollection_number') ?? none;
  return (text, target, row) => {
    const byId = /^(voucher\/)?id:\d+$/.test(text.trim()) ? resolveIn('voucher', text) : undefined;
    if (byId !== undefined && !isFound(byId)) return byId;
    // What else the row says must be true of the one with that id.
    const individual = individualIn(byId === undefined ? text : `id:${byId['individual_id']}`, target, row);
    if (!isFound(individual)) return individual;
    const [where, which] = [biocollection(row).trim(), number(row).trim()];
    const keeper = where === '' ? undefined : resolveIn('biocollection', where);
    if (keeper !== undefined && !isFound(keeper)) return { ...keeper, column: 'biocollection', value: where };
    const all = byId === undefined ? (lookups.get('voucher')?.by('individual_id', individual.id) ?? []) : [byId];
    const found = all.filter((voucher) => keeper === undefined || voucher['biocollection_id'] === keeper.id);
    const numbered = found.filter((voucher) => voucher['biocollection_number_key'] === nameKey(which));
    // Without a number the one that has none is meant, or else the only one.
    const meant = which === '' && found.length === 1 ? found : numbered;
    return only(which === '' && meant.length === 0 ? found : meant, [text, where, which]);
  };
}

function only(found: readonly Found[], words: readonly string[]): Resolved {
  const [first] = found;
  const named = shorten(words.filter((word) => word !== '').join(' '));
  if (first === undefined)
    return { code: 'unknown-reference', message: `there is no voucher ${named} that you can see` };
  if (found.length === 1) return first;
  const ids = found.slice(0, 5).map(({ id }) => `id:${id}`);
  return {
    code: 'ambiguous-reference',
    message: `${found.length} vouchers are called ${named}: ${ids.join(', ')}`,
  };
}
