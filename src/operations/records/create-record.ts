import type { Writer } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { emailVisible, probeOf } from '../../access/lookup.ts';
import { demandInsert, demandInsertInto, insertRecords } from '../../access/store.ts';
import { Conflict, Forbidden, Invalid, NotFound, type Problem } from '../../domain/errors.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import type { Intake } from '../media/file-intake.ts';
import { defaultsOf } from './defaults.ts';
import { matchOf } from './match.ts';
import { rowReader } from './row-reader.ts';
import { showRecord, showWhole, type Shown } from './show-records.ts';
import { hiddenReference } from './withheld.ts';

/** The texts of a command's options, by column. */
export type Texts = Readonly<Record<string, string>>;

/** Stores one record, by the same rules as a row of a file. */
export async function createRecord(
  access: Writer & { readonly dryRun: boolean },
  kind: RecordKind,
  texts: Texts,
  intake?: Intake,
): Promise<Shown & { result: 'created' | 'unchanged' }> {
  // A file may be large: it is read and copied before anybody has to wait for this transaction.
  const facts = texts['file'] === undefined ? undefined : intake?.facts(texts['file']);
  try {
    if (facts?.ok === true && !access.dryRun) intake?.copy([{ values: { ...facts.value }, lists: {}, found: {} }]);
    return await storeRecord(access, kind, texts, intake);
  } finally {
    intake?.discard();
  }
}

async function storeRecord(
  access: Writer & { readonly dryRun: boolean },
  kind: RecordKind,
  texts: Texts,
  intake: Intake | undefined,
): Promise<Shown & { result: 'created' | 'unchanged' }> {
  return access.write(async (writing) => {
    const sources = new Map(Object.entries(texts).map(([name, text]) => [name, () => text]));
    const { defaults } = await defaultsOf(writing, kind, new Set(sources.keys()));
    const problems: Problem[] = [];
    const reader = await rowReader(writing, kind, {
      sources,
      defaults,
      ...(intake === undefined ? {} : { files: (text: string) => intake.facts(text) }),
    });
    const draft = reader.read([], 0, problems);
    // A file may leave out a later person whom nobody knows; who types one means it.
    problems.push(...reader.warnings);
    const unknown = problems.filter(({ code }) => code === 'unknown-reference');
    if (unknown.length > 0) throw failure(kind, unknown);
    if (kind.governedBy === 'everybody') await demandInsertInto(writing, kind, undefined);
    // Who may not is told who could grant it, as by every single command.
    if (problems.some(({ code }) => code === 'not-permitted')) await demandInsert(writing, kind, [reader.glimpse([])]);
    if (draft === undefined) throw failure(kind, problems);
    const stated = new Set(sources.keys());
    const match = matchOf(
      writing,
      kind,
      probeOf(writing, kind),
      draft,
      stated,
      await emailVisible(writing),
      reader.sees,
    );
    if (match !== undefined) {
      if (match.differs.length > 0)
        throw new Conflict(
          `this ${kind.name} is there already, with other ${match.differs.join(', ')}`,
          `To change it: vasculum ${kind.name} edit id:${match.id}`,
          'exists',
        );
      return { ...(await showWhole(writing, kind, match.id)), result: 'unchanged' };
    }
    const hidden = hiddenReference(kind, draft);
    if (hidden !== undefined) throw failure(kind, [hidden]);
    const stored = await insertRecords(writing, kind, [draft]);
    if (stored === undefined) throw new Error('nothing was stored');
    if (!access.dryRun) intake?.place();
    const shown = await showRecord(writing, kind, stored.first);
    await auditRecords(writing, kind.name, { id: stored.first, after: shown });
    if (stored.vouchers !== undefined) await auditRecords(writing, 'voucher', { after: stored.vouchers });
    return { ...(await showWhole(writing, kind, stored.first)), result: 'created' };
  });
}

/** For a single command a name that is not found, or not permitted, is that; only the rest is an invalid value. */
export function failure(kind: RecordKind, problems: readonly Problem[]): Error {
  const bare = problems.map(({ line: _line, ...problem }) => problem);
  const first = (code: string): Problem | undefined => bare.find((problem) => problem.code === code);
  const unknown = first('unknown-reference');
  if (unknown !== undefined)
    return new NotFound(
      unknown.message,
      unknown.suggestion === undefined ? undefined : `Did you mean ${unknown.suggestion}?`,
    );
  const refused = first('not-permitted');
  if (refused !== undefined) return new Forbidden(refused.message);
  const kept = first('withheld');
  if (kept !== undefined) return new Conflict(kept.message, 'Leave it out; who sees it can change it.', kept.code);
  return new Invalid(`this ${kind.name} cannot be stored`, undefined, bare);
}
