import { MAX_BODY_CHARS } from '../../domain/announcement.ts';
import type { Owner } from '../../domain/owner.ts';
import { escapeMarkup, type Language } from '../../domain/text.ts';
import type { AnnouncementLinks, WriteAnnouncement } from '../../ports/writers.ts';
import { announcementText } from '../announcement-text.ts';
import { type Block, blocksOf } from '../markdown.ts';
import { beginningOf, firstWords } from './beginning.ts';
import { closingLines } from './closing.ts';
import { listCopyFor } from './copy/list.ts';
import { Foot, Link, MAX_HTML_BYTES, renderMail, Row, Title } from './frame.tsx';
import { announcementHeaders, headerText } from './headers.ts';
import { MailBlocks } from './markdown-mail.tsx';
import { textBlocks } from './markdown-text.ts';
import { placeholder, template, withoutPlaceholders } from './placeholders.ts';
import { asText, fold, THIN_RULE } from './plain.ts';

type LinkName = keyof AnnouncementLinks;

interface Model {
  readonly language: Language;
  readonly owner: Owner;
  readonly subject: string;
  readonly blocks: readonly Block[];
  /** True if the mail holds only the beginning. The rest is read on the web. */
  readonly cut: boolean;
  readonly why: string;
}

/** In characters: as much as a list of mails shows beside the subject. */
const PREHEADER_CHARS = 140;
/** In bytes: what a recipient's links may take in place of the placeholders. */
const LINKS_BYTES = 2_000;
/**
 * In characters. The search for the place of the cut stops at this precision: the cut need not be
 * exact.
 */
const FITTING_STEP = 50;

/**
 * Writes the mails of one announcement. What they share is made once, and the links are filled in
 * for each recipient.
 */
export function announcementMail(owner: Owner): WriteAnnouncement {
  return (about) => writeAnnouncement(about, owner);
}

function writeAnnouncement(
  about: Parameters<WriteAnnouncement>[0],
  owner: Owner,
): ReturnType<WriteAnnouncement> {
  const { announcement, language, siteUrl, replyTo } = about;
  const list = listCopyFor(language);
  const { subject, body } = announcementText(announcement, language);
  const blocks = blocksOf(body, siteUrl);
  const why = list.announcement.why(list.topic(announcement.topic));
  const model = shortenToFit({
    language,
    owner,
    subject: headerText(withoutPlaceholders(subject)),
    blocks,
    cut: false,
    why,
  });
  const html = template<LinkName>(announcementHtml(model), escapeMarkup);
  const text = template<LinkName>(announcementMailText(model));
  const headers = announcementHeaders(language, siteUrl, replyTo);
  const { id } = announcement;
  return ({ email, address, batch, links }) => ({
    to: email,
    replyTo,
    subject: model.subject,
    text: text(links),
    html: html(links),
    headers: headers(`announcement-${id}-${address}`, address, links),
    attachments: [],
    tags: {
      kind: 'announcement',
      announcement: id,
      batch: String(batch),
      address,
    },
  });
}

/** Returns the whole text, or as much of its beginning as fits. */
function shortenToFit(whole: Model): Model {
  if (fits(whole)) return whole;
  const start = (chars: number): Model => {
    return { ...whole, blocks: beginningOf(whole.blocks, chars), cut: true };
  };
  let [low, high] = [0, MAX_BODY_CHARS];
  while (high - low > FITTING_STEP) {
    const middle = Math.floor((low + high) / 2);
    if (fits(start(middle))) low = middle;
    else high = middle;
  }
  return start(low);
}

function fits(model: Model): boolean {
  return Buffer.byteLength(announcementHtml(model)) <= MAX_HTML_BYTES - LINKS_BYTES;
}

function announcementHtml({ language, owner, subject, blocks, cut, why }: Model): string {
  const copy = listCopyFor(language).announcement;
  return renderMail({
    language,
    title: subject,
    preheader: firstWords(blocks, PREHEADER_CHARS),
    children: (
      <>
        <Row top={26} bottom={28}>
          <Title>{subject}</Title>
          <MailBlocks blocks={blocks} />
          {cut && (
            <p style="margin:18px 0 0">
              {copy.more} <Link href={placeholder('announcement')}>{copy.web}</Link>
            </p>
          )}
        </Row>
        <Foot language={language} owner={owner}>
          <p style="margin:0">{why}</p>
          <p style="margin:10px 0 0">
            <Link href={placeholder('unsubscribe')}>{copy.unsubscribe}</Link>
            {' · '}
            <Link href={placeholder('subscription')}>{copy.change}</Link>
            {' · '}
            <Link href={placeholder('announcement')}>{copy.web}</Link>
            {' · '}
            <Link href={placeholder('archive')}>{copy.archive}</Link>
          </p>
        </Foot>
      </>
    ),
  });
}

function announcementMailText({ language, owner, subject, blocks, cut, why }: Model): string {
  const copy = listCopyFor(language).announcement;
  const link = (name: LinkName, words: string) => [...fold(`${words}:`), placeholder(name)];
  return asText([
    ...fold(subject),
    ...textBlocks(blocks),
    ...(cut ? ['', ...fold(copy.more), ...link('announcement', copy.web)] : []),
    '',
    THIN_RULE,
    ...fold(why),
    '',
    ...link('unsubscribe', copy.unsubscribe),
    ...link('subscription', copy.change),
    ...link('announcement', copy.web),
    ...link('archive', copy.archive),
    '',
    ...closingLines(language, owner),
  ]);
}
