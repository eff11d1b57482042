import { explainPaths, grantersFor, leastRoleFor, type ExplainedPath } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { Forbidden } from '../../domain/errors.ts';
import { levelRank, roleWord, type Role } from '../../domain/vocabulary.ts';
import { namesForVia } from './names.ts';
import { answer, mayAsk, parseQuestion, type Question } from './question.ts';

export interface Explanation {
  allowed: boolean;
  user: string;
  action: string;
  object: string;
  paths: (Omit<ExplainedPath, 'role'> & { role: Role | null })[];
  /** What would allow it, and who can do that. */
  remedies: { command: string; by: string }[];
}

/** Why, or why not. Errors: Forbidden where the question is not the asker's. */
export async function explain(reading: Reading, who: string, action: string, object: string): Promise<Explanation> {
  const question = await parseQuestion(reading, who, action, object);
  if (!(await mayAsk(reading, question)))
    throw new Forbidden(
      `you may not ask about ${question.login} and ${question.object}`,
      'Others are yours to ask about where you may share.',
    );
  const allowed = await answer(reading, question);
  const paths: Explanation['paths'] = [];
  if (question.user === null || question.user.disabled_at === null) {
    for (const container of question.governors)
      paths.push(...(await explainPaths(reading, question.user?.id ?? 0, container)));
    if (question.governors.length > 0 && paths.length === 0 && allowed)
      paths.push({ container: question.object, role: null, via: 'a path that you may not see', membership: null });
    if (question.governors.length === 0 && allowed)
      paths.push({
        container: question.object,
        role: null,
        via: `level ${question.user?.level ?? 'anonymous'}`,
        membership: null,
      });
  }
  return {
    allowed,
    user: question.login,
    action: question.action,
    object: question.object,
    paths,
    remedies: allowed ? [] : await remedies(reading, question),
  };
}

async function remedies(reading: Reading, question: Question): Promise<Explanation['remedies']> {
  const { user, login, action, subject, governors } = question;
  if (user === null) return [{ command: `name a user with --as or VASCULUM_USER`, by: 'you' }];
  const out: Explanation['remedies'] = [];
  const superadmin = 'a superadmin';
  if (user.disabled_at !== null) out.push({ command: `vasculum user enable ${login}`, by: superadmin });
  const role = leastRoleFor(action, subject);
  const above = role !== undefined && role !== 'viewer';
  if ((above || role === undefined) && levelRank(user.level) < levelRank('full'))
    out.push({ command: `vasculum user level ${login} full`, by: superadmin });
  if (role === undefined) {
    if (user.level === 'full') out.push({ command: `vasculum user level ${login} superadmin`, by: superadmin });
    return out;
  }
  const names = await namesForVia(reading);
  for (const id of governors) {
    const [kind = 'dataset', name = ''] = (names.containers.get(id) ?? '').split('/');
    const by = await grantersFor(reading, id);
    out.push({
      command: `vasculum ${kind} grant ${name} ${login} --role ${roleWord(role, kind)}`,
      by: by.length > 0 ? by.join(', ') : 'its owner',
    });
  }
  return out;
}
