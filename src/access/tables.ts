import { containerNames } from '../kinds/containers.ts';
import type { RuleSubject } from './rules.ts';

const tables: Partial<Record<RuleSubject, string>> = {
  user: 'lab_user',
  token: 'access_token',
  reference: 'bibreference',
};

/** The table whose rows the rules of a subject are about. */
export const tableOf = (subject: RuleSubject): string =>
  containerNames.includes(subject) ? 'container' : (tables[subject] ?? subject);
