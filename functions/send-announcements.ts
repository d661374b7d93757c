import { deliveryRoom } from '../shared/delivery/room.ts';
import { eachNudge } from '../shared/events.ts';
import { announcementLinks } from '../shared/links.ts';
import { sendAnnouncements } from '../shared/usecases/send-announcements.ts';
import { announcementWriter } from '../shared/usecases/write-announcement.ts';
import { announcementMail } from '../shared/view/mail/announcement-mail.tsx';
import {
  announcementStore,
  batchStore,
  consultationStore,
  pause,
  subscriptionStore,
  tableIdentity,
  wire,
  wireAccount,
  wireAnnouncementQueue,
  wireMailer,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('send-announcements');
const store = {
  ...announcementStore(table),
  ...batchStore(table),
  ...consultationStore(table),
  ...subscriptionStore(table),
  ...tableIdentity(table),
};
const needs = { ...world, store };
const siteUrl = env.SITE_URL;
const account = wireAccount(env);

export const handler = eachNudge(
  sendAnnouncements({
    ...needs,
    room: deliveryRoom({ ...needs, send: wireMailer(env), account }),
    account,
    queue: wireAnnouncementQueue(env),
    pause,
    writer: announcementWriter({
      ...needs,
      write: announcementMail(env.OWNER),
      links: (...about) => announcementLinks(siteUrl, ...about),
      siteUrl,
      replyTo: env.REPLY_TO,
    }),
  }),
  needs.journal,
);
