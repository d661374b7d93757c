import { mailCopyFor } from './copy/index.ts';
import type {
  ChapterModel,
  DigestModel,
  ItemModel,
  RowModel,
  SectionModel,
} from './digest-model.ts';
import { asText, folded, TEXT_WIDTH, THIN_RULE } from './plain.ts';

/** Stands before each line that people wrote, so that no such line can pass for a line of ours. */
const QUOTE = '  | ';
const RULE = '='.repeat(TEXT_WIDTH);

/** Writes the text part. */
export function digestText(model: DigestModel): string {
  const { signature, motto } = mailCopyFor(model.language);
  const { headline, facts, before, shown, moreChapters, completeSet, check } = model;
  return asText([
    ...folded(model.title),
    ...folded(model.unit),
    ...folded(model.period),
    ...model.notices.flatMap((notice) => ['', ...folded(notice, '! ', '  ')]),
    '',
    ...(headline === null ? [] : folded(`${headline.figure} ${headline.words}`)),
    ...model.nothing.flatMap((sentence) => folded(sentence)),
    ...(facts === '' ? [] : folded(facts)),
    ...(before === null ? [] : folded(before)),
    ...(shown === null ? [] : ['', ...folded(shown)]),
    ...model.chapters.flatMap(chapterLines),
    ...(moreChapters === null ? [] : ['', ...folded(moreChapters)]),
    '',
    RULE,
    ...(completeSet === null ? [] : [...folded(completeSet), '']),
    ...model.footer.flatMap((sentence) => [...folded(sentence), '']),
    ...folded(check.label),
    check.href,
    '',
    `${signature}. ${motto}.`,
  ]);
}

function chapterLines({ title, state, link, quiet, rows, moreRows, sections }: ChapterModel) {
  return [
    '',
    RULE,
    ...folded(title),
    ...folded(state),
    ...folded(`${link.label}:`),
    link.href,
    ...(quiet === null ? [] : ['', ...folded(quiet)]),
    ...(rows.length === 0 ? [] : ['', ...rows.flatMap(rowLines)]),
    ...(moreRows === null ? [] : folded(moreRows)),
    ...sections.flatMap(sectionLines),
  ];
}

function rowLines({ title, count, parts }: RowModel): string[] {
  const labels = parts.map(({ label }) => label).join(' · ');
  if (labels === '') return folded(`${title} – ${count}`, '', '   ');
  return [...folded(title, '', '   '), ...folded(`${count}: ${labels}`, '   ')];
}

function sectionLines({ title, count, items, more }: SectionModel): string[] {
  return [
    '',
    THIN_RULE,
    ...folded(title),
    ...folded(count),
    ...items.flatMap(itemLines),
    ...(more === null ? [] : ['', ...folded(more)]),
  ];
}

function itemLines({ organisation, marks, lines, remark, reference, received }: ItemModel) {
  return [
    '',
    ...folded(organisation, '* ', '  '),
    ...folded(marks.join(' · '), '  '),
    ...lines.flatMap((line) => folded(line, QUOTE)),
    ...(remark === null ? [] : folded(remark, '  ')),
    ...folded(`${reference} · ${received}`, '  '),
  ];
}
