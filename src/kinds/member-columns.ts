import type { Columned } from './file-kinds.ts';

/** The columns of `import members` and `export members`; memberships are no records, but files of them are read and written alike. */
export interface MemberColumn {
  name: 'container' | 'member' | 'role' | 'until';
  required: boolean;
  type: string;
  aliases: readonly string[];
  example: string;
  help: string;
}

export const memberColumns: readonly MemberColumn[] = [
  {
    name: 'container',
    required: true,
    type: 'reference',
    aliases: ['object'],
    example: 'dataset/plot-1',
    help: 'as kind/name',
  },
  { name: 'member', required: true, type: 'reference', aliases: [], example: 'ben', help: 'a login, or group/name' },
  { name: 'role', required: true, type: 'role', aliases: [], example: 'viewer', help: 'that the member shall hold' },
  {
    name: 'until',
    required: false,
    type: 'time',
    aliases: [],
    example: '2027-12-31',
    help: 'the last day, or a time in UTC; owners have none',
  },
];

/** What a header of memberships is read for; the cells themselves are read by the rules of `grant`. */
export const memberKind: Columned = {
  name: 'member',
  plural: 'members',
  aliases: ['memberships', 'membership'],
  fields: memberColumns.map(({ name, required, aliases, example, help }) => ({
    name,
    type: 'text',
    required,
    aliases,
    example,
    help,
  })),
};

/** Stands for a group that whoever wrote the file may not see; read back, it is left as it is. */
export const withheldMember = 'withheld';

/** Whether a person means memberships where a kind of records could stand. */
export const meansMembers = (word: string): boolean => /^(members?|memberships?)$/.test(word.toLowerCase());
