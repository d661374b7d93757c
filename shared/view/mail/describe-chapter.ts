import { type Consultation, stateOf } from '../../domain/consultation.ts';
import {
  type Campaign,
  type DigestChapter,
  type DigestEntry,
  type DigestItem,
  type DigestSection,
  itemsIn,
} from '../../domain/digest-content.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Answers } from '../../domain/submission.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import { daysUntil, type Instant } from '../../domain/time.ts';
import type { TotalsToDate } from '../../domain/totals-to-date.ts';
import { countedIn, countedValues, textIn } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { choiceLabel, chosenLabels, wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { abridgeLine } from '../excerpt.ts';
import { formatCount, formatDateTime } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import type {
  CampaignModel,
  ChapterModel,
  Detail,
  ItemModel,
  RowModel,
  Swatch,
} from './digest-model.ts';
import { quoteAnswers } from './quote-answers.ts';

/**
 * In UTF-16 units: about a page of a book, enough to know what an author says. The rest is in the
 * table.
 */
const EXCERPT = { textChars: 1_500, textLines: 40 };

export interface ChapterContext {
  readonly language: Language;
  /** The end of the window, so that a digest says the same whenever it is written. */
  readonly now: Instant;
  readonly toDate: readonly TotalsToDate[];
  readonly attached: boolean;
  /** True if the whole digest is empty. It then says so once, and not in each chapter. */
  readonly empty: boolean;
  readonly siteUrl: string;
}

/** Puts what a digest tells about one consultation into words. */
export function describeChapter(
  { consultation, sections }: DigestChapter,
  { language, now, toDate, attached, empty, siteUrl }: ChapterContext,
  detail: Detail,
): ChapterModel {
  const copy = mailCopyFor(language).digest;
  const busy = sections.filter((section) => itemsOf(section) > 0);
  const told = detail.quietRows ? sections : busy;
  const rows = busy.length === 0 ? [] : told.slice(0, detail.maxRows);
  const longest = Math.max(...sections.map(({ parts }) => parts), 1);
  const standing = detail.toDate
    ? (toDate.find((one) => one.consultation === consultation.id) ?? null)
    : null;
  const path = pathTo('consultation', { language, consultation: consultation.id });
  return {
    title: abridgeLine(consultation.title[language], detail.titleChars),
    state: stateLine(consultation, language, now),
    link: { label: copy.openConsultation, href: new URL(path, siteUrl).href },
    toDate: standing === null ? null : chapterToDate(consultation, standing, language),
    quiet: busy.length === 0 && !empty ? copy.quietChapter : null,
    rows: rows.map((section) =>
      rowModel(consultation, section, standing, longest, language, detail),
    ),
    moreRows: busy.length === 0 ? null : moreRows(sections, rows, language),
    sections: sections
      .filter(({ shown }) => shown.length > 0)
      .map((section) => ({
        title: titleOf(consultation, section, language, detail),
        count: countOf(consultation, section, language),
        items: section.shown.map((entry) =>
          describeEntry(language, consultation, entry, attached, detail),
        ),
        more:
          section.more > 0
            ? copy.more[attached ? 'attached' : 'apart'](
                formatCount(language, section.more, wordsOf(consultation.kind, language).parts),
              )
            : null,
      })),
  };
}

function stateLine(consultation: Consultation, language: Language, now: Instant): string {
  const copy = mailCopyFor(language).digest;
  const { closesAt } = consultation;
  return stateOf(consultation, now) === 'closed'
    ? copy.closed(closesAt)
    : copy.openFor(daysUntil(now, closesAt), closesAt);
}

function moreRows(
  sections: readonly DigestSection[],
  rows: readonly DigestSection[],
  language: Language,
): string | null {
  const copy = mailCopyFor(language).digest;
  const others = sections.filter((section) => !rows.includes(section));
  if (others.length === 0) return null;
  const items = others.reduce((sum, section) => sum + itemsOf(section), 0);
  return items === 0 ? copy.moreRows(others.length) : copy.moreBusyRows(others.length, items);
}

function rowModel(
  consultation: Consultation,
  section: DigestSection,
  standing: TotalsToDate | null,
  longest: number,
  language: Language,
  detail: Detail,
): RowModel {
  const isScale = isCountedByScale(consultation);
  const counts = labelCounts(consultation, section, language);
  return {
    title: titleOf(consultation, section, language, detail),
    count: countOf(consultation, section, language),
    parts: counts.map(({ swatch, label, count }) => ({
      swatch,
      label,
      share: Math.max(1, Math.floor((count / longest) * 100)),
    })),
    bar: isScale && detail.bars && section.parts > 0,
    toDate: standing === null ? null : rowToDate(consultation, section, standing, language),
  };
}

/** Returns the counts by value that are not zero, in words, with what has no value last. */
function labelCounts(
  consultation: Consultation,
  { counts, uncounted }: Pick<DigestSection, 'counts' | 'uncounted'>,
  language: Language,
) {
  const kind = kindOf(consultation);
  const isScale = isCountedByScale(consultation);
  const copy = mailCopyFor(language).digest;
  const all = [
    ...countedValues(kind, consultation).map((value, step) => ({
      swatch: isScale ? step : null,
      label: choiceLabel(consultation, kind.counted, value, language),
      count: counts.get(value) ?? 0,
    })),
    { swatch: isScale ? ('none' as const) : null, label: copy.unrated, count: uncounted },
  ];
  return all
    .filter(({ count }) => count > 0)
    .map((one) => ({ ...one, label: `${one.label} ${copy.figure(one.count)}` }));
}

function isCountedByScale(consultation: Consultation): boolean {
  const kind = kindOf(consultation);
  return kind.fields[kind.counted]?.control === 'scale';
}

function chapterToDate(
  consultation: Consultation,
  { parts, submissions, organisations, newOrganisations }: TotalsToDate,
  language: Language,
): string {
  const { toDate } = mailCopyFor(language).digest;
  const told = formatCount(language, parts, wordsOf(consultation.kind, language).parts);
  return toDate.all(told, submissions, organisations, newOrganisations);
}

/** Returns null if nothing has come but what the row tells. */
function rowToDate(
  consultation: Consultation,
  section: DigestSection,
  { commitments }: TotalsToDate,
  language: Language,
): string | null {
  const found = commitments.find(({ commitment }) => commitment === section.number);
  const { parts, counts, uncounted } = found ?? { parts: 0, counts: {}, uncounted: 0 };
  if (parts === section.parts) return null;
  const told = { counts: new Map(Object.entries(counts)), uncounted };
  const labels = labelCounts(consultation, told, language).map(({ label }) => label);
  return mailCopyFor(language).digest.toDate.row(parts, labels);
}

function titleOf(
  consultation: Consultation,
  { number, title }: DigestSection,
  language: Language,
  detail: Detail,
): string {
  const copy = mailCopyFor(language).digest;
  if (number === null) return wordsOf(consultation.kind, language).digest.whole;
  return title === null
    ? copy.commitment(number)
    : copy.titled(number, abridgeLine(title[language], detail.titleChars));
}

function countOf(consultation: Consultation, section: DigestSection, language: Language): string {
  const copy = mailCopyFor(language).digest;
  const { parts, edited } = section;
  const withdrawn = itemsOf(section) - parts;
  const { newParts } = wordsOf(consultation.kind, language);
  const said = [
    ...(parts > edited ? [formatCount(language, parts - edited, newParts)] : []),
    ...(edited > 0 ? [copy.edited(edited)] : []),
    ...(withdrawn > 0 ? [copy.withdrawn(withdrawn)] : []),
  ];
  return said.length === 0 ? copy.quietRow : said.join(', ');
}

/** Counts new, edited and withdrawn parts, whether the mail shows them or not. */
export function itemsOf({ shown, more }: DigestSection): number {
  return itemsIn(shown) + more;
}

/** Puts one part into words, or a campaign by its first letter. */
export function describeEntry(
  language: Language,
  consultation: Consultation,
  { item, campaign }: DigestEntry,
  attached: boolean,
  { maxListed }: Pick<Detail, 'maxListed'>,
): ItemModel {
  const copy = mailCopyFor(language).digest;
  const { organisation, publication, confirmed } = item;
  const { answers, reference, receivedAt } = item;
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const quoted =
    answers === null
      ? { texts: [], isCut: false }
      : quoteAnswers(consultation, answers, language, [kind.title, kind.counted], EXCERPT);
  const titled = answers === null || kind.title === null ? '' : textIn(answers, kind.title);
  return {
    organisation: withoutBidiControls(organisation),
    title: titled === '' ? null : withoutBidiControls(titled),
    swatch: swatchOf(),
    marks: [
      ...(answers === null ? [] : countedLabels(answers)),
      changeMark(item, language),
      ...(confirmed ? [copy.confirmed] : []),
      ...(answers === null ? [] : [copy.publications[publication]]),
    ],
    internal: answers !== null && publication === 'internal',
    texts: quoted.texts,
    remark: remark(),
    reference: spellReference(reference),
    received: formatDateTime(language, receivedAt, 'locative'),
    campaign:
      campaign === null
        ? null
        : describeCampaign(language, consultation, campaign, attached, maxListed),
  };

  function swatchOf(): Swatch | null {
    const field = kind.fields[kind.counted];
    if (answers === null || field?.control !== 'scale') return null;
    const [value] = countedIn(kind, answers);
    return value === undefined ? null : field.values.indexOf(value);
  }

  function countedLabels(given: Answers): string[] {
    const labels = chosenLabels(consultation, kind.counted, given, language);
    return labels.length === 0 ? [copy.unrated] : labels;
  }

  function remark(): string | null {
    if (answers === null) return words.digest.withdrawn;
    if (quoted.texts.length === 0) return words.digest.noText;
    return quoted.isCut ? copy.cut[attached ? 'attached' : 'apart'] : null;
  }
}

function changeMark({ change, replaces }: DigestItem, language: Language): string {
  const copy = mailCopyFor(language).digest;
  if (change === 'new' || replaces === null) return copy.changes[change];
  return `${copy.changes[change]}; ${copy.replaced[change](replaces)}`;
}

/** In UTF-16 units: the whole name of an organisation is in the table. */
const MAX_LISTED_NAME_CHARS = 80;

function describeCampaign(
  language: Language,
  consultation: Consultation,
  campaign: Campaign,
  attached: boolean,
  maxListed: number,
): CampaignModel {
  const copy = mailCopyFor(language).digest;
  const { number, letters, organisations, confirmed, internal } = campaign;
  const listed = campaign.listed.slice(0, maxListed);
  const place = attached ? 'attached' : 'apart';
  return {
    title: copy.campaign.title(letters),
    facts: [
      copy.campaign.organisations(organisations),
      ...labelCounts(consultation, campaign, language).map(({ label }) => label),
      ...(confirmed > 0 ? [copy.campaign.confirmed(confirmed)] : []),
      ...(internal > 0 ? [copy.campaign.internal(internal)] : []),
    ].join(' · '),
    shown: copy.campaign.shown[place](number),
    listed: listed.map((item) => ({
      reference: spellReference(item.reference),
      marks: [
        ...(item.change === 'new' ? [] : [changeMark(item, language)]),
        ...(item.publication === 'internal' ? [copy.publications.internal] : []),
      ],
      organisation: abridgeLine(withoutBidiControls(item.organisation), MAX_LISTED_NAME_CHARS),
    })),
    more: letters > listed.length ? copy.campaign.more[place](letters - listed.length) : null,
  };
}
