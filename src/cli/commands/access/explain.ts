import { formatMoment } from '../../../domain/moment.ts';
import type { Explanation } from '../../../operations/questions/explain.ts';
import { command } from '../../command.ts';
import { atOption, momentOf } from './at.ts';

export const explain = command({
  words: 'access explain <user> <action> <object>',
  summary: 'Say why somebody may do something, or what would let them',
  options: atOption,
  examples: ['access explain ben read dataset/example', 'access explain me insert dataset/example --json'],
  fields: ['allowed', 'user', 'action', 'object', 'paths', 'remedies', 'notes'],
  needs: 'anyone',
  rule: 'everybody about themselves; about others, where you may share.',
  async run(input, { access }) {
    const { explain: ask } = await import('../../../operations/questions/explain.ts');
    const at = await momentOf(input);
    const found = await access.read((reading) => ask(reading, input.arg(0), input.arg(1), input.arg(2), at));
    return { data: found, text: `${sentences(found).join('\n')}\n` };
  },
});

const ending = (until: string | null): string => (until === null ? '' : `, until ${formatMoment(until)}`);

function sentences({ allowed, user, action, object, paths, remedies, notes }: Explanation): string[] {
  const head = `${user} ${allowed ? 'may' : 'may not'} ${action} ${object}.`;
  const ways = paths.map(({ container, role, via, until, membership }) => {
    const granted =
      membership === null
        ? ''
        : `: ${membership.member} is ${membership.role} of ${membership.container}${membership.granted_by === null ? '' : `, granted by ${membership.granted_by}`} on ${membership.granted_at.slice(0, 10)}${ending(membership.until)}${until === membership.until || until === null ? '' : `; for ${user} it ends ${formatMoment(until)}`}`;
    return `  ${role === null ? via : `${role} of ${container}, ${via === 'public' || via === 'registered' ? `which is ${via}` : via === 'direct' ? 'directly' : via === 'superadmin' ? 'as superadmin' : `through ${via}`}`}${granted}`;
  });
  const listed =
    ways.length > 0 ? [allowed ? 'By:' : 'Present roles:', ...ways] : allowed ? [] : ['Present roles: none.'];
  return [
    head,
    ...listed,
    ...(remedies.length === 0 ? [] : ['What would allow it:']),
    ...remedies.flatMap(({ next, ...first }) =>
      [first, ...next].map(({ command: typed, by }, at) => `  ${at === 0 ? '' : '  and then '}${typed} (by ${by})`),
    ),
    ...notes.map((note) => `Note: ${note}.`),
  ];
}
