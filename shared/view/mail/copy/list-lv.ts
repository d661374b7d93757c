import type { Topic } from '../../../domain/subscription.ts';
import type { Instant } from '../../../domain/time.ts';
import { formatDateTime } from '../../format.ts';

const TOPICS: Record<Topic, string> = {
  drafts: 'jauni projekti',
  closing: 'termiņa atgādinājumi',
  results: 'rezultāti',
  calls: 'aicinājumi',
};

/** The sentences of the mails to subscribers. Latvian is written first; English has the same shape. */
export const listLv = {
  topics: (topics: readonly Topic[]) => topics.map((topic) => TOPICS[topic]).join(', '),

  confirmation: {
    subject: 'Apstipriniet, ka vēlaties saņemt „Sadzirdēts” paziņojumus',
    title: 'Apstipriniet pieteikumu',
    asked:
      'Kāds, visticamāk, jūs, mūsu lapā ir ierakstījis šo adresi, lai saņemtu paziņojumus par sabiedriskajām apspriedēm.',
    topics: (topics: string) => `Izvēlētās tēmas: ${topics}.`,
    ask: 'Ja vēlaties tos saņemt, nospiediet pogu un apstipriniet:',
    button: 'Atvērt un apstiprināt',
    until: (at: Instant) => `Saite darbojas līdz ${formatDateTime('lv', at, 'dative')}.`,
    otherwise:
      'Ja neesat pieteikušies, nedariet neko: bez apstiprinājuma paziņojumus nesūtīsim, un adrese tiks izdzēsta.',
    why: 'Šo vēstuli saņemat vienīgi tāpēc, ka jūsu adrese ir ierakstīta pieteikumā. Atbilde uz to nonāks pie cilvēka.',
  },

  announcement: {
    why: (topic: string) =>
      `Šo paziņojumu saņemat, jo esat pieteikušies un to apstiprinājuši. Tēma: ${topic}.`,
    change: 'Mainīt tēmas',
    unsubscribe: 'Atteikties no paziņojumiem',
    web: 'Lasīt tīmeklī',
    archive: 'Visi paziņojumi',
    more: 'Paziņojums ir garāks par vēstuli. Turpinājums:',
  },

  topic: (topic: Topic) => TOPICS[topic],
};

/** The sentences that every language must have. */
export type ListCopy = typeof listLv;
