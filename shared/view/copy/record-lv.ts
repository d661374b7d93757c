import type { ConsultationRecord, Rule } from '../../domain/consultation-record.ts';
import type { Instant } from '../../domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDeadline,
  formatNumber,
} from '../format.ts';

const time = (at: Instant | null) => (at === null ? '' : formatDateTime('lv', at, 'locative'));

const fullDays = (count: number | null) =>
  formatCount('lv', count ?? 0, {
    zero: 'pilnu dienu',
    one: 'pilnu dienu',
    other: 'pilnas dienas',
  });
const withinDays = (count: number | null) =>
  formatCount('lv', count ?? 0, { zero: 'dienu', one: 'dienas', other: 'dienu' });
/** After "uz": an accusative for one, a dative for several. */
const toAddresses = (count: number | null) =>
  formatCount('lv', count ?? 0, { zero: 'adresēm', one: 'adresi', other: 'adresēm' });

/** The sentences of a consultation's record. Latvian is written first; English has the same shape. */
export const lv = {
  title: 'Pārskats par apspriedes norisi',
  link: 'Pārskats par apspriedes norisi',
  description: (title: string) => `Kā noritēja apspriede: ${title}.`,
  lead: {
    upcoming: 'Apspriede vēl nav sākusies. Šeit būs redzams, kā tā norit.',
    open: 'Apspriede turpinās. Šeit ir viss, kas par tās norisi zināms līdz šim.',
    closed:
      'Apspriede ir noslēgusies. Pārskats vēl var papildināties, jo ziņas par pēdējiem kopsavilkumiem pienāk vairākas dienas.',
  } satisfies Record<ConsultationRecord['state'], string>,
  final: 'Apspriede ir noslēgusies, un žurnālā ir viss par tās kopsavilkumiem.',
  source:
    'Pārskatā nav neviena cilvēka vārda un nevienas e-pasta adreses. Ziņas par redakcijām un kopsavilkumiem ir no žurnāla, ko ikviens var pārbaudīt.',

  window: 'Norises laiks',
  opens: 'Sākums',
  closes: 'Noslēgums',
  opensAt: (at: Instant) => formatDateTime('lv', at, 'nominative', 'exact'),
  closesAt: (at: Instant) => formatDeadline('lv', at),
  length: 'Ilgums',
  days: (count: number) =>
    formatCount('lv', count, { zero: 'pilnu dienu', one: 'pilna diena', other: 'pilnas dienas' }),
  moved: 'Norises laiks ir mainīts',
  movedAt: (loggedAt: Instant, opensAt: Instant, closesAt: Instant) =>
    `Kopš ${formatDateTime('lv', loggedAt, 'genitive')}: no ${formatDateTime('lv', opensAt, 'genitive', 'exact')} līdz ${formatDeadline('lv', closesAt, 'dative')}.`,

  drafts: 'Publicētais teksts',
  version: (version: number) => `${version}.\u00a0redakcija`,
  loggedAt: (at: Instant) => `Žurnālā kopš ${formatDateTime('lv', at, 'genitive')}`,
  notLogged: 'Žurnālā šīs redakcijas vēl nav.',
  sha256: 'SHA-256',
  entry: (place: number) => `${formatNumber('lv', place)}.\u00a0ieraksts`,

  announcements: 'Paziņojumi',
  noAnnouncements: 'Par šo apspriedi vēl nekas nav izsūtīts.',
  announcement: { opened: 'Paziņojums par sākumu', closing: 'Atgādinājums par termiņu' },
  sentAt: (at: Instant) => formatDateTime('lv', at),
  reach: (sent: number, accepted: number) =>
    `Izsūtīts uz ${toAddresses(sent)}. Adresātu pasta serveri pieņēmuši: ${formatNumber('lv', accepted)}.`,
  reachAt: (at: Instant) => `Saskaitīts ${time(at)}.`,
  goesOn: 'Izsūtīšana vēl turpinās.',
  notCounted: 'Adreses vēl nav saskaitītas: tās saskaita katru nakti.',

  received: 'Saņemts',
  nothingCounted: 'Vēl nekas nav saskaitīts.',
  submissions: 'Iesniegumi',
  versions: 'Iesniegumu redakcijas: pirmās, labotās un atsauktās',
  withdrawnSubmissions: 'Pilnībā atsauktie iesniegumi',
  notCountedFromStart: 'Iesniegumi nav saskaitīti, jo skaitīšana sākta vēlāk nekā apspriede.',
  part: {
    published: 'Publicēti',
    unpublished: 'Autori atļāvuši publicēt, bet tie nav publicēti',
    internal: 'Nav publicēti, jo autors to nevēlas',
    hidden: 'Paslēpti saskaņā ar noteikumiem',
    withdrawn: 'Atsaukti',
  },
  byRule: 'Paslēpti, pa noteikumiem',
  countedUpTo: (at: Instant) =>
    `Saskaitīts viss, kas saņemts līdz ${formatDateTime('lv', at, 'dative')}.`,

  digests: 'Kopsavilkumi atbildīgajām struktūrvienībām',
  noDigests: 'Žurnālā vēl nav neviena šīs struktūrvienības kopsavilkuma.',
  number: 'Nr.',
  day: 'Diena',
  dayOf: (day: ConsultationRecord['units'][number]['digests'][number]['day']) =>
    formatDate('lv', day),
  period: 'Periods',
  until: (to: Instant) => `Līdz ${formatDateTime('lv', to, 'dative')}`,
  between: (from: Instant, to: Instant) =>
    `No ${formatDateTime('lv', from, 'genitive')} līdz ${formatDateTime('lv', to, 'dative')}`,
  count: 'Iesniegumu redakcijas',
  accepted: 'Pieņēmuši pasta serveri',
  acceptedOf: (accepted: number, mailboxes: number) => `${accepted} no ${mailboxes}`,
  logged: 'Ieraksts žurnālā',
  acceptedMeans:
    '„Pieņēmuši pasta serveri” nozīmē, ka kopsavilkums ir nonācis pastkastē. Vai kāds to ir izlasījis, neviens nezina.',

  rules: 'Atbilstība standartiem',
  rulesHint:
    'Atvērtās pārvaldības partnerībai (OGP) ir pieci līdzdalības un kopīgas izstrādes standarti, kas ir spēkā kopš 2022. gada 1. janvāra. Pārskats redz tikai vienu apspriedi, tāpēc par katru standartu tas pārbauda tikai to, kas rakstīts virsrakstā. Kā valsts ievēro standartus, vērtē OGP Neatkarīgais ziņošanas mehānisms (IRM).',
  ogp: 'Standartu teksts (angļu valodā)',
  verdict: {
    pass: 'Izpildīts',
    fail: 'Nav izpildīts',
    unknown: 'Nav zināms',
  } satisfies Record<Rule['verdict'], string>,
  own: 'Šīs apspriedes rīkotāja apņemšanās',
  standard: (number: number) => `OGP ${number}.\u00a0standarts`,
  standards: {
    1: 'Valdībai, pilsoniskajai sabiedrībai un citām ieinteresētajām pusēm ir vieta pastāvīgam dialogam un sadarbībai.',
    2: 'Informācija par valsts dalību OGP ir atklāta, pieejama un savlaicīga.',
    3: 'Sabiedrībai ir iekļaujošas un informētas iespējas piedalīties rīcības plāna kopīgā izstrādē.',
    4: 'Rīcības plāna kopīgajā izstrādē tiek sniegtas pamatotas atbildes un notiek pastāvīgs dialogs.',
    5: 'Rīcības plāna īstenošanā un uzraudzībā ir iekļaujošas un informētas iespējas pastāvīgam dialogam un sadarbībai.',
  } as Readonly<Record<number, string>>,
  rule: {
    dialogue: () => 'Par rīcības plānu notiek pastāvīgs dialogs',
    readable: () => 'Ikviens var lasīt iesūtīto, ja autors to atļāvis publicēt',
    invited: () => 'Par apspriedes sākumu paziņots tiem, kas pieteikušies paziņojumiem',
    answered: () => 'Pēc noslēguma ir publicēts, kas no apspriedes izriet',
    window: (days) => `Apspriede ir atvērta vismaz ${fullDays(days)}`,
    notice: (days) => `Projekts ir lasāms vismaz ${fullDays(days)} pirms sākuma`,
    summary: (days) =>
      `${withinDays(days)} laikā pēc noslēguma ir publicēts, kas no apspriedes izriet`,
  } satisfies Record<Rule['rule'], (days: number | null) => string>,
  because: {
    'not-in-record': () => 'Viena apspriede to nevar parādīt.',
    'not-open-yet': ({ at }) => `Apspriede sāksies ${time(at)}.`,
    'not-closed-yet': ({ at }) =>
      `Apspriede noslēgsies ${at === null ? '' : formatDeadline('lv', at, 'locative')}.`,
    readable: () => 'Viss, ko autori atļāvuši publicēt, ir publicēts.',
    'readable-after-closing': ({ at }) =>
      `Iesūtītais būs lasāms, kad apspriede būs noslēgusies: ${at === null ? '' : formatDeadline('lv', at)}.`,
    'never-published': () => 'Šajā apspriedē iesūtītais netiek publicēts.',
    'went-out': ({ at, sent }) =>
      `Paziņojums izsūtīts ${time(at)}. Tas nosūtīts uz ${toAddresses(sent)}.`,
    'went-to-nobody': () => 'Paziņojums nav nosūtīts nevienai adresei.',
    'not-announced': () => 'Paziņojums par sākumu nav izsūtīts.',
    'not-counted-yet': () => 'Adreses vēl nav saskaitītas: tās saskaita katru nakti.',
    answered: ({ at }) => `Publicēts ${time(at)}. Vai atbilde ir pamatota, lai spriež lasītājs.`,
    'answered-late': ({ at }) => `Publicēts tikai ${time(at)}.`,
    'not-answered': ({ at }) =>
      `Līdz ${at === null ? '' : formatDeadline('lv', at, 'dative')} nekas nav publicēts.`,
    'not-answered-yet': ({ at }) =>
      at === null
        ? 'Pagaidām nekas nav publicēts.'
        : `Pagaidām nekas nav publicēts. Termiņš: ${formatDeadline('lv', at)}.`,
    'log-behind': () => 'Žurnālā par to vēl nav ziņu.',
    'long-enough': ({ days }) => `Apspriede ilgst ${fullDays(days)}.`,
    'too-short': ({ days }) => `Apspriede ilgst ${fullDays(days)}.`,
    'early-enough': ({ at, days }) =>
      `Projekts žurnālā parādījās ${time(at)}: ${fullDays(days)} pirms sākuma.`,
    'too-late': ({ at, days }) =>
      `Projekts žurnālā parādījās ${time(at)}: ${fullDays(days)} pirms sākuma.`,
    'log-began-later': ({ at }) =>
      `Žurnāls par projektu sākas ${time(at)}, kad apspriede jau bija atvērta. Tāpēc no tā nevar uzzināt, kopš kura laika projekts bija lasāms.`,
  } satisfies Record<Rule['because'], (rule: Rule) => string>,

  log: 'Kontrolpunkts',
  logFinal: 'Šis ir noslēguma kontrolpunkts: žurnālā ir viss par apspriedi un tās kopsavilkumiem.',
  logNewest: 'Šis ir jaunākais kontrolpunkts. Žurnāls vēl turpinās.',
  logHolds: (size: number, upTo: Instant) =>
    `Žurnālā ir ${formatCount('lv', size, { zero: 'ierakstu', one: 'ieraksts', other: 'ieraksti' })}: viss, kas saņemts līdz ${formatDateTime('lv', upTo, 'dative')}.`,
  notSealed: 'Žurnālam vēl nav kontrolpunkta.',
  aboutLog: 'Kas ir žurnāls',
  check: 'Kā to pārbaudīt',
  checkSteps: [
    'Kontrolpunkts apliecina visu, kas žurnālā ierakstīts līdz tam. Ja kāds vēlāk izmestu vai mainītu kaut vienu ierakstu, kontrolpunkts vairs nesakristu.',
    'Salīdziniet to ar kontrolpunktiem, kas ir apliecinājumu un kopsavilkumu e-pastos. Tos neviens vairs nevar mainīt.',
    'Ar šo komandu programma pārbauda visu žurnālu un solījumu, ka katrs iesniegums ir nonācis kopsavilkumā:',
  ],
  address: 'Šī pārskata adrese',
  back: 'Atpakaļ pie apspriedes',
  asData: 'Tas pats kā dati (JSON)',
};

export type RecordCopy = typeof lv;
