import type { ResponsibleUnit } from '../../domain/consultation.ts';
import { type Language, singleLine } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import type { AddressKey } from '../../ports/subscriptions.ts';
import type { AnnouncementLinks } from '../../ports/writers.ts';

/**
 * Returns a header value: one line, without characters that could end the line or reverse the text.
 */
export function headerText(value: string): string {
  return singleLine(value.replaceAll('\u00a0', ' '));
}

/**
 * Returns the headers of every mail. No out-of-office note comes back, and mail programs know the
 * language.
 */
export function commonHeaders(
  language: Language,
  entity: string,
): Readonly<Record<string, string>> {
  return {
    'Content-Language': language,
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    // Mail programs thread mails with the same subject, and then clip them. An id of its own keeps
    // each mail apart.
    'X-Entity-Ref-ID': entity,
  };
}

/**
 * Returns the headers for the list of one unit's digests. The identifier (RFC 2919) never changes.
 * Nobody posts to the list, and its owner is the unit (RFC 2369). A digest is an official duty
 * mail, so it has no List-Unsubscribe.
 */
export function listHeaders(
  unit: ResponsibleUnit,
  helpUrl: string,
): Readonly<Record<string, string>> {
  const host = new URL(helpUrl).hostname;
  return {
    'List-Id': `<${unit.id}.digests.${host}>`,
    'List-Post': 'NO',
    'List-Help': `<${helpUrl}>`,
    'List-Owner': `<${mailto(unit.contact)}>`,
  };
}

/**
 * Returns the headers for the announcement list. Its identifier never changes. One click ends a
 * subscription (RFC 8058). A mail to the address for replies does so too, when a person reads it.
 */
export function announcementHeaders(language: Language, siteUrl: string, replyTo: string) {
  const host = new URL(siteUrl).hostname;
  const shared = {
    'List-Id': `<announcements.${host}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'List-Help': `<${siteUrl}${pathTo('subscribe', { language })}>`,
    'List-Owner': `<${mailto(replyTo)}>`,
    'List-Post': 'NO',
    Precedence: 'bulk',
  };
  return (
    entity: string,
    address: AddressKey,
    { unsubscribe, archive }: AnnouncementLinks,
  ): Readonly<Record<string, string>> => ({
    ...commonHeaders(language, entity),
    ...shared,
    'List-Unsubscribe': `<${unsubscribe}>, <${mailto(replyTo)}?subject=unsubscribe%20${address}>`,
    'List-Archive': `<${archive}>`,
  });
}

function mailto(address: string): string {
  const at = address.lastIndexOf('@');
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${address.slice(at + 1)}`;
}
