import { closingLines } from './closing.ts';
import { logLines } from './describe-logs.ts';
import { asText, fold, THIN_RULE } from './plain.ts';
import { labelLine } from './quote-answers.ts';
import type { GivenPart, ReceiptModel } from './receipt-model.ts';

/** Writes the text part. */
export function receiptText(model: ReceiptModel): string {
  const { language, owner, follow, revise } = model;
  return asText([
    ...fold(model.title),
    ...fold(model.thanks),
    '',
    `${model.referenceLabel}: ${model.reference}`,
    '',
    ...model.facts.flatMap(({ label, value }) => fold(`${label}: ${value}`, '', '  ')),
    '',
    THIN_RULE,
    model.nextTitle,
    '',
    ...fold(model.goes),
    '',
    ...fold(follow.sentence),
    ...fold(`${follow.label}:`),
    follow.href,
    '',
    THIN_RULE,
    model.reviseTitle,
    '',
    ...fold(revise.sentence),
    ...fold(`${revise.label}:`),
    revise.href,
    '',
    THIN_RULE,
    model.copyTitle,
    ...(model.copyNote === null ? [] : ['', ...fold(model.copyNote)]),
    ...model.parts.flatMap((part) => partLines(part)),
    ...(model.notQuoted === null ? [] : ['', ...fold(model.notQuoted)]),
    '',
    THIN_RULE,
    ...fold(model.why),
    '',
    ...logLines(model.logs),
    ...closingLines(language, owner),
  ]);
}

/**
 * Returns the lines of a part. A mark stands before each line that the author wrote, so that it
 * cannot pass for a line of ours.
 */
function partLines({ title, chosen, texts, remark }: GivenPart): string[] {
  return [
    '',
    ...fold(title),
    ...(chosen === null ? [] : fold(chosen)),
    ...texts.flatMap(({ label, lines }) => [
      ...(label === null ? [] : fold(labelLine(label))),
      ...lines.flatMap((line) => fold(line, '  | ')),
    ]),
    ...(remark === null ? [] : fold(remark, '  ')),
  ];
}

/** Returns the parts as a separate file, with each line as it was written. */
export function partsFile(parts: readonly GivenPart[]): string {
  const texts = parts.map((part) =>
    [
      part.title,
      ...(part.chosen === null ? [] : [part.chosen]),
      ...part.texts.flatMap(({ label, lines }) => [
        '',
        ...(label === null ? [] : [labelLine(label)]),
        ...lines,
      ]),
    ].join('\r\n'),
  );
  return `\ufeff${texts.join('\r\n\r\n\r\n')}\r\n`;
}
