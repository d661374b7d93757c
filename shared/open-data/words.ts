import type { Licence } from '../domain/licence.ts';
import type { Bilingual, Language } from '../domain/text.ts';

/*
 * What the files of open data say to people, in both languages. The words of a kind's own fields
 * come from the kind.
 */

interface Source {
  readonly publisher: string;
  readonly siteUrl: string;
}

interface LicenceWords {
  /** The short name of the licence, the same in every language. */
  readonly title: string;
  readonly sentence: Readonly<Record<Language, (source: Source) => string>>;
}

export const LICENCE_WORDS: Record<Licence, LicenceWords> = {
  'https://creativecommons.org/licenses/by/4.0/': {
    title: 'CC BY 4.0',
    sentence: {
      lv: ({ publisher, siteUrl }) =>
        `Datus drīkst brīvi izmantot, pārveidot un izplatīt jebkuram mērķim, norādot avotu: ${publisher}, ${siteUrl}`,
      en: ({ publisher, siteUrl }) =>
        `You may use, adapt and share the data for any purpose, if you name the source: ${publisher}, ${siteUrl}`,
    },
  },
  'https://creativecommons.org/publicdomain/zero/1.0/': {
    title: 'CC0 1.0',
    sentence: {
      lv: () =>
        'Datus drīkst brīvi izmantot, pārveidot un izplatīt jebkuram mērķim. Avots nav jānorāda.',
      en: () =>
        'You may use, adapt and share the data for any purpose. You need not name the source.',
    },
  },
};

interface ColumnWords {
  readonly title: Bilingual;
  readonly description?: Bilingual;
}

/** The columns that the data of every kind have. */
export const COLUMN_WORDS = {
  id: {
    title: { lv: 'Identifikators', en: 'Identifier' },
    description: {
      lv: 'Pastāvīgs. Tas nav apliecinājuma numurs, un no tā numuru nevar uzzināt.',
      en: 'It never changes. It is not the reference number, and does not lead to it.',
    },
  },
  url: { title: { lv: 'Adrese vietnē', en: 'Address on the site' } },
  commitment: {
    title: { lv: 'Apņemšanās numurs', en: 'Number of the commitment' },
    description: {
      lv: 'Nav vērtības: par projektu kopumā.',
      en: 'No value: about the draft as a whole.',
    },
  },
  state: {
    title: { lv: 'Stāvoklis', en: 'State' },
    description: {
      lv: 'shown: lasāms; withdrawn: iesniedzējs ir atsaucis; hidden: paslēpts saskaņā ar noteikumu. Atsauktam un paslēptam nav ne organizācijas, ne atbilžu.',
      en: 'shown: can be read; withdrawn: taken back by its author; hidden: by a rule. What was withdrawn or hidden has neither an organisation nor answers.',
    },
  },
  organisation: {
    title: { lv: 'Organizācija', en: 'Organisation' },
    description: {
      lv: 'Nav vērtības: publicēts bez nosaukuma, atsaukts vai paslēpts.',
      en: 'No value: published without the name, withdrawn or hidden.',
    },
  },
  language: { title: { lv: 'Iesniedzēja izvēlētā valoda', en: 'Language the author chose' } },
  draftVersion: { title: { lv: 'Projekta versija', en: 'Version of the draft' } },
  receivedAt: { title: { lv: 'Saņemts', en: 'Received' } },
  changedAt: {
    title: { lv: 'Pašreizējais teksts saņemts', en: 'Present words received' },
    description: {
      lv: 'Atsauktam: kad tas atsaukts.',
      en: 'For what was withdrawn: when that was.',
    },
  },
  earlierReceivedAt: {
    title: { lv: 'Iepriekšējais teksts saņemts', en: 'Earlier words received' },
    description: { lv: 'Nav vērtības: nav labots.', en: 'No value: it was not edited.' },
  },
  hiddenRule: { title: { lv: 'Noteikums, pēc kura paslēpts', en: 'Rule by which it is hidden' } },
  hiddenAt: { title: { lv: 'Paslēpts', en: 'Hidden' } },
} as const satisfies Record<string, ColumnWords>;

/** What a reader of the CSV must know about the texts. */
export const GUARD_NOTE: Bilingual = {
  lv: 'Ja izklājlapu programma šūnas vai rindas sākumu uzskatītu par formulu, pirms tā ir apostrofs, ko iesniedzējs nav rakstījis, un no teksta ir izņemtas rakstības virziena vadības zīmes. JSON satur tekstu tādu, kāds tas saņemts.',
  en: 'Where a spreadsheet would take the beginning of a cell or a line for a formula, an apostrophe stands before it that the author did not write, and controls of the writing direction are left out. The JSON has the text as it was received.',
};

/** What the catalog says about the data. */
export const CATALOG_WORDS = {
  title: { lv: 'Sabiedrisko apspriežu atvērtie dati', en: 'Open data of public consultations' },
  description: {
    lv: 'Viedokļi un priekšlikumi, ko nevalstiskās organizācijas iesniegušas sabiedriskajās apspriedēs un atļāvušas publicēt.',
    en: 'Opinions and proposals that non-governmental organisations have submitted to public consultations and agreed to have published.',
  },
  themes: { lv: 'Datu tēmas', en: 'Data themes' },
  theme: { lv: 'Valdība un publiskais sektors', en: 'Government and public sector' },
  service: {
    lv: 'Sadzirdēts: lietojumprogrammu saskarne',
    en: 'Sadzirdēts: programming interface',
  },
  dataset: {
    lv: (consultation: string) => `Iesniegtais apspriedē: ${consultation}`,
    en: (consultation: string) => `Submitted to the consultation: ${consultation}`,
  },
  keywords: {
    lv: ['sabiedriskā apspriede', 'atvērtā pārvaldība', 'nevalstiskās organizācijas'],
    en: ['public consultation', 'open government', 'non-governmental organisations'],
  },
  distributions: {
    json: { lv: 'Dati JSON formātā', en: 'Data as JSON' },
    csv: { lv: 'Dati CSV formātā', en: 'Data as CSV' },
  },
  volumes: {
    lv: 'Adresē ir datu pirmā daļa. Ja daļu ir vairākas, nākamās adrese ir galvenē Link ar rel="next", JSON arī laukā next.',
    en: 'The address gives the first volume. Where there are several, the address of the next one is in the header Link with rel="next", and in JSON also in next.',
  },
} as const;
