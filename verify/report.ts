import type { Report, Trust } from './check.ts';
import { RULES, type Verdict } from './verdict.ts';
import { toBase64 } from './bytes.ts';

const SHOWN_REASONS = 10;

const TRUST: Readonly<Record<Trust, string>> = {
  key: 'The key that you gave is a key of this log.',
  since: 'The checkpoint that you gave is of this log.',
  'first-use':
    'The key was taken from the log itself: whoever serves the log may have put it there today.',
};

/** Returns the report for a person, line by line. */
export function reportLines(report: Report): string[] {
  const { checkpoint, log, keys, at, trust, verdicts, outcome } = report;
  const count = (wanted: Verdict['outcome']) =>
    verdicts.filter((verdict) => verdict.outcome === wanted).length;
  const [failed, open] = [count('fail'), count('unknown')];
  const result =
    outcome === 'fail'
      ? `FAIL: ${failed} of ${verdicts.length} rules are broken.`
      : `PASS: no rule is broken${open === 0 ? '' : `; ${open} cannot be judged`}.`;
  return [
    `Log      ${checkpoint.origin}`,
    `Read     ${log}, ${checkpoint.size} entries, as of ${at}`,
    ...keys.map((key) => `Key      ${key}`),
    `Trust    ${TRUST[trust]}`,
    '',
    ...verdicts.flatMap(verdictLines),
    '',
    result,
    '',
    'The checkpoint. Keep it, and give it with --since the next time:',
    '',
    ...checkpoint.written.split('\n').slice(0, -1),
  ].map(printable);
}

function verdictLines({ rule, outcome, reasons, more }: Verdict): string[] {
  const shown = reasons.slice(0, SHOWN_REASONS);
  const left = reasons.length - shown.length + more;
  return [
    `${outcome.padEnd(8)} ${rule.padEnd(12)} ${RULES[rule]}`,
    ...shown.map((reason) => `         - ${reason}`),
    ...(left > 0 ? [`         - and ${left} more.`] : []),
  ];
}

/** A log could hold what moves the cursor of a terminal or turns the direction of a text. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** Returns the report for a program. */
export function reportJson({ checkpoint, verdicts, ...report }: Report): string {
  const { origin, size, root, written } = checkpoint;
  return JSON.stringify(
    {
      outcome: report.outcome,
      log: report.log,
      origin,
      size,
      root: toBase64(root),
      checkpoint: written,
      keys: report.keys,
      at: report.at,
      trust: report.trust,
      rules: verdicts,
    },
    null,
    2,
  );
}
