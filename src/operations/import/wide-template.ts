import type { Access } from '../../access/access.ts';
import { Invalid, NotFound, Usage } from '../../domain/errors.ts';
import { wideHeader } from '../../kinds/columns.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import { isTrait, readableTraits, traitNamed } from './wide.ts';

/** The header that `import --wide` reads, with a column for each of the traits. Errors: NotFound with the nearest; Usage, Invalid. */
export async function wideTemplate(access: Access, kind: Columned, names: readonly string[]): Promise<string[]> {
  const traits = await access.read(readableTraits);
  const columns: string[] = [];
  for (const name of names) {
    const found = traitNamed(name, traits);
    if (!isTrait(found))
      throw new NotFound(
        found.message,
        found.suggestion === undefined ? 'The traits: vasculum trait list' : `Did you mean ${found.suggestion}?`,
      );
    // In a column of its own name only what is said of the link has a place.
    if (found.type === 'link')
      throw new Invalid(
        `the trait ${found.exportName} links to records, and a column for each trait has no place for them`,
        `Import its measurements as one row each: vasculum template ${kind.plural}`,
      );
    const column = wideHeader(kind, found.exportName);
    if (columns.includes(column)) throw new Usage(`--wide names the trait ${found.exportName} twice`);
    columns.push(column);
  }
  return ['individual', 'dataset', 'person', 'date', ...columns];
}
