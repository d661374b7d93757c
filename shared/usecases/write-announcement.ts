import type { Announcement } from '../domain/announcement.ts';
import type { Language } from '../domain/text.ts';
import type { AddressKey, AnnouncementLinks, Mail, Tokens, WriteAnnouncement } from '../ports.ts';
import { subscriberStatement } from './address-key.ts';

interface Needs {
  readonly write: WriteAnnouncement;
  readonly links: (
    announcement: string,
    language: Language,
    subscriber: { readonly address: AddressKey; readonly token: string },
  ) => AnnouncementLinks;
  readonly tokens: Pick<Tokens, 'sign'>;
  readonly siteUrl: string;
  /** Monitored: a reply reaches a person. */
  readonly replyTo: string;
}

interface Recipient {
  readonly email: string;
  readonly address: AddressKey;
  readonly batch: number;
}

/** The mails of one announcement; what those of a language share is made when it is first needed. */
export type AnnouncementWriter = (
  announcement: Announcement,
) => (language: Language, recipient: Recipient) => Promise<Mail>;

export function announcementWriter(needs: Needs): AnnouncementWriter {
  const { write, links, tokens, siteUrl, replyTo } = needs;
  return (announcement) => {
    const { id } = announcement;
    const prepared = new Map<Language, ReturnType<WriteAnnouncement>>();
    return async (language, recipient) => {
      const about = { announcement, language, siteUrl, replyTo };
      const mail = prepared.get(language) ?? write(about);
      prepared.set(language, mail);
      const { address } = recipient;
      const token = await tokens.sign(subscriberStatement(address));
      return mail({ ...recipient, links: links(id, language, { address, token }) });
    };
  };
}
