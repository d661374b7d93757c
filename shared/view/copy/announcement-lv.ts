import type { Instant } from '../../domain/time.ts';
import { formatDateTime } from '../format.ts';

/**
 * What an announcement says that the product writes itself. Pages, feeds and mails show it. Latvian
 * is written first; English has the same shape.
 */
export const announcementLv = {
  opened: {
    subject: (title: string) => `Atvērta apspriede: ${title}`,
    body: (title: string, plan: string, summary: string, closesAt: Instant, link: string) => `
Ir sākusies sabiedriskā apspriede: **${title}** (${plan}).

${summary}

Viedokļus gaidām līdz **${formatDateTime('lv', closesAt, 'dative', 'exact')}** pēc Rīgas laika. Katrs viedoklis nonāk pie atbildīgās struktūrvienības, un to var pārbaudīt ar apliecinājuma numuru.

[Lasīt projektu un sniegt viedokli](${link})`,
  },
  closing: {
    subject: (title: string) => `Drīz beigsies apspriede: ${title}`,
    body: (title: string, plan: string, _: string, closesAt: Instant, link: string) => `
Viedokli vēl var sniegt līdz **${formatDateTime('lv', closesAt, 'dative', 'exact')}** pēc Rīgas laika: **${title}** (${plan}).

Kas pienāk tieši šajā brīdī vai vēlāk, ir nokavēts. Jau sniegtu viedokli līdz tam laikam var labot vai atsaukt ar saiti apliecinājuma vēstulē.

[Lasīt projektu un sniegt viedokli](${link})`,
  },
};

/** The sentences that every language must have. */
export type AnnouncementCopy = typeof announcementLv;
