import type { Consultation } from '../../domain/consultation.ts';
import type { Campaign, DigestEntry, DigestItem } from '../../domain/digest-content.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Answers, PublicationChoice } from '../../domain/submission.ts';
import { type Language, withoutBidiControls } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { countedIn, countedValues, textIn } from '../../kinds/kind.ts';
import { kindOf } from '../../kinds/kinds.ts';
import { choiceLabel, wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { abridgeLine } from '../excerpt.ts';
import { formatDate, formatDateTimeNear } from '../format.ts';
import { mailCopyFor } from './copy/index.ts';
import type { CampaignModel, ItemModel, LinkModel, Mark, Swatch } from './digest-model.ts';
import { describeEdit } from './describe-edit.ts';
import type { Extent } from './quote-answers.ts';
import { type MarkedTexts, quoteEdits } from './quote-edits.ts';
import { type TextEdits, textEditsOf } from './text-edits.ts';

/** How much of an entry is told. */
export interface EntryExtent extends Extent {
  /** How many letters of a campaign are listed. */
  readonly maxListed: number;
}

const NOTHING: TextEdits & MarkedTexts = new Map();

export interface EntryContext {
  readonly language: Language;
  readonly consultation: Consultation;
  /** The end of the window. Dates of the same year are told without the year. */
  readonly now: Instant;
  /** Whether the complete set is attached. */
  readonly attached: boolean;
  readonly siteUrl: string;
}

/** Puts one part into words, or a campaign by its first letter. */
export function describeEntry(
  { item, campaign }: DigestEntry,
  context: EntryContext,
  extent: EntryExtent,
): ItemModel {
  const { language, consultation, now } = context;
  const copy = mailCopyFor(language).digest;
  const { organisation, publication, confirmed, answers, receivedAt } = item;
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  // A campaign shows one text in the place of many, and what has become of each is told in its list.
  const edits = campaign === null ? textEditsOf(kind, item) : NOTHING;
  const quoted =
    answers === null
      ? { texts: [], wordsLeft: 0, marked: NOTHING }
      : quoteEdits(consultation, answers, edits, language, [kind.title, kind.counted], extent);
  const titled = answers === null || kind.title === null ? '' : textIn(answers, kind.title);
  return {
    organisation: withoutBidiControls(organisation),
    title: titled === '' ? null : withoutBidiControls(titled),
    marks: [
      ...changeMarks(item, context),
      ...(answers === null
        ? []
        : [...countedMarks(answers), publicationMark(publication, language)]),
    ],
    changes:
      campaign === null ? describeEdit(consultation, item, edits, quoted.marked, language) : null,
    texts: quoted.texts,
    wordsLeft: quoted.wordsLeft,
    remark: remark(),
    reference: referenceLink(item, context),
    received: [
      formatDateTimeNear(language, receivedAt, now, 'locative'),
      ...(confirmed ? [copy.confirmed] : []),
    ].join(' · '),
    campaign: campaign === null ? null : describeCampaign(campaign, context, extent),
  };

  function countedMarks(given: Answers): Mark[] {
    const chosen = countedIn(kind, given);
    const isScale = isCountedByScale(consultation);
    const marks = countedValues(kind, consultation).flatMap((value, step): Mark[] => {
      if (!chosen.includes(value)) return [];
      const label = choiceLabel(consultation, kind.counted, value, language);
      return [{ ...plainMark(label), swatch: isScale ? step : null }];
    });
    return marks.length === 0 ? [plainMark(copy.unrated)] : marks;
  }

  function remark(): string | null {
    if (answers === null) return words.digest.withdrawn;
    if (quoted.texts.length === 0) return words.digest.noText;
    const { wordsLeft } = quoted;
    return wordsLeft === 0
      ? null
      : copy.wordsLeft[context.attached ? 'attached' : 'apart'](wordsLeft);
  }
}

function plainMark(label: string): Mark {
  return { label, isStrong: false, swatch: null };
}

function publicationMark(publication: PublicationChoice, language: Language): Mark {
  const label = mailCopyFor(language).digest.publications[publication];
  return { ...plainMark(label), isStrong: publication === 'internal' };
}

/** Marks what is not new, with the digest that told the earlier version. */
function changeMarks({ change, replaces }: DigestItem, { language, now }: EntryContext): Mark[] {
  if (change === 'new') return [];
  const copy = mailCopyFor(language).digest;
  const mark = { ...plainMark(copy.changes[change]), isStrong: true };
  if (replaces === null) return [mark];
  const { number, slot } = replaces;
  const date = formatDate(language, slot, 'locative', now);
  return [mark, plainMark(copy.replaced[change](number, date))];
}

function referenceLink(
  { reference }: DigestItem,
  { language, consultation, siteUrl }: EntryContext,
): LinkModel {
  const path = pathTo('receipt', { language, consultation: consultation.id, reference });
  return { label: spellReference(reference), href: new URL(path, siteUrl).href };
}

/** In UTF-16 units: the whole name of an organisation is in the table. */
const MAX_LISTED_NAME_CHARS = 80;

function describeCampaign(
  campaign: Campaign,
  context: EntryContext,
  { maxListed }: EntryExtent,
): CampaignModel {
  const { language, consultation, attached } = context;
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
      reference: referenceLink(item, context),
      marks: [
        ...changeMarks(item, context),
        ...(item.publication === 'internal' ? [publicationMark('internal', language)] : []),
      ],
      organisation: abridgeLine(withoutBidiControls(item.organisation), MAX_LISTED_NAME_CHARS),
    })),
    more: letters > listed.length ? copy.campaign.more[place](letters - listed.length) : null,
  };
}

/** What is counted by value. */
interface Counted {
  readonly counts: ReadonlyMap<string, number>;
  readonly uncounted: number;
}

/** Returns the counts by value that are not zero, in words, with what has no value last. */
export function labelCounts(
  consultation: Consultation,
  { counts, uncounted }: Counted,
  language: Language,
): { readonly swatch: Swatch | null; readonly label: string; readonly count: number }[] {
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

export function isCountedByScale(consultation: Consultation): boolean {
  const kind = kindOf(consultation);
  return kind.fields[kind.counted]?.control === 'scale';
}
