import { closingLines } from './closing.ts';
import type {
  CampaignModel,
  ChapterModel,
  DigestModel,
  ItemModel,
  RowModel,
  SectionModel,
} from './digest-model.ts';
import { asText, fold, TEXT_WIDTH, THIN_RULE } from './plain.ts';
import { labelLine } from './quote-answers.ts';

/** Stands before each line that people wrote, so that no such line can pass for a line of ours. */
const QUOTE = '  | ';
const RULE = '='.repeat(TEXT_WIDTH);

/** Writes the text part. */
export function digestText(model: DigestModel): string {
  const { language, owner, headline, facts, before, shown, moreChapters, completeSet, check } =
    model;
  return asText([
    ...fold(model.title),
    ...fold(model.unit),
    ...fold(model.period),
    ...model.notices.flatMap((notice) => ['', ...fold(notice, '! ', '  ')]),
    '',
    ...(headline === null ? [] : fold(`${headline.figure} ${headline.words}`)),
    ...model.nothing.flatMap((sentence) => fold(sentence)),
    ...(facts === '' ? [] : fold(facts)),
    ...(before === null ? [] : fold(before)),
    ...(shown === null ? [] : ['', ...fold(shown)]),
    ...model.chapters.flatMap(chapterLines),
    ...(moreChapters === null ? [] : ['', ...fold(moreChapters)]),
    '',
    RULE,
    ...(completeSet === null ? [] : [...fold(completeSet), '']),
    ...model.footer.flatMap((sentence) => [...fold(sentence), '']),
    ...fold(check.label),
    check.href,
    '',
    ...closingLines(language, owner),
  ]);
}

function chapterLines(chapter: ChapterModel) {
  const { title, state, link, toDate, quiet, rows, moreRows, sections } = chapter;
  return [
    '',
    RULE,
    ...fold(title),
    ...fold(state),
    ...fold(`${link.label}:`),
    link.href,
    ...(toDate === null ? [] : ['', ...fold(toDate)]),
    ...(quiet === null ? [] : ['', ...fold(quiet)]),
    ...(rows.length === 0 ? [] : ['', ...rows.flatMap(rowLines)]),
    ...(moreRows === null ? [] : fold(moreRows)),
    ...sections.flatMap(sectionLines),
  ];
}

function rowLines({ title, count, parts, toDate }: RowModel): string[] {
  const labels = parts.map(({ label }) => label).join(' · ');
  return [
    ...(labels === ''
      ? fold(`${title} – ${count}`, '', '   ')
      : [...fold(title, '', '   '), ...fold(`${count}: ${labels}`, '   ')]),
    ...(toDate === null ? [] : fold(toDate, '   ')),
  ];
}

function sectionLines({ title, count, items, more }: SectionModel): string[] {
  return [
    '',
    THIN_RULE,
    ...fold(title),
    ...fold(count),
    ...items.flatMap(itemLines),
    ...(more === null ? [] : ['', ...fold(more)]),
  ];
}

function itemLines(item: ItemModel) {
  const { organisation, title, marks, texts, remark, reference, received, campaign } = item;
  return [
    '',
    ...(campaign === null
      ? [...fold(organisation, '* ', '  '), ...fold(marks.join(' · '), '  ')]
      : [...fold(campaign.title, '* ', '  '), ...fold(campaign.facts, '  ')]),
    ...(title === null ? [] : fold(title, QUOTE)),
    ...texts.flatMap(({ label, lines }) => [
      ...(label === null ? [] : fold(labelLine(label), '  ')),
      ...lines.flatMap((line) => fold(line, QUOTE)),
    ]),
    ...(remark === null ? [] : fold(remark, '  ')),
    ...(campaign === null ? fold(`${reference} · ${received}`, '  ') : campaignLines(campaign)),
  ];
}

function campaignLines({ shown, listed, more }: CampaignModel): string[] {
  return [
    ...fold(shown, '  '),
    ...listed.flatMap(({ reference, marks, organisation }) =>
      fold([reference, ...marks, organisation].join(' · '), '  - ', '    '),
    ),
    ...(more === null ? [] : fold(more, '  ')),
  ];
}
