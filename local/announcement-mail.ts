import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILD_DIR, buildFunction } from '../infra/build.ts';
import type { WriteAnnouncement } from '../shared/ports.ts';

/** Mails are typed JSX, which Node does not run as it stands. */
export async function builtAnnouncementMail(): Promise<WriteAnnouncement> {
  const outdir = join(BUILD_DIR, 'announcement-mail');
  await buildFunction('shared/view/mail/announcement.tsx', outdir);
  const bundle = pathToFileURL(resolve(outdir, 'index.mjs')).href;
  const { announcementMail: write } = (await import(bundle)) as {
    announcementMail: WriteAnnouncement;
  };
  return write;
}
