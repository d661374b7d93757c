import type { Instant } from '../../domain/time.ts';
import { formatDateTime } from '../format.ts';
import type { AnnouncementCopy } from './announcement-lv.ts';

const until = (at: Instant) => formatDateTime('en', at, 'nominative', 'exact');

export const announcementEn: AnnouncementCopy = {
  opened: {
    subject: (title) => `Consultation open: ${title}`,
    body: (title, plan, summary, closesAt, link) => `
A public consultation has opened: **${title}** (${plan}).

${summary}

Opinions are welcome until **${until(closesAt)}**, Riga time. Every opinion reaches the responsible unit, and its reference number lets anyone check that it did.

[Read the draft and give an opinion](${link})`,
  },
  closing: {
    subject: (title) => `Consultation closing soon: ${title}`,
    body: (title, plan, _, closesAt, link) => `
You can still give an opinion until **${until(closesAt)}**, Riga time: **${title}** (${plan}).

What arrives at that very moment or later is late. Until then an opinion already given can be edited or withdrawn by the link in its receipt.

[Read the draft and give an opinion](${link})`,
  },
};
