/** Levels and roles, from the least. */
const levels = ['anonymous', 'registered', 'full', 'superadmin'];
const roles = ['viewer', 'collaborator', 'contributor', 'manager', 'owner'];

/** Those of a group. */
const groupRoles = ['viewer', 'manager', 'owner'];

/** The next lower one, or none. */
const lower = ({ word, least }, subject) => {
  const ladder = word === 'level' ? levels : ['group', 'invitation'].includes(subject) ? groupRoles : roles;
  const at = ladder.indexOf(least);
  return at > 0 ? ladder[at - 1] : undefined;
};
const replaced = (list, at, ...by) => [...list.slice(0, at), ...by, ...list.slice(at + 1)];

/** A condition, weakened in each way there is: a lower role or level, or one part of several left out. */
function weaker(condition, subject) {
  const all = [];
  const least = 'least' in condition ? lower(condition, subject) : undefined;
  if (least !== undefined) all.push({ ...condition, least });
  if (condition.word === 'all')
    for (const [at, part] of condition.of.entries()) {
      all.push({ word: 'all', of: replaced(condition.of, at) });
      for (const weak of weaker(part, subject)) all.push({ word: 'all', of: replaced(condition.of, at, weak) });
    }
  return all;
}

const shown = (condition) =>
  condition.word === 'all'
    ? `(${condition.of.map(shown).join(' and ')})`
    : [condition.word, condition.least ?? [], condition.kinds ?? []].flat().join(' ');
const cellShown = (cell) => (cell.length === 0 ? 'nobody' : cell.map(shown).join(' or '));

/** Every cell of the rules table in turn: emptied, open to all, one condition left out, one weakened. */
export function ruleMutants(rules) {
  const mutants = [];
  for (const [subject, cells] of Object.entries(rules))
    for (const [action, cell] of Object.entries(cells)) {
      const variants = new Map();
      const offer = (other) => {
        if (cellShown(other) !== cellShown(cell)) variants.set(cellShown(other), other);
      };
      offer([]);
      offer([{ word: 'level', least: 'anonymous' }]);
      for (const [at, condition] of cell.entries()) {
        offer(replaced(cell, at));
        for (const weak of weaker(condition, subject)) offer(replaced(cell, at, weak));
      }
      for (const [text, other] of variants)
        mutants.push({
          kind: 'rule',
          name: `${subject} ${action}: ${cellShown(cell)} → ${text}`,
          cell: `${subject} ${action}`,
          file: 'src/access/rules.ts',
          append: `\n;(rules as Record<string, unknown>)[${JSON.stringify(subject)}] = { ...rules[${JSON.stringify(subject)}], ${JSON.stringify(action)}: ${JSON.stringify(other)} };\n`,
        });
    }
  return mutants;
}
