import { findContainer } from '../../access/containers.ts';
import { findRecord } from '../../access/records.ts';
import type { Narrowing } from '../../access/narrowing.ts';
import type { Reading } from '../../access/session.ts';
import { Invalid, Usage } from '../../domain/errors.ts';
import { parsePartialDate } from '../../domain/partial-date.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import { objectKinds, type RecordKind } from '../../kinds/kind.ts';
import { narrowingsOf, type NarrowingName } from '../../kinds/narrowing.ts';

/** As typed: names, references and dates. */
export type NarrowingWishes = Readonly<Partial<Record<NarrowingName, string>>>;

/** Errors: Usage where a wish means nothing to the kind; NotFound for what the actor does not read; Invalid for a date. */
export async function narrowingOf(reading: Reading, kind: RecordKind, wishes: NarrowingWishes): Promise<Narrowing> {
  demandMeaning(kind, wishes);
  const { dataset, project, taxon, location, trait, object, from, to } = wishes;
  const container = async (name: 'dataset' | 'project', text: string) =>
    (await findContainer(reading, containerKindOf(name), text)).id;
  const record = async (name: string, text: string) => (await findRecord(reading, kindOf(name), text)).id;
  return {
    ...(dataset === undefined ? {} : { datasets: [await container('dataset', dataset)] }),
    ...(project === undefined ? {} : { project: await container('project', project) }),
    ...(taxon === undefined ? {} : { taxon: await record('taxon', taxon) }),
    ...(location === undefined ? {} : { location: await record('location', location) }),
    ...(trait === undefined ? {} : { trait: await record('trait', trait) }),
    ...(object === undefined ? {} : { object: await record(objectKindOf(object), object) }),
    ...(from === undefined ? {} : { from: dateOf('from', from) }),
    ...(to === undefined ? {} : { to: dateOf('to', to) }),
  };
}

/** To be asked before the database is: the shape of the command comes first. */
export function demandMeaning(kind: RecordKind, wishes: NarrowingWishes): void {
  const known = narrowingsOf(kind);
  for (const name of Object.keys(wishes) as NarrowingName[])
    if (wishes[name] !== undefined && !known.includes(name))
      throw new Usage(
        name === 'dataset'
          ? `${kind.plural} belong to no dataset, so --dataset means nothing to them`
          : `--${name} means nothing to ${kind.plural}`,
        known.length === 0 ? undefined : `What they can be chosen by: ${known.map((one) => `--${one}`).join(' ')}`,
      );
}

/** `taxon/Pinus` says its kind; a bare name is an individual's. */
const objectKindOf = (text: string): string =>
  objectKinds.find((name) => text.toLowerCase().startsWith(`${name}/`)) ?? 'individual';

const endOfTime = 99_991_231;

function dateOf(option: 'from' | 'to', text: string): number {
  const parsed = parsePartialDate(text, endOfTime);
  if (!parsed.ok)
    throw new Invalid(`--${option} ${text}: ${parsed.message}`, 'A date, as 2007-11-11, 2007-11 or 2007.');
  return parsed.value;
}
