import type { RecordKind } from './kind.ts';
import { behavior } from './behavior.ts';
import { equipment } from './equipment.ts';
import { individual } from './individual.ts';
import { location } from './location.ts';
import { media } from './media.ts';
import { measurement } from './measurement.ts';
import { occurrence } from './occurrence.ts';
import { person } from './person.ts';
import { reference } from './reference.ts';
import { tag } from './tag.ts';
import { session } from './session.ts';
import { stock } from './stock.ts';
import { subject } from './subject.ts';
import { taxon } from './taxon.ts';
import { trait } from './trait.ts';
import { translation } from './translation.ts';
import { voucher } from './voucher.ts';

/** Every record kind; a new one is a declaration, a migration and a line here. */
export const kinds: readonly RecordKind[] = [
  person,
  location,
  reference,
  tag,
  taxon,
  trait,
  translation,
  individual,
  voucher,
  occurrence,
  subject,
  session,
  behavior,
  equipment,
  stock,
  measurement,
  media,
];

const byName = new Map(
  kinds.flatMap((kind) => [kind.name, kind.plural, ...(kind.aliases ?? [])].map((name) => [name, kind])),
);

/** By singular, plural or any other accepted word. */
export const kindNamed = (name: string): RecordKind | undefined => byName.get(name.toLowerCase());

/** For a name that a declaration uses, which is always there. */
export function kindOf(name: string): RecordKind {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`no record kind ${name}`);
  return kind;
}
