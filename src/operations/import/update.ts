import { editChecks } from '../../access/edit-checks.ts';
import { linkFaults } from '../../access/linking.ts';
import { moreCategories } from '../../access/more-categories.ts';
import { openingJudge } from '../../access/opening.ts';
import { nameTaken, othersWithin, placementJudge } from '../../access/placement.ts';
import { sameDraft } from '../../access/same-draft.ts';
import type { Reading } from '../../access/session.ts';
import { unseenUses } from '../../access/trait-use.ts';
import type { Problem } from '../../domain/errors.ts';
import { governingList } from '../../kinds/governing.ts';
import type { Draft, RecordKind } from '../../kinds/kind.ts';
import { contradictionOf } from '../records/edit-limits.ts';
import { rowReader, type ReaderOptions } from '../records/row-reader.ts';
import { draftReader } from '../records/stored-draft.ts';

/** A stored record on its way to other values. */
export interface Update {
  id: number;
  draft: Draft;
  /** As it was. */
  base: Draft;
  line: number;
}

export interface Updater {
  /** The record with the row's values, by the same validator and under the right `edit`, or that to add categories. */
  read(id: number, row: readonly string[], line: number, problems: Problem[]): Update | 'unchanged' | 'rejected';
  /** For a row that is no whole record, and of what can be read says what is stored: unchanged if the rest of it can be read too. */
  confirm(id: number, row: readonly string[], line: number, problems: Problem[]): 'unchanged' | 'rejected';
  /** The row on this line is about that record, so no other row may be. */
  claim(id: number, line: number): void;
}

/** Turns rows into changes of stored records; what a row does not state, and what the actor may not see, stays as it is. */
export async function updater(reading: Reading, kind: RecordKind, options: ReaderOptions): Promise<Updater> {
  const reader = await rowReader(reading, kind, { ...options, for: 'edit' });
  const load = await draftReader(reading, kind);
  const { mayEdit, isUsed } = await editChecks(reading, kind);
  const limits = { used: isUsed, unseen: await unseenUses(reading, kind) };
  const more = await moreCategories(reading, kind);
  const placement = await placementJudge(reading, kind);
  const places = governingList(kind)?.name ?? '';
  const others = othersWithin(reading, kind);
  const faultOf = await linkFaults(reading, kind);
  const opening = await openingJudge(reading, kind);
  const claimed = new Map<number, number>();
  return {
    confirm: (id, row, line, problems) =>
      reader.read(row, line, problems, load(id)) === undefined ? 'rejected' : 'unchanged',
    claim: (id, line) => void (claimed.has(id) ? undefined : claimed.set(id, line)),
    read(id, row, line, problems) {
      const reject = (problem: Omit<Problem, 'line'>): 'rejected' => {
        problems.push({ line, ...problem });
        return 'rejected';
      };
      const other = claimed.get(id);
      if (other !== undefined)
        return reject({ code: 'duplicate-in-file', message: `line ${other} is about the same ${kind.name}, id:${id}` });
      claimed.set(id, line);
      const base = load(id);
      const editable = mayEdit(id);
      const refused = { code: 'not-permitted', message: `you may not edit the ${kind.name} id:${id}` } as const;
      if (!editable && !more.takes(base)) return reject(refused);
      const read = reader.read(row, line, editable ? problems : [], base);
      const draft = read === undefined || editable ? read : more.of(base, read);
      if (!editable && draft === undefined)
        return reject({ ...refused, message: `${refused.message}, but for new categories after those it has` });
      if (draft === undefined) return 'rejected';
      const misplaced = placement(id, draft);
      if (misplaced !== undefined)
        return reject({ code: 'not-permitted', column: places, message: `you may not ${misplaced.deed}` });
      if (others(id, draft)) return reject({ code: 'duplicate-in-database', message: nameTaken(kind) });
      const link = faultOf(draft, { id, draft: base });
      if (link !== undefined) return reject({ code: link.code, column: link.field, message: link.message });
      const closed = opening(id, draft);
      if (closed !== undefined) return reject({ code: 'not-public', column: places, message: closed });
      const fault = contradictionOf(reading, kind, id, base, draft, limits);
      if (fault !== undefined) return reject({ code: fault.code, message: fault.message });
      return sameDraft(kind, base, draft) ? 'unchanged' : { id, draft, base, line };
    },
  };
}
