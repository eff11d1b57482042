import { findContainer, findContainerById, type ContainerRow } from '../../access/containers.ts';
import { demandPending } from '../../access/invitations.ts';
import { underRightsOf } from '../../access/questions.ts';
import { approveOffer, demandManaged } from '../../access/registration.ts';
import { demandAsk, demandDecide, requesterOf, type Offer, type Request } from '../../access/requests.ts';
import type { Access } from '../../access/access.ts';
import type { Reading, Writing } from '../../access/session.ts';
import type { Table } from '../../csv/read.ts';
import { Conflict, Forbidden, Invalid, NotFound, type Problem } from '../../domain/errors.ts';
import { columnNamed } from '../../kinds/columns.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import { validate, type Validated } from '../import/validate.ts';
import { failure } from '../records/create-record.ts';

/** What is asked for is kept in one row of the database, and read by a person. */
const most = 10_000;

/** Rows that somebody offers, with their lines in the file; no lines for one that was typed. */
export interface Offering extends Offer {
  lines?: readonly number[];
  problems: readonly Problem[];
}

const voucher = kindOf('voucher');

/** What is answered before a file is read. Errors: NotFound, Forbidden, Conflict. */
export const demandOfferable = (access: Access, ref: string): Promise<void> =>
  access.read(async (reading) => {
    const biocollection = await findContainer(reading, containerKindOf('biocollection'), ref);
    await demandAsk(reading);
    demandManaged(biocollection);
  });

/** One voucher, by its fields. */
export const typedOffering = (texts: Readonly<Record<string, string>>): Offering => ({
  columns: Object.keys(texts),
  rows: [Object.values(texts)],
  problems: [],
});

/** The rows of a file. Errors: Invalid for none, and for too many. */
export async function offeringOf(table: Table): Promise<Offering> {
  const [rows, lines, problems]: [string[][], number[], Problem[]] = [[], [], []];
  for await (const batch of table.batches()) {
    rows.push(...batch.rows);
    lines.push(...batch.lines);
    problems.push(...batch.problems);
    if (rows.length > most) throw new Invalid(`a request has ${most} vouchers at most`, 'Offer the rest in another.');
  }
  if (rows.length + problems.length === 0) throw new Invalid('the file has no vouchers');
  return { columns: table.header, rows, lines, problems };
}

/** Reads what is offered with the actor's rights on datasets and individuals. Errors: Invalid for columns that there are none of. */
function check(reading: Reading, biocollection: ContainerRow, offering: Offering): Promise<Validated> {
  const { columns, rows, lines, problems } = offering;
  const table: Table = {
    header: [...columns],
    headerLine: 1,
    delimiter: ',',
    encoding: 'utf-8',
    marked: false,
    separated: false,
    batches: async function* batches() {
      yield {
        rows: rows.map((row) => [...row]),
        lines: lines === undefined ? rows.map((_row, at) => at + 1) : [...lines],
        problems: [...problems],
        refused: problems.map(() => []),
        cut: false,
      };
    },
  };
  return validate(reading, voucher, table, {
    map: new Map(),
    set: new Map([['biocollection', biocollection.name.replaceAll('{', '{{')]]),
    ignore: new Set(),
    na: new Set(),
    recode: [],
    ifExists: 'error',
    insertAs: 'offer',
  });
}

/** What is stored with the request; undefined where all of it is registered already. Errors: Invalid; for a typed one NotFound, Forbidden. */
export async function settledOffer(
  reading: Reading,
  biocollection: ContainerRow,
  offering: Offering,
): Promise<Offer | undefined> {
  demandManaged(biocollection);
  const { problems, read, unchanged } = await check(reading, biocollection, offering);
  if (problems.length > 0 && offering.lines === undefined) throw failure(voucher, problems);
  if (problems.length > 0)
    throw new Invalid(
      `${new Set(problems.map(({ line }) => line)).size} of ${read} vouchers cannot be offered; nothing was asked`,
      undefined,
      problems,
    );
  if (unchanged === read) return undefined;
  const named = offering.columns.map((header) => columnNamed(voucher, header)?.name ?? header);
  // The request says which biocollection it is, also when that has another name by then.
  const kept = named.flatMap((name, at) => (name === 'biocollection' ? [] : [at]));
  return {
    columns: kept.map((at) => named[at] ?? ''),
    rows: offering.rows.map((row) => kept.map((at) => row[at] ?? '')),
  };
}

/** Registers what a request offers; of rows that no longer hold, the decider is told which, and not why. Errors: Forbidden, Conflict. */
export async function registerOffer(writing: Writing, request: Request): Promise<void> {
  await demandDecide(writing, request);
  demandPending(request.state, 'request', request.id);
  const biocollection = await findContainerById(writing, request.container_id);
  const requester = await requesterOf(writing, request);
  const offering = { columns: [], rows: [], ...request.offer, problems: [] };
  const drafts = await underRightsOf(writing, requester, async () => {
    try {
      const { drafts: found, problems } = await check(writing, biocollection, offering);
      if (problems.length === 0) return found;
      throw stale(requester.login, [...new Set(problems.map(({ line }) => line ?? 0))]);
    } catch (error) {
      if (error instanceof Invalid || error instanceof NotFound || error instanceof Forbidden)
        throw stale(requester.login, []);
      throw error;
    }
  });
  await approveOffer(writing, request, biocollection, drafts ?? []);
}

const stale = (login: string, rows: readonly number[]): Conflict =>
  new Conflict(
    `what ${login} offers can no longer be registered as it stands${rows.length === 0 ? '' : `: ${rows.length === 1 ? 'row' : 'rows'} ${rows.slice(0, 20).join(', ')}${rows.length > 20 ? ' and others' : ''}`}`,
    `Deny the request, and let ${login} ask again.`,
    'stale',
  );
