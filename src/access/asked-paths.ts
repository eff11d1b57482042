import { sql } from 'kysely';
import { paths, placeOf } from './paths.ts';
import { heldBack } from './reach.ts';
import { remembered, standIn } from './remembered.ts';
import type { Session } from './session.ts';
import type { Rosters } from './unseen-groups.ts';

type EveryPath = ReturnType<typeof paths>;
export interface Asked {
  user?: number;
  container?: number;
  /** Without the paths through groups whose people the asker may not see, but for the asker's own. */
  rosters?: Rosters;
}

/** The rows of the query of paths, as `shape` makes it; built once, whoever and whatever it is about. */
export function askPaths<Row>(
  session: Session,
  question: string,
  { user, container, rosters = 'all' }: Asked,
  shape: (every: EveryPath) => { compile: EveryPath['compile'] },
): Row[] {
  const { trx, handle, actor, now } = session;
  const held = heldBack(actor);
  const place = user === undefined ? undefined : placeOf(user);
  const build = () => {
    const every = paths(trx, {
      now: standIn.moment,
      held,
      ...(place === undefined ? {} : { user: place }),
      ...(container === undefined ? {} : { container: standIn.container }),
    });
    const known =
      rosters === 'all'
        ? every
        : every.where(
            sql<boolean>`(group_id is null or user_id = ${standIn.asker} or group_id in (select value from json_each(${standIn.groups})))`,
          );
    return shape(known).compile();
  };
  const about = JSON.stringify([place, typeof container, typeof rosters, held]);
  const { text, values } = remembered(
    `${question} ${about}`,
    build,
    new Map<unknown, unknown>([
      [standIn.moment, now],
      [standIn.user, user],
      [standIn.container, container],
      [standIn.asker, actor.id],
      [standIn.groups, JSON.stringify(rosters)],
    ]),
  );
  return handle.prepare<unknown[], Row>(text).all(...values);
}
