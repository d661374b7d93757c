import type { Composed } from '../delivery/room.ts';
import type { Announcement } from '../domain/announcement.ts';
import type { Language } from '../domain/text.ts';
import type { Journal } from '../ports/journal.ts';
import type { AddressKey } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';
import type { AnnouncementLinks, WriteAnnouncement } from '../ports/writers.ts';
import { subscriberStatement } from './address-key.ts';

interface Needs {
  readonly write: WriteAnnouncement;
  readonly links: (
    announcement: string,
    language: Language,
    subscriber: { readonly address: AddressKey; readonly token: string },
  ) => AnnouncementLinks;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly journal: Journal;
  readonly siteUrl: string;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

interface Recipient {
  readonly email: string;
  readonly address: AddressKey;
  readonly batch: number;
}

/**
 * Writes the mails of one announcement. What the mails of a language share is made at its first
 * use. A mail that cannot be written for one recipient is given up: another attempt would fail too,
 * and the other mails must not wait.
 */
export type AnnouncementWriter = (
  announcement: Announcement,
) => (language: Language, recipient: Recipient) => Promise<Composed>;

export function announcementWriter(needs: Needs): AnnouncementWriter {
  const { write, links, tokens, journal, siteUrl, replyTo } = needs;
  return (announcement) => {
    const { id } = announcement;
    const prepared = new Map<Language, ReturnType<WriteAnnouncement>>();
    return async (language, recipient) => {
      const about = { announcement, language, siteUrl, replyTo };
      const mail = prepared.get(language) ?? write(about);
      prepared.set(language, mail);
      const { address } = recipient;
      const token = await tokens.sign(subscriberStatement(address));
      try {
        return { mail: mail({ ...recipient, links: links(id, language, { address, token }) }) };
      } catch (fault) {
        journal.error('A mail of an announcement cannot be written', { id, address, fault });
        return { failed: 'not-composed' };
      }
    };
  };
}
