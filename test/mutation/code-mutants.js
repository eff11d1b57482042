import { parseAst } from 'vitest/node';

const otherOperator = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
};
/** What is changed within a text of SQL, and what it becomes. */
const inSql = [
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/\bnot exists\b/g, 'exists'],
  [/(?<!not )\bexists \(/g, 'not exists ('],
  [/ not in /g, ' in '],
  [/(?<!not) in \(/g, ' not in ('],
  [/ is null/g, ' is not null'],
  [/ is not null/g, ' is null'],
  [/ >= /g, ' > '],
  [/ > /g, ' >= '],
  [/ = /g, ' <> '],
  [/ <> /g, ' = '],
  [/\bmax\(/g, 'min('],
];
const sqlLike = /\b(select|where|from|and|or|exists|in|is)\b|^ *(=|<>|>=|>) *$/;
/** The second argument of a query builder's where(). */
const compared = {
  '=': '!=',
  '!=': '=',
  in: 'not in',
  'not in': 'in',
  is: 'is not',
  'is not': 'is',
  '>': '>=',
  '>=': '>',
  '<': '<=',
};

/** The mutants of a source file: one operator, condition, statement or piece of SQL changed in each. */
export function codeMutants(file, text) {
  const mutants = [];
  const add = (start, end, by) => {
    const line = text.slice(0, start).split('\n').length;
    const [from, to] = [text.slice(start, end), by].map((part) => part.replaceAll(/\s+/g, ' ').slice(0, 60));
    mutants.push({
      kind: 'code',
      name: `${file}:${line} ${from} → ${to === '' ? '(left out)' : to}`,
      file,
      start,
      end,
      by,
    });
  };
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node.type !== 'string') return;
    if (
      node.type.startsWith('TS') &&
      !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(node.type)
    )
      return;
    changes[node.type]?.(node);
    for (const [key, inner] of Object.entries(node)) if (key !== 'type') visit(inner);
  };
  const operator = ({ left, right, operator: sign }) => {
    const by = otherOperator[sign];
    if (by === undefined) return;
    const at = text.indexOf(sign, left.end);
    if (at < right.start) add(at, at + sign.length, by);
  };
  const changes = {
    BinaryExpression: operator,
    LogicalExpression: operator,
    UnaryExpression: (node) => node.operator === '!' && add(node.start, node.start + 1, ''),
    ConditionalExpression: ({ test }) =>
      otherOperator[test.operator] === undefined && add(test.start, test.end, `!(${text.slice(test.start, test.end)})`),
    IfStatement: ({ test }) => {
      add(test.start, test.end, 'true');
      add(test.start, test.end, 'false');
    },
    ExpressionStatement: ({ start, end, expression }) => {
      const call = expression.type === 'AwaitExpression' ? expression.argument : expression;
      if (call.type === 'CallExpression') add(start, end, ';');
    },
    TemplateElement: ({ start, end }) => {
      const own = text.slice(start, end);
      if (!sqlLike.test(own)) return;
      for (const [pattern, by] of inSql)
        for (const { index, 0: found } of own.matchAll(pattern)) add(start + index, start + index + found.length, by);
    },
    CallExpression: ({ callee, arguments: given, end }) => {
      if (callee.type !== 'MemberExpression' || !/^where(Ref)?$/.test(callee.property.name ?? '')) return;
      add(callee.object.end, end, '');
      const sign = given[1]?.value;
      if (given.length === 3 && compared[sign] !== undefined) add(given[1].start, given[1].end, `'${compared[sign]}'`);
    },
  };
  visit(parseAst(text, { lang: 'ts' }).body);
  return mutants;
}
