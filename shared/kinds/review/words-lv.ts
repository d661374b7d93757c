import { formatDateTime, formatDeadline, formatNumber } from '../../view/format.ts';
import type { KindWords } from '../kind-words.ts';
import { MAX_OPINION_CHARS } from './review.ts';

export const lv: KindWords = {
  fields: {
    rating: {
      label: 'Izpildes pakāpe',
      labelAbout: (number) =>
        number === null ? 'Plāna izpilde kopumā' : `${number}. apņemšanās izpildes pakāpe`,
      choices: {
        'not-started': 'Nav sākta',
        limited: 'Ierobežota',
        substantial: 'Būtiska',
        complete: 'Pabeigta',
      },
      none: 'Nevērtēju',
    },
    text: {
      label: 'Viedoklis',
      labelAbout: (number) =>
        number === null ? 'Viedoklis par projektu kopumā' : `Viedoklis par ${number}. apņemšanos`,
    },
  },

  parts: { zero: 'viedokļu', one: 'viedoklis', other: 'viedokļi' },
  newParts: { zero: 'jaunu viedokļu', one: 'jauns viedoklis', other: 'jauni viedokļi' },

  opens: (at) => `Viedokļus varēs sniegt no ${formatDateTime('lv', at, 'genitive')}`,
  closes: (at) => `Viedokļus gaidām līdz ${formatDeadline('lv', at, 'dative')}`,
  late: 'Vēlāk iesniegtus viedokļus nepieņemam.',
  notOpenYet: 'Viedokļus vēl nevar sniegt',
  closedHint: (at) =>
    `Viedokļus pieņēmām līdz ${formatDeadline('lv', at, 'dative')}. Ja viedokli iesniedzāt laikus, ar apliecinājuma numuru varat pārbaudīt, kur tas ir.`,

  draft: {
    label: 'Projekts',
    read: 'Lasīt visu projektu',
    introduction: 'Projekta ievads',
    documents: 'Projekta dokumenti',
    compared: (title) => `Projekta redakciju salīdzinājums: ${title}.`,
    unchanged: 'Šajā redakcijā projekta teksts latviešu valodā nav mainījies.',
  },

  form: {
    title: 'Jūsu viedoklis',
    intro: `Rakstiet tikai par to, kas jums svarīgs: pietiek ar vienu vērtējumu vai vienu viedokli. Pārējo atstājiet tukšu. Katrā viedoklī drīkst būt ne vairāk kā ${formatNumber('lv', MAX_OPINION_CHARS)}\u00a0rakstzīmju.`,
    scale: {
      title: 'Ko nozīmē izpildes pakāpes',
      meanings: {
        'not-started': 'darbs pie apņemšanās vēl nav sākts',
        limited: 'paveikta neliela daļa no apņemtā',
        substantial: 'paveikta lielākā daļa, bet ne viss',
        complete: 'viss apņemtais ir paveikts',
      },
    },
    whole: 'Projekts kopumā',
    wholeHint: 'Šeit rakstiet to, kas neattiecas tikai uz vienu apņemšanos.',
    takeBackOne:
      'Ja vēlaties atsaukt tikai vienu viedokli, izdzēsiet tā tekstu un izvēlieties „Nevērtēju”: pārējie paliks.',
    publication: 'Vai viedokli drīkst publicēt?',
    publicationHints: {
      named: 'Lasītāji redzēs, kura organizācija viedokli sniegusi.',
      internal: 'Viedokli lasīs tikai atbildīgā struktūrvienība.',
    },
    submit: 'Iesniegt viedokli',
  },

  announcements: {
    opened: {
      subject: (title) => `Atvērta apspriede: ${title}`,
      body: ({ title, plan, summary, closesAt, link }) => `
Ir sākusies sabiedriskā apspriede: **${title}** (${plan}).

${summary}

Viedokļus gaidām līdz **${formatDeadline('lv', closesAt, 'dative')}** pēc Rīgas laika. Katrs viedoklis nonāk pie atbildīgās struktūrvienības, un to var pārbaudīt ar apliecinājuma numuru.

[Lasīt projektu un sniegt viedokli](${link})`,
    },
    closing: {
      subject: (title) => `Drīz beigsies apspriede: ${title}`,
      body: ({ title, plan, closesAt, link }) => `
Viedokli vēl var sniegt līdz **${formatDeadline('lv', closesAt, 'dative')}** pēc Rīgas laika: **${title}** (${plan}).

Vēlāk iesniegtus viedokļus nepieņemam. Jau sniegtu viedokli līdz tam laikam var labot vai atsaukt ar saiti apliecinājuma vēstulē.

[Lasīt projektu un sniegt viedokli](${link})`,
    },
  },

  received: 'Viedoklis ir saņemts',
  mail: {
    subject: (reference) => `Viedoklis saņemts: ${reference}`,
    thanks: 'Paldies! Jūsu viedoklis ir droši saglabāts un nonāks pie adresāta.',
  },

  published: { title: 'Publicētie viedokļi', one: 'Viedoklis' },

  digest: {
    whole: 'Projekts kopumā',
    noText: 'Teksta nav, tikai vērtējums.',
    withdrawn: 'Organizācija šo viedokli ir atsaukusi.',
    file: 'kopsavilkums',
  },
};
