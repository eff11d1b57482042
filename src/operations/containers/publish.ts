import type { Writer } from '../../access/access.ts';
import { closedAttributesOf } from '../../access/project-uses.ts';
import { demandConfigure, updateContainer } from '../../access/container-changes.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import { may } from '../../access/questions.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { exposures, watched, type Exposure } from './exposure.ts';
import { rolesIn } from './gains.ts';
import { showContainer, type ShownContainer } from './show-containers.ts';

const project = containerKindOf('project');

export interface Published {
  shown: ShownContainer;
  result: 'updated' | 'unchanged';
  /** What becomes readable, or no longer is. */
  exposure: Exposure | null;
  /** Attributes that are published with it. */
  attributes: string[];
  /** Users, and `anonymous`, who gain sight of it, or lose it. */
  who: string[];
  notes: string[];
}

/** Makes everything in a project readable to everybody. Errors: Conflict naming attributes in use that are not public. */
export const publishProject = (access: Writer, ref: string, withAttributes: boolean): Promise<Published> =>
  access.write(async (writing) => {
    const row = await findContainer(writing, project, ref);
    await demandConfigure(writing, project, row);
    return setPrivacy(writing, row, 'public', await attributesFor(writing, row, withAttributes));
  });

/** Gives it back to its members. */
export const unpublishProject = (access: Writer, ref: string): Promise<Published> =>
  access.write(async (writing) => {
    const row = await findContainer(writing, project, ref);
    return setPrivacy(writing, row, 'authorized', []);
  });

async function setPrivacy(
  writing: Writing,
  row: ContainerRow,
  privacy: 'authorized' | 'public',
  attributes: readonly ContainerRow[],
): Promise<Published> {
  await demandConfigure(writing, project, row);
  const unchanged = row.privacy === privacy;
  const before = await rolesIn(writing, row);
  const exposure = await watched(writing, async () => {
    for (const one of unchanged ? attributes : [...attributes, row])
      await updateContainer(
        writing,
        containerKindOf(one.kind),
        one,
        { container: { privacy }, own: {}, lists: {} },
        { privacy: one.privacy },
      );
  });
  const after = await rolesIn(writing, row);
  const [less, more] = privacy === 'public' ? [before, after] : [after, before];
  const told = privacy === 'public' ? exposure.opened : exposure.closed;
  const who = [
    ...(told?.to === 'anonymous' ? ['anonymous'] : []),
    ...[...more.keys()].filter((one) => !less.has(one)).toSorted(),
  ];
  const deed = privacy === 'public' ? 'gain sight of it' : 'lose sight of it';
  return {
    shown: await showContainer(writing, project, `id:${row.id}`),
    result: unchanged && attributes.length === 0 ? 'unchanged' : 'updated',
    exposure: told,
    attributes: attributes.map(({ kind, name }) => `${kind}/${name}`),
    who,
    notes: [...exposures(exposure), ...(who.length === 0 ? [] : [`${deed}: ${who.join(', ')}`])],
  };
}

/** Those in use that are to be published with it. Errors: Conflict where there are others, or where that was not asked for. */
async function attributesFor(writing: Writing, row: ContainerRow, published: boolean): Promise<ContainerRow[]> {
  const closed = closedAttributesOf(writing, row.id);
  const [mine, others]: [ContainerRow[], string[]] = [[], []];
  let hidden = false;
  for (const { id, kind } of closed) {
    if (!(await may(writing, 'read', kind, id))) {
      hidden = true;
      continue;
    }
    const attribute = await findContainer(writing, containerKindOf(kind), `id:${id}`);
    if (await may(writing, 'configure', kind, id)) mine.push(attribute);
    else others.push(`${kind}/${attribute.name}`);
  }
  const unseen = hidden ? ['others you cannot see'] : [];
  if (published && others.length + unseen.length > 0)
    throw new Conflict(
      `project/${row.name} uses what is not public, and not yours to publish: ${[...others, ...unseen].join(', ')}`,
      'Ask their owners to publish them first.',
      'invariant',
    );
  if (!published && closed.length > 0)
    throw new Conflict(
      `project/${row.name} uses what is not public: ${[...mine.map(({ kind, name }) => `${kind}/${name}`), ...others].toSorted().concat(unseen).join(', ')}`,
      mine.length === closed.length
        ? 'With --with-attributes they are published, too.'
        : 'Their owners publish them first; --with-attributes publishes those that you own.',
      'invariant',
    );
  return mine;
}
