import { Conflict, Forbidden } from '../domain/errors.ts';
import { kindOf } from '../kinds/index.ts';
import type { Draft } from '../kinds/kind.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { insertDrafts } from './inserting.ts';
import { insertable } from './lookup.ts';
import { demand } from './permit.ts';
import { underRightsOf } from './questions.ts';
import { demandDecide, requesterOf, settle, type Request } from './requests.ts';
import { demandPending } from './invitations.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';

/** Errors: Conflict unless the biocollection's own roles decide over its vouchers. */
export function demandManaged({ name, managed }: ContainerRow): void {
  if (managed !== 1)
    throw new Conflict(
      `biocollection/${name} is not managed, so nobody there registers vouchers for others`,
      'Who may insert into their dataset registers them: vasculum voucher create',
      'invariant',
    );
}

/** Whether the drafts are the requester's to offer, by rights on their datasets and individuals. */
async function demandOffer(reading: Reading, drafts: readonly Draft[]): Promise<void> {
  const permits = await insertable(reading, kindOf('voucher'), 'offer');
  if (!drafts.every(({ values }) => permits(values)))
    throw new Forbidden('the vouchers are no longer the requester’s to offer');
}

/**
 * Registers what was offered, read anew with the requester's rights: theirs count on the datasets and the individuals, the decider's
 * in the biocollection, all of this moment. Errors: Forbidden, Conflict.
 */
export async function approveOffer(
  writing: Writing,
  request: Request,
  biocollection: ContainerRow,
  drafts: readonly Draft[],
): Promise<void> {
  const session = sessionOf(writing);
  await demandDecide(writing, request);
  demandPending(request.state, 'request', request.id);
  demandManaged(biocollection);
  await demand(session, 'insert', 'biocollection', biocollection.id, `register vouchers in ${biocollection.name}`);
  await underRightsOf(writing, await requesterOf(writing, request), () => demandOffer(writing, drafts));
  if (drafts.some(({ values }) => values['biocollection_id'] !== biocollection.id))
    throw new Error('a voucher of another biocollection was offered');
  if (drafts.length > 0) {
    const range = await insertDrafts(session, kindOf('voucher'), drafts);
    await record(session, { kind: 'voucher', id: null, after: { ...range, request: request.id } });
  }
  await settle(writing, request, 'accepted');
}
