import { listRecords } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import { nameKey } from '../../domain/name-key.ts';
import { closest } from '../../domain/suggest.ts';
import { kindOf } from '../../kinds/index.ts';
import type { CellSource } from '../records/row-reader.ts';
import { shownRow } from '../records/show-records.ts';

/** A trait that the actor reads, as far as a header can name it. */
export interface Trait {
  id: number;
  exportName: string;
  name: string;
  /** Its names in other languages. */
  translated: readonly string[];
  unit: string | null;
  type: string;
}

/** A column of the file that holds the values of one trait. */
export interface WideColumn {
  header: string;
  trait: Trait;
  cell: CellSource;
}

export async function readableTraits(reading: Reading): Promise<Trait[]> {
  const page = await listRecords(reading, kindOf('trait'));
  const names = await listRecords(reading, kindOf('translation'));
  const translated = new Map<string, string[]>();
  for (const row of names.rows) {
    const { trait, category, name } = shownRow(names, row);
    if (category === null) translated.set(String(trait), [...(translated.get(String(trait)) ?? []), String(name)]);
  }
  return page.rows.map((row) => {
    const { id, export_name: exportName, name, unit, type } = shownRow(page, row);
    return {
      id,
      exportName: String(exportName),
      name: String(name),
      translated: translated.get(String(exportName)) ?? [],
      unit: typeof unit === 'string' ? unit : null,
      type: String(type),
    };
  });
}

type Refusal = Omit<Problem, 'line'>;
export type Match = { trait: Trait } | { refusal: Refusal } | undefined;

const loose = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
const unitForm = (text: string): string => text.normalize('NFKC').replaceAll(/\s/gu, '');
/** `Culmen Length (mm)`, with any brackets. */
const withUnit = /^(.*\S)\s*[([{]([^()[\]{}]+)[)\]}]$/su;

/**
 * The trait that a header means: by its export name, its name, or either with its unit (`Culmen Length (mm)`, `body_mass_g`),
 * else by a translated name, alike.
 * Two traits that fit equally well, or a unit that is not the trait's, are refused.
 */
export function traitOf(header: string, traits: readonly Trait[]): Match {
  const typed = header.trim();
  const exact = traits.find(({ exportName }) => nameKey(exportName) === nameKey(typed));
  if (exact !== undefined) return { trait: exact };
  if (loose(typed) === '') return undefined;
  return (
    called(typed, traits, ({ exportName, name }) => [exportName, name]) ??
    called(typed, traits, ({ translated }) => translated)
  );
}

function called(typed: string, traits: readonly Trait[], namesOf: (trait: Trait) => readonly string[]): Match {
  const whole = loose(typed);
  const names = (trait: Trait): string[] => namesOf(trait).map(loose);
  const plain = traits.filter((trait) => names(trait).includes(whole));
  if (plain.length > 0) return only(typed, plain);
  const parts = typed.length > 200 ? null : withUnit.exec(typed);
  const base = loose(parts?.[1] ?? '');
  const unit = unitForm(parts?.[2] ?? '');
  const based = parts === null ? [] : traits.filter((trait) => names(trait).includes(base));
  const agreeing = based.filter((trait) => trait.unit !== null && unitForm(trait.unit) === unit);
  if (agreeing.length > 0) return only(typed, agreeing);
  const [other] = based;
  if (other !== undefined)
    return refuse(
      'wrong-unit',
      typed,
      other.unit === null
        ? `the header says ${parts?.[2]}, and the trait ${other.exportName} has no unit`
        : `the header says ${parts?.[2]}, and the trait ${other.exportName} is in ${other.unit}`,
      `--map '${typed}=trait/${other.exportName}'`,
    );
  const joined = traits.filter((trait) => {
    const own = loose(trait.unit ?? '');
    return own !== '' && names(trait).some((name) => name + own === whole);
  });
  return joined.length === 0 ? undefined : only(typed, joined);
}

function only(header: string, traits: readonly Trait[]): Match {
  const [trait] = traits;
  if (trait !== undefined && traits.length === 1) return { trait };
  const names = traits.slice(0, 5).map(({ exportName }) => exportName);
  return refuse(
    'ambiguous-reference',
    header,
    `the header may mean the traits ${names.join(', ')}`,
    `--map '${header}=trait/${names[0] ?? ''}'`,
  );
}

const refuse = (code: string, column: string, message: string, suggestion: string): Match => ({
  refusal: { code, column, message, suggestion },
});

/** A trait by what --wide or `trait/NAME` calls it. */
export function traitNamed(name: string, traits: readonly Trait[]): Trait | Refusal {
  const wanted = name.trim();
  const id = /^id:(\d{1,15})$/.exec(wanted);
  const found = traits.find((trait) =>
    id === null ? nameKey(trait.exportName) === nameKey(wanted) : trait.id === Number(id[1]),
  );
  if (found !== undefined) return found;
  const near = closest(
    wanted,
    traits.map(({ exportName }) => exportName),
  );
  return {
    code: 'unknown-reference',
    column: 'trait',
    value: wanted,
    message: `there is no trait ${wanted} that you can see`,
    ...(near === undefined ? {} : { suggestion: near }),
  };
}

export const isTrait = (found: Trait | Refusal): found is Trait => 'exportName' in found;
