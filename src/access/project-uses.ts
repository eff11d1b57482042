import { sql, type RawBuilder } from 'kysely';
import { attributeNames, type AttributeName } from '../kinds/attributes.ts';
import { governingProjects } from '../kinds/governing.ts';
import { usersOf } from '../kinds/uses.ts';
import { rowsOf } from './rows.ts';
import { sessionOf, type Reading } from './session.ts';

/** An attribute that something of a project uses. */
export interface ProjectUse {
  id: number;
  kind: string;
  name: string;
  /** The project's name. */
  project: string;
}

/**
 * The attributes in use that are not public, of the projects (`p`) that the condition means. From the projects to what they use:
 * the indexes go that way.
 */
export const closedUses = (projects: RawBuilder<unknown>): RawBuilder<ProjectUse> => sql<ProjectUse>`
  select distinct c.id as id, c.kind as kind, c.name as name, p.name as project
  from container p cross join (${uses}) u cross join container c
  where p.kind = 'project' and ${projects} and u.project_id = p.id and c.id = u.attribute_id and c.privacy <> 'public'`;

const uses = sql.join(
  attributeNames.flatMap((attribute) =>
    usersOf(attribute).map(({ kind, field: { column, list } }) => {
      const projects = governingProjects(kind);
      if (projects === undefined) throw new Error(`${kind.plural} use attributes and belong to no project`);
      const { table, owner, item, of } = projects;
      const [user, record, attributeId] =
        list === undefined ? [kind.table, of, column ?? ''] : [list.table, list.owner, list.item];
      return sql`select ${sql.ref(`g.${item}`)} as project_id, ${sql.ref(`r.${attributeId}`)} as attribute_id
        from ${sql.table(table)} g cross join ${sql.table(user)} r where ${sql.ref(`r.${record}`)} = ${sql.ref(`g.${owner}`)}`;
    }),
  ),
  sql` union all `,
);

/** The same of one project, whoever may see them. */
export const closedAttributesOf = (reading: Reading, project: number): { id: number; kind: AttributeName }[] =>
  rowsOf(
    sessionOf(reading),
    sql<{
      id: number;
      kind: AttributeName;
    }>`select id, kind from (${closedUses(sql`p.id = ${project}`)}) order by kind, name`,
  );
