import type { ResponsibleUnit } from '../../domain/consultation.ts';
import { type Language, singleLine } from '../../domain/text.ts';
import { pathTo } from '../../routes.ts';
import type { AddressKey } from '../../ports/subscriptions.ts';
import type { AnnouncementLinks } from '../../ports/writers.ts';

/** A header value: one line, nothing that could end it or turn it around. */
export function headerText(value: string): string {
  return singleLine(value.replaceAll('\u00a0', ' '));
}

/** What every mail of ours carries: no out-of-office note comes back, and its language is known. */
export function commonHeaders(
  language: Language,
  entity: string,
): Readonly<Record<string, string>> {
  return {
    'Content-Language': language,
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    // Mails of the same subject are threaded, and then clipped: each is an entity of its own.
    'X-Entity-Ref-ID': entity,
  };
}

/**
 * The list of one unit's digests. The identifier (RFC 2919) is the same for ever; nobody posts to the
 * list, and its owner is the unit (RFC 2369). An official duty mail has no List-Unsubscribe.
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
 * The announcement list: its identifier never changes, one click ends a subscription (RFC 8058), and a
 * mail to the address for replies does so by the hand of whoever reads it.
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
