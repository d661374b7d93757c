import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../infra/config.ts';
import {
  type Announcement,
  AnnouncementInput,
  createAnnouncement,
} from '../shared/domain/announcement.ts';
import { type FieldFailure, read } from '../shared/domain/failure.ts';
import { LANGUAGES } from '../shared/domain/text.ts';
import { announcementLinks } from '../shared/links.ts';
import { composeMessage } from '../shared/ses/mailer.ts';
import { buildAnnouncementMail, NO_SITE } from './built-mails.ts';

type Preview =
  | { readonly announcement: Announcement; readonly files: readonly string[] }
  | { readonly failures: readonly FieldFailure[] };

interface PreviewAbout {
  /** The folder that the files are written to. */
  readonly directory: string;
  /** The address of the site, or null while it is unknown. */
  readonly site: string | null;
  /** The settings of the deployment that would send the mails. */
  readonly config: Config;
}

/** Links with these values lead nowhere: a preview must not unsubscribe anybody. */
const NOBODY = { address: 'preview', token: 'preview' };

/**
 * Writes the mails as subscribers will get them, in three files for each language: a message that a
 * mail program opens, the HTML and the text.
 */
export async function previewAnnouncement(
  typed: unknown,
  { directory, site, config }: PreviewAbout,
): Promise<Preview> {
  const input = read(AnnouncementInput, typed);
  if ('failures' in input) return { failures: input.failures };
  const announcement = createAnnouncement(input.value);
  const { sender: address, senderName: name, replyTo, owner } = config;
  const siteUrl = site ?? NO_SITE;
  const write = await buildAnnouncementMail(owner);
  mkdirSync(directory, { recursive: true });
  const files: string[] = [];
  for (const language of LANGUAGES) {
    const mail = write({ announcement, language, siteUrl, replyTo })({
      email: 'subscriber@example.org',
      address: NOBODY.address,
      batch: 0,
      links: announcementLinks(siteUrl, announcement.id, language, NOBODY),
    });
    const parts = {
      eml: await composeMessage(mail, { name, address }),
      html: mail.html,
      txt: mail.text,
    };
    for (const [extension, content] of Object.entries(parts)) {
      const file = join(directory, `${announcement.id}.${language}.${extension}`);
      writeFileSync(file, content);
      files.push(file);
    }
  }
  return { announcement, files };
}
