import { containerKinds } from '../../kinds/containers.ts';
import { kinds } from '../../kinds/index.ts';

/** One line for each noun in `vasculum --help`. */
export const nounSummaries: Readonly<Record<string, string>> = {
  user: 'people who use the database, and their levels',
  token: 'with which programs act as a user: create, list, revoke',
  invitation: 'into groups: list, accept, decline, cancel',
  request: 'for access, data, samples or changes, and what becomes of them',
  access: 'who may do what, and why',
  job: 'imports and exports that were started, and what they had to say',
  audit: 'who changed what, in a log that shows when it was changed itself',
  identification: 'what individuals were identified as, now and before',
  config: 'which user and which database a command means; settings',
  ...Object.fromEntries(containerKinds.map(({ name, summary }) => [name, summary])),
  ...Object.fromEntries(kinds.map(({ name, plural }) => [name, `${plural}: list, show, create, edit, delete`])),
};
