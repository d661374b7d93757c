import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import type { Owner } from '../shared/domain/owner.ts';
import type { DigestWriter, WriteAnnouncement } from '../shared/ports/writers.ts';

/** The address that links use while the site is unknown. */
export const NO_SITE = 'https://sadzirdets.example';

export async function buildAnnouncementMail(owner: Owner): Promise<WriteAnnouncement> {
  const { announcementMail } = (await build('announcement-mail.tsx')) as {
    announcementMail: (owner: Owner) => WriteAnnouncement;
  };
  return announcementMail(owner);
}

export async function buildDigestWriter(owner: Owner): Promise<DigestWriter> {
  const { digestWriter } = (await build('digest-mail.ts')) as {
    digestWriter: (owner: Owner) => DigestWriter;
  };
  return digestWriter(owner);
}

/** Bundles a mail's source and imports it. Mails are typed JSX, which Node cannot run directly. */
async function build(source: string): Promise<unknown> {
  const outdir = join(BUILD_DIR, 'mails', source);
  await buildFunction(`shared/view/mail/${source}`, outdir);
  return import(pathToFileURL(resolve(outdir, 'index.mjs')).href);
}
