import { attributeNames, type AttributeName } from './attributes.ts';
import { kinds } from './index.ts';
import type { Field, RecordKind } from './kind.ts';

type Use = Field & { to: AttributeName };
const isAttribute = (target: string | undefined): target is AttributeName =>
  (attributeNames as readonly (string | undefined)[]).includes(target);

/** Whether the field names an attribute. */
export const namesAttribute = (field: Field): field is Use => isAttribute(field.to);

/** The fields by which a record uses attributes: they are named, and do not govern it. */
export const usesOf = (kind: RecordKind): readonly Use[] =>
  kind.fields.filter(namesAttribute).filter(({ to }) => to !== kind.governedBy);

/** The kinds whose records use attributes of that kind, and by which field. */
export const usersOf = (attribute: string): readonly { kind: RecordKind; field: Use }[] =>
  kinds.flatMap((kind) => usesOf(kind).flatMap((field) => (field.to === attribute ? [{ kind, field }] : [])));
