import { withArticle } from './article.ts';
import { Usage } from './errors.ts';

/** How a person names a thing: `name`, `kind/name` or `id:12`. Bare digits are a name. */
export type Reference = { id: number } | { name: string };

/**
 * Reads a reference where the kind is known. `kind/` may stand before the name.
 * Errors: Usage when another kind's word stands there.
 */
export function parseReference(text: string, kind: string, otherKinds: readonly string[] = []): Reference {
  const trimmed = text.trim();
  const bare = trimmed.startsWith(`${kind}/`) ? trimmed.slice(kind.length + 1) : trimmed;
  const prefix = /^([a-z]+)\//.exec(bare)?.[1];
  if (prefix !== undefined && otherKinds.includes(prefix))
    throw new Usage(`${trimmed} is ${withArticle(prefix)}, and ${withArticle(kind)} is needed here`);
  const id = /^id:(\d{1,15})$/.exec(bare);
  return id === null ? { name: bare } : { id: Number(id[1]) };
}
