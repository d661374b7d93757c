import { eachNudge } from '../shared/events.ts';
import { announcementLinks } from '../shared/http/links.ts';
import { sendAnnouncements } from '../shared/usecases/send-announcements.ts';
import { announcementWriter } from '../shared/usecases/write-announcement.ts';
import { announcementMail } from '../shared/view/mail/announcement.tsx';
import {
  announcementStore,
  consultationStore,
  pause,
  subscriptionStore,
  wire,
  wireAnnouncementQueue,
  wireMailer,
  wireQuota,
} from '../shared/wiring.ts';

const { env, ...needs } = wire(
  'send-announcements',
  announcementStore,
  consultationStore,
  subscriptionStore,
);
const siteUrl = env.SITE_URL;

export const handler = eachNudge(
  sendAnnouncements({
    ...needs,
    send: wireMailer(env),
    readQuota: wireQuota(),
    queue: wireAnnouncementQueue(env),
    pause,
    senders: Number(env.SENDERS),
    writer: announcementWriter({
      ...needs,
      write: announcementMail,
      links: (...about) => announcementLinks(siteUrl, ...about),
      siteUrl,
      replyTo: env.REPLY_TO,
    }),
  }),
  needs.journal,
);
