/** What must have occurred in any run of some size: every privacy, role, path, and every permission both given and refused. */
const privacies = ['public', 'registered', 'authorized'];
const attributes = ['setup', 'inventory', 'storage', 'paradigm'];
const kinds = ['group', 'project', 'dataset', 'biocollection', ...attributes];
const records = ['individual', 'voucher', 'measurement', 'equipment', 'stock', 'session', 'behavior'];
const roles = [1, 2, 3, 4];

/** Of a container; in a group there are no records, and a biocollection is read by everybody but the disabled. */
const isNever = (answer: string, action: string, kind: string): boolean =>
  answer === 'yes'
    ? kind === 'group' && ['insert', 'edit', 'delete'].includes(action)
    : kind === 'biocollection' && action === 'read';
const actions = 'read members insert edit delete share govern owners configure remove leave'.split(' ');

export const everySort: readonly string[] = [
  ...[...kinds, ...records].map((kind) => `listed ${kind}`),
  ...['group', 'project', 'dataset', ...attributes].flatMap((kind) => privacies.map((privacy) => `${kind} ${privacy}`)),
  'dataset project',
  'biocollection managed',
  'biocollection unmanaged',
  ...['user', 'group'].flatMap((member) => [
    ...roles.flatMap((role) => [`${member} role ${role}`, `${member} role ${role} ended`]),
    `${member} role 5`,
  ]),
  ...['direct', 'group', 'project', 'public', 'registered', 'superadmin', 'none'].map((via) => `path ${via}`),
  ...['yes', 'no'].flatMap((answer) => [
    ...kinds.flatMap((kind) =>
      actions.filter((action) => !isNever(answer, action, kind)).map((action) => `${action} ${kind} ${answer}`),
    ),
    ...records.flatMap((kind) => ['read', 'edit', 'delete', 'insert'].map((action) => `${action} ${kind} ${answer}`)),
  ]),
  ...records.filter((kind) => kind !== 'behavior').flatMap((kind) => [`move ${kind} yes`, `move ${kind} no`]),
  ...['setup', 'storage', 'paradigm'].flatMap((kind) =>
    ['linked', 'not-permitted', 'not-public'].map((outcome) => `${kind} ${outcome}`),
  ),
];
