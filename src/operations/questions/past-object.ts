import { findContainer } from '../../access/containers.ts';
import { asOf, type Moment } from '../../access/history.ts';
import { allContainers, type ContainerName } from '../../access/questions.ts';
import { deletionOf } from '../../access/record-history.ts';
import { findRecord } from '../../access/records.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { NotFound } from '../../domain/errors.ts';
import { nameKey } from '../../domain/name-key.ts';
import { parseReference } from '../../domain/reference.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import type { RecordKind } from '../../kinds/kind.ts';

/**
 * The container that a person named. Of an earlier moment superadmins may name what has been deleted or renamed since by its name
 * of then, or by its id; what has the name now comes first, if it was there.
 * Errors: NotFound.
 */
export async function findContainerThen(
  reading: Reading,
  kind: ContainerKind,
  text: string,
  at: Moment | undefined,
): Promise<{ id: number; name: string }> {
  if (at === undefined || !seesAll(reading.actor)) return findContainer(reading, kind, text);
  const ref = parseReference(text, kind.name);
  const isMeant = (one: ContainerName): boolean =>
    one.kind === kind.name && ('id' in ref ? one.id === ref.id : nameKey(one.name) === nameKey(ref.name));
  const now = await allContainers(reading);
  const then = await asOf(reading, at, () => allContainers(reading));
  const known = now.find(isMeant);
  if (known !== undefined && then.some(({ id }) => id === known.id)) return known;
  const past = then.find(isMeant);
  if (past === undefined) return findContainer(reading, kind, text);
  const still = now.find(({ id }) => id === past.id);
  // As the other answers about the past call it.
  return still ?? (known === undefined ? past : { ...past, name: `${past.name} (deleted)` });
}

/** The record that a person named; one that is gone is not brought back, and where a moment is named the refusal says so. Errors: NotFound. */
export async function findRecordThen(
  reading: Reading,
  kind: RecordKind,
  text: string,
  at: Moment | undefined,
): Promise<{ id: number }> {
  try {
    return await findRecord(reading, kind, text);
  } catch (error) {
    if (at === undefined || !(error instanceof NotFound)) throw error;
    const { governedBy } = kind;
    const [noun, example] = governedBy === 'everybody' ? ['container', 'dataset'] : [governedBy, governedBy];
    const instead = `Ask about the ${noun} that it was in, as in: vasculum access who ${example}/NAME --at TIME.`;
    const gone = seesAll(reading.actor) ? deletionOf(reading, kind, parseReference(text, kind.name)) : undefined;
    if (gone !== undefined)
      throw new NotFound(
        `${kind.name} ${text} was deleted at ${gone.time}, and a record that is gone is not brought back`,
        `The log keeps what it was (vasculum audit log --object ${kind.name}/id:${gone.id}), not what hung on it. ${instead}`,
      );
    throw new NotFound(error.message, `A record that was deleted since is not brought back. ${instead}`);
  }
}
