import { closingLines } from './closing.ts';
import type {
  CampaignModel,
  ChangesModel,
  ChapterModel,
  DigestModel,
  ItemModel,
  Mark,
  PieceModel,
  RowModel,
  SectionModel,
} from './digest-model.ts';
import { logLines } from './describe-logs.ts';
import { asText, fold, TEXT_WIDTH, THIN_RULE } from './plain.ts';
import { labelLine } from './quote-answers.ts';

/** Stands before each line that people wrote, so that no such line can pass for a line of ours. */
const QUOTE = '  | ';
const RULE = '='.repeat(TEXT_WIDTH);

/** Writes the text part. */
export function digestText(model: DigestModel): string {
  const { language, owner, headline, facts, before, shown, moreChapters, completeSet, ask, check } =
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
    ...(moreChapters === null ? [] : ['', RULE, ...fold(moreChapters)]),
    ...quietLines(model),
    '',
    RULE,
    ...(completeSet === null ? [] : [...fold(completeSet), '']),
    ...model.footer.flatMap((sentence) => [...fold(sentence), '']),
    ...(ask === null ? [] : [...fold(ask.label), ask.href, '']),
    ...fold(check.label),
    check.href,
    '',
    ...logLines(model.logs),
    ...closingLines(language, owner),
  ]);
}

/** Returns how many bytes an item takes in the text part, at most. */
export function itemTextBytes(item: ItemModel): number {
  return Buffer.byteLength(asText(itemLines(item)));
}

function chapterLines({ title, state, href, linkLabel, toDate, ...told }: ChapterModel) {
  const { rows, others, sections } = told;
  return [
    '',
    RULE,
    ...fold(title),
    ...fold(state),
    ...fold(`${linkLabel}:`),
    href,
    ...(toDate === null ? [] : ['', ...fold(toDate)]),
    '',
    ...rows.flatMap(rowLines),
    ...others.flatMap((line) => fold(line, '', '   ')),
    ...sections.flatMap(sectionLines),
  ];
}

function quietLines({ quiet, quietTitle }: DigestModel): string[] {
  if (quiet.length === 0 && quietTitle === null) return [];
  const title = quietTitle === null ? [] : fold(quietTitle);
  const chapters = quiet.map(({ title: name, state, href, toDate }) => [
    ...fold(name),
    ...fold(state),
    ...(toDate === null ? [] : fold(toDate)),
    href,
  ]);
  const [first = [], ...others] = title.length === 0 ? chapters : [title, ...chapters];
  return ['', RULE, ...first, ...others.flatMap((lines) => ['', ...lines])];
}

function rowLines({ title, count, parts, toDate }: RowModel): string[] {
  const labels = parts.map(({ label }) => label).join(' · ');
  return [
    ...fold(title, '', '   '),
    ...fold(labels === '' ? count : `${count}: ${labels}`, '   '),
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
  const { organisation, title, marks, changes, texts, remark, reference, received, campaign } =
    item;
  return [
    '',
    ...(campaign === null
      ? fold(organisation, '* ', '  ')
      : [...fold(campaign.title, '* ', '  '), ...fold(campaign.facts, '  ')]),
    ...(title === null ? [] : fold(title, QUOTE)),
    ...(campaign === null ? fold(labelsOf(marks), '  ') : []),
    ...(changes === null ? [] : fold(changesLine(changes), '  ')),
    ...texts.flatMap(({ label, pieces }) => [
      ...(label === null ? [] : fold(labelLine(label), '  ')),
      ...pieces
        .map(spellPiece)
        .join('')
        .split('\n')
        .flatMap((line) => fold(line, QUOTE)),
    ]),
    ...(remark === null ? [] : fold(remark, '  ')),
    ...(campaign === null
      ? [...fold(`${reference.label} · ${received}`, '  '), ...fold(reference.href, '  ')]
      : campaignLines(campaign)),
  ];
}

function changesLine({ label, facts }: ChangesModel): string {
  const told = facts.map(({ what, note, was }) => {
    const said = [note, was].filter((one) => one !== null).join(': ');
    return said === '' ? what : `${what} (${said})`;
  });
  return `${label}: ${told.join('; ')}`;
}

function spellPiece({ text, around }: PieceModel): string {
  return around === null ? text : `${around.before}${text}${around.after}`;
}

function campaignLines({ shown, listed, more }: CampaignModel): string[] {
  return [
    ...fold(shown, '  '),
    ...listed.flatMap(({ reference, marks, organisation }) => [
      ...fold(
        [reference.label, ...marks.map(({ label }) => label), organisation].join(' · '),
        '  - ',
        '    ',
      ),
      ...fold(reference.href, '    '),
    ]),
    ...(more === null ? [] : fold(more, '  ')),
  ];
}

function labelsOf(marks: readonly Mark[]): string {
  return marks.map(({ label }) => label).join(' · ');
}
