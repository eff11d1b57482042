import type { Reading } from '../../access/session.ts';
import { NotFound } from '../../domain/errors.ts';
import { mayAsk, parseQuestion } from './question.ts';
import { limitsOf, notForYou, verdict } from './verdict.ts';

export interface Checked {
  user: string;
  action: string;
  object: string;
  allowed: boolean;
}

/** Errors: NotFound where the question is not the asker's, so that the answer says nothing of what others may do. */
export async function checkAccess(reading: Reading, who: string, action: string, object: string): Promise<Checked> {
  const question = await parseQuestion(reading, who, action, object);
  if (!(await mayAsk(reading, question)))
    throw new NotFound(
      `whether ${question.login} may ${action} ${object} is not yours to ask`,
      'Others are yours to ask about where you may share.',
    );
  const found = await verdict(reading, question, await limitsOf(reading, question));
  if ('depends' in found) {
    const { message, hint } = notForYou(question, found.depends);
    throw new NotFound(message, hint);
  }
  return {
    user: question.login,
    action: question.action,
    object: question.object,
    allowed: found.allowed,
  };
}
