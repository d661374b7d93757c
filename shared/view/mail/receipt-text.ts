import { mailCopyFor } from './copy/index.ts';
import { asText, fold, THIN_RULE } from './plain.ts';
import type { GivenOpinion, ReceiptModel } from './receipt-model.ts';

/** Writes the text part. */
export function receiptText(model: ReceiptModel): string {
  const { signature, motto } = mailCopyFor(model.language);
  const { follow, revise } = model;
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
    ...model.opinions.flatMap((opinion) => opinionLines(opinion)),
    ...(model.notQuoted === null ? [] : ['', ...fold(model.notQuoted)]),
    '',
    THIN_RULE,
    ...fold(model.why),
    '',
    `${signature}. ${motto}.`,
  ]);
}

/**
 * Returns the lines of an opinion. A mark stands before each line that the author wrote, so that it
 * cannot pass for a line of ours.
 */
function opinionLines({ title, rating, lines, remark }: GivenOpinion): string[] {
  return [
    '',
    ...fold(title),
    ...(rating === null ? [] : fold(rating)),
    ...lines.flatMap((line) => fold(line, '  | ')),
    ...(remark === null ? [] : fold(remark, '  ')),
  ];
}

/** Returns the opinions as a separate file, with each line as it was written. */
export function opinionsFile(opinions: readonly GivenOpinion[]): string {
  const texts = opinions.map(({ title, rating, lines }) =>
    [title, ...(rating === null ? [] : [rating]), '', ...lines].join('\r\n'),
  );
  return `\ufeff${texts.join('\r\n\r\n\r\n')}\r\n`;
}
