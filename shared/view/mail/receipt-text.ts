import { mailCopyFor } from './copy/index.ts';
import { asText, folded, THIN_RULE } from './plain.ts';
import type { GivenOpinion, ReceiptModel } from './receipt-model.ts';

/** Writes the text part. */
export function receiptText(model: ReceiptModel): string {
  const { signature, motto } = mailCopyFor(model.language);
  const { follow, revise } = model;
  return asText([
    ...folded(model.title),
    ...folded(model.thanks),
    '',
    `${model.referenceLabel}: ${model.reference}`,
    '',
    ...model.facts.flatMap(({ label, value }) => folded(`${label}: ${value}`, '', '  ')),
    '',
    THIN_RULE,
    model.nextTitle,
    '',
    ...folded(model.goes),
    '',
    ...folded(follow.sentence),
    ...folded(`${follow.label}:`),
    follow.href,
    '',
    THIN_RULE,
    model.reviseTitle,
    '',
    ...folded(revise.sentence),
    ...folded(`${revise.label}:`),
    revise.href,
    '',
    THIN_RULE,
    model.copyTitle,
    ...(model.copyNote === null ? [] : ['', ...folded(model.copyNote)]),
    ...model.opinions.flatMap((opinion) => opinionLines(opinion)),
    '',
    THIN_RULE,
    ...folded(model.why),
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
    ...folded(title),
    ...(rating === null ? [] : folded(rating)),
    ...lines.flatMap((line) => folded(line, '  | ')),
    ...(remark === null ? [] : folded(remark, '  ')),
  ];
}

/** Returns the opinions as a separate file, with each line as it was written. */
export function opinionsFile(opinions: readonly GivenOpinion[]): string {
  const texts = opinions.map(({ title, rating, lines }) =>
    [title, ...(rating === null ? [] : [rating]), '', ...lines].join('\r\n'),
  );
  return `\ufeff${texts.join('\r\n\r\n\r\n')}\r\n`;
}
