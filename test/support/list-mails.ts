import type { Announcement } from '../../shared/domain/announcement.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import type { Language } from '../../shared/domain/text.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { announcementMail } from '../../shared/view/mail/announcement-mail.tsx';
import { confirmationMail } from '../../shared/view/mail/confirmation-mail.tsx';
import { at } from './builders.ts';
import { OWNER } from './owner.ts';

/* Mails to a subscriber, as the announcement list sends them. */

const SITE = 'https://sadzirdets.example';
const ADDRESS = 'NYPtKemRwYoJxzBt5jf3Io';
const REPLY_TO = 'konsultacijas@sadzirdets.example';

const BODY = `Paldies **visiem**, kas sniedza viedokli par [izvērtējuma projektu](/lv/consultations/nap2-midterm-review).

## Kas notiks tālāk

1. Valsts kanceleja apkopo viedokļus.
2. Atbildes būs šeit:
   - [atbilžu tabula](https://example.org/atbildes),
   - *kopsavilkums* preses relīzē.

> Plāns ir labs, ja to dzird.

---

Jautājumi: <mailto:nap@example.org>`;

export function anAnnouncement(changes: Partial<Announcement> = {}): Announcement {
  return {
    id: 'rezultati-2027',
    topic: 'results',
    sendAt: at('2027-02-01T10:00:00+02:00'),
    state: 'started',
    content: {
      kind: 'written',
      lv: { subject: 'Kas notiks ar jūsu viedokļiem', body: BODY },
      en: { subject: 'What becomes of your opinions', body: BODY },
    },
    ...changes,
  };
}

export function written(subject: string, body: string): Announcement {
  return anAnnouncement({
    content: { kind: 'written', lv: { subject, body }, en: { subject, body } },
  });
}

export function announcementOf(announcement: Announcement, language: Language = 'lv') {
  const link = (path: string) => `${SITE}/${language}/${path}`;
  return announcementMail(OWNER)({
    announcement,
    language,
    siteUrl: SITE,
    replyTo: REPLY_TO,
  })({
    email: 'anna@ngo.example',
    address: ADDRESS,
    batch: 7,
    links: {
      announcement: link(`announcements/${announcement.id}`),
      archive: link('announcements'),
      subscription: link(`subscriptions/${ADDRESS}?key=kkkkkkkkkkkkkkkkkkkkkk`),
      unsubscribe: link(`subscriptions/${ADDRESS}/unsubscribe?key=kkkkkkkkkkkkkkkkkkkkkk`),
    },
  });
}

export function confirmationOf(changes: Partial<Extract<Subscription, { state: 'pending' }>> = {}) {
  const requestedAt = at('2027-01-05T10:00:00+02:00');
  const subscription: Subscription = {
    state: 'pending',
    email: 'anna@ngo.example',
    language: 'lv',
    topics: ['drafts', 'results'],
    requestedAt,
    askedAt: requestedAt,
    consent: { textVersion: 1, language: 'lv', formUrl: `${SITE}/lv/subscribe`, tokenHash: 'h' },
    confirmation: {
      state: 'due',
      kind: 'confirmation',
      attempts: 0,
      repeat: false,
      dueAt: requestedAt,
    },
    expiresAt: plus(requestedAt, 7 * DAY_MS),
    revision: 1,
    ...changes,
  };
  return confirmationMail(OWNER)({
    subscription,
    confirmUrl: `${SITE}/${subscription.language}/subscriptions/${ADDRESS}/confirm?at=2027-01-05T08%3A00%3A00.000Z&key=kkkkkkkkkkkkkkkkkkkkkk`,
    siteUrl: SITE,
    replyTo: REPLY_TO,
    address: ADDRESS,
  });
}
