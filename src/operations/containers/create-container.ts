import type { Access } from '../../access/access.ts';
import { demandAttach, demandCreate, findContainer, insertContainer, unavailable } from '../../access/containers.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { containerName } from '../../domain/name-key.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { showContainer, type ShownContainer } from './show-containers.ts';
import { findNamed, parseValues, type FieldTexts } from './values.ts';

/** Makes a container that the actor owns. The same command again is `unchanged`. */
export async function createContainer(
  access: Access,
  kind: ContainerKind,
  typed: string,
  texts: FieldTexts,
): Promise<ShownContainer & { result: 'created' | 'unchanged' }> {
  return access.write(async (writing) => {
    const named = await findNamed(writing, texts);
    await demandCreate(writing, kind);
    if (named.project != null) await demandAttach(writing, named.project);
    const name = containerName(typed);
    if (!name.ok)
      throw new Invalid(
        `a ${kind.name} cannot be called ${typed}: ${name.message}`,
        name.suggestion === undefined ? undefined : `Did you mean ${name.suggestion}?`,
      );
    const values = parseValues(kind, texts, named);
    const there = await findContainer(writing, kind, name.value).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    if (there === undefined) {
      const id = await insertContainer(writing, kind, name.value, values);
      return { ...(await showContainer(writing, kind, `id:${id}`)), result: 'created' };
    }
    if (there.name !== name.value) throw unavailable(kind.name);
    const shown = await showContainer(writing, kind, `id:${there.id}`);
    const wished = { ...texts, ...values.container, ...values.own };
    const differs = kind.fields.filter(
      (field) =>
        texts[field.name] !== undefined &&
        !same(
          field.within === undefined ? shown[field.name] : (shown[field.within] as Record<string, unknown>)[field.name],
          wished[field.name],
          named.project?.name,
        ),
    );
    if (differs.length > 0)
      throw new Conflict(
        `${kind.name}/${there.name} is there already, with other ${differs.map((field) => field.name).join(', ')}`,
        `To change it: vasculum ${kind.name} edit ${there.name}`,
        'exists',
      );
    return { ...shown, result: 'unchanged' };
  });
}

function same(shown: unknown, wished: unknown, project: string | undefined): boolean {
  if (Array.isArray(shown))
    return JSON.stringify(shown) === (typeof wished === 'string' ? wished : JSON.stringify(wished));
  return shown === wished || (project !== undefined && shown === `project/${project}`);
}
