import { stringify } from 'yaml';
import { escapeForTerminal } from '../../domain/name-key.ts';
import type { Judged } from './judge.ts';

export interface Result extends Judged {
  file: string;
  test: string;
}

export function report(results: readonly Result[], format: string | undefined): string {
  if (format === 'tap') return asTap(results);
  return format === 'junit' ? asJunit(results) : asText(results);
}

function asText(results: readonly Result[]): string {
  const lines: string[] = [];
  for (const [at, { file, test, assertion, line, ok, message }] of results.entries()) {
    const before = results[at - 1];
    if (before?.file !== file) lines.push(file);
    if (before?.file !== file || before.test !== test) lines.push(`  ${test}`);
    lines.push(`    ${ok ? 'ok    ' : 'FAILED'}  ${assertion}${ok ? '' : ` (line ${line}: ${message ?? ''})`}`);
  }
  const failed = results.filter(({ ok }) => !ok).length;
  lines.push(failed === 0 ? `all ${results.length} hold` : `${failed} of ${results.length} failed`);
  return `${lines.map(escapeForTerminal).join('\n')}\n`;
}

/** Version 14 of the Test Anything Protocol; what is wrong stands below as YAML. */
function asTap(results: readonly Result[]): string {
  const lines = ['TAP version 14', `1..${results.length}`];
  for (const [at, { file, test, assertion, line, ok, message }] of results.entries()) {
    lines.push(`${ok ? '' : 'not '}ok ${at + 1} - ${plain(`${file}: ${test}: ${assertion}`)}`);
    if (ok) continue;
    const more = stringify(
      { message, at: { file, line } },
      { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 },
    );
    lines.push(
      '  ---',
      ...more
        .trimEnd()
        .split('\n')
        .map((part) => `  ${part}`),
      '  ...',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** On one line, and without what begins a directive. */
const plain = (text: string): string =>
  escapeForTerminal(text.replaceAll(/\s+/g, ' ')).replaceAll('\\', '\\\\').replaceAll('#', '\\#');

function asJunit(results: readonly Result[]): string {
  const suites = new Map<string, Result[]>();
  for (const result of results) {
    const name = `${result.file}: ${result.test}`;
    suites.set(name, [...(suites.get(name) ?? []), result]);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="vasculum access test"${counts(results)}>`,
    ...[...suites].flatMap(([name, own]) => [
      `  <testsuite name="${escaped(name)}"${counts(own)}>`,
      ...own.flatMap(caseOf),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function counts(results: readonly Result[]): string {
  const errors = results.filter(({ unanswered }) => unanswered).length;
  const failures = results.filter(({ ok, unanswered }) => !ok && !unanswered).length;
  return ` tests="${results.length}" failures="${failures}" errors="${errors}" skipped="0"`;
}

function caseOf({ file, test, assertion, line, ok, message, unanswered }: Result): string[] {
  const open = `    <testcase classname="${escaped(`${file}: ${test}`)}" name="${escaped(assertion)}" file="${escaped(file)}" line="${line}"`;
  if (ok) return [`${open}/>`];
  const word = unanswered ? 'error' : 'failure';
  return [`${open}>`, `      <${word} message="${escaped(message ?? '')}"/>`, '    </testcase>'];
}

/** XML 1.0 has no way at all to write most control characters, halves of characters, U+FFFE and U+FFFF. */
const unwritable = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const escaped = (text: string): string =>
  text.replaceAll(unwritable, '\uFFFD').replaceAll(/[&<>"\t\n\r]/g, (sign) => entities[sign] ?? sign);
