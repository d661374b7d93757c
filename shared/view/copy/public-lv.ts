import type { Consultation } from '../../domain/consultation.ts';
import type { Instant } from '../../domain/time.ts';
import { formatDateTime, formatDeadline, formatNumber } from '../format.ts';

/** The sentences about what everybody may see. Latvian is written first; English has the same shape. */
export const lv = {
  opinions: {
    description: (title: string) => `Kas publicēts apspriedē: ${title}`,
    lead: 'Šeit ir viss, ko autori ir atļāvuši publicēt. Organizāciju nosaukumus norādījuši paši autori, un mēs tos neesam pārbaudījuši.',
    read: 'Lasīt, ko raksta citi',
    published: {
      'at-once': 'Iesūtītais šeit parādās aptuveni pēc divām minūtēm.',
      'after-closing': (at: Instant) =>
        `Iesūtītais būs lasāms, kad apspriede būs noslēgusies: ${formatDeadline('lv', at)}.`,
      never: 'Šajā apspriedē iesūtītais netiek publicēts.',
    },
    figures: 'Skaitļos',
    figure: {
      received: 'Saņemti',
      shown: 'Publicēti',
      waiting: 'Tiks publicēti pēc apspriedes noslēguma',
      unpublished: 'Autori atļāvuši publicēt, bet šajā apspriedē netiek publicēts',
      internal: 'Nav publicēti, jo autors to nevēlas',
      hidden: 'Paslēpti saskaņā ar noteikumiem',
      withdrawn: 'Atsaukti',
    },
    number: (count: number) => formatNumber('lv', count),
    asOf: (at: Instant) => `Saskaitīts ${formatDateTime('lv', at, 'locative')}.`,
    chartOf: (label: string) => `${label}: publicēto sadalījums`,
    table: 'Tie paši skaitļi tabulā',
    about: 'Par ko',
    total: 'Kopā',
    noValue: 'Bez vērtējuma',
    filter: 'Atlasīt',
    commitment: 'Apņemšanās',
    anyCommitment: 'Visas',
    whole: 'Projekts kopumā',
    numbered: (number: number, title: string) => `${number}. ${title}`,
    any: 'Jebkura',
    organisation: 'Organizācija',
    organisationHint: 'Pilns nosaukums. Pēdiņām un lielajiem burtiem nav nozīmes.',
    search: 'Vārdi tekstā',
    searchHint: 'Atrod tekstus, kuros ir visi šie vārdi jebkurā locījumā.',
    order: 'Secība',
    orders: { newest: 'Vispirms jaunākie', commitment: 'Pa apņemšanās numuriem' },
    submit: 'Rādīt',
    clear: 'Rādīt visu',
    list: 'Saraksts',
    empty: 'Pagaidām nekas nav publicēts.',
    noneFound: 'Nekas neatbilst izvēlētajam.',
    noneYet: 'Šajā saraksta daļā nekas neatbilst izvēlētajam. Sarakstā ir vēl citi teksti.',
    more: 'Nākamie',
    searchOn: 'Meklēt tālāk',
    fromStart: 'Uz saraksta sākumu',
    unnamed: 'Bez organizācijas nosaukuma',
    received: 'Saņemts',
    changed: 'Labots',
    earlier: (at: Instant) =>
      `Iepriekšējā redakcija saņemta ${formatDateTime('lv', at, 'locative')}.`,
    withdrawn: (at: Instant) => `Autors to atsauca ${formatDateTime('lv', at, 'locative')}.`,
    hidden: (at: Instant) => `Teksts paslēpts ${formatDateTime('lv', at, 'locative')}. Noteikums:`,
    at: (at: Instant) => formatDateTime('lv', at),
    readAll: 'Lasīt visu',
    moreOf: 'Viss, ko publicējusi šī organizācija',
    all: 'Viss publicētais šajā apspriedē',
    back: 'Atpakaļ pie apspriedes',
    rules: 'Kad un kā tekstus paslēpj',
  },

  moderation: {
    title: 'Kad un kā tekstus paslēpj',
    description: 'Noteikumi, pēc kuriem publicētu tekstu paslēpj, un katrs šāds gadījums.',
    lead: 'Mēs nelabojam un neizvēlamies, ko publicēt. Tekstu paslēpjam tikai saskaņā ar kādu no šiem noteikumiem. Paslēptā teksta vietā paliek rinda ar noteikumu un datumu, autoram par to rakstām, un viņš var iebilst. Atbildīgā struktūrvienība izlasa arī paslēptos tekstus.',
    rules: 'Noteikumi',
    log: 'Kas ir paslēpts',
    none: 'Līdz šim nav paslēpts neviens teksts.',
    act: { hide: 'Paslēpts', show: 'Atkal rādīts' },
    at: (at: Instant) => formatDateTime('lv', at),
    part: (number: number) => `Teksta vieta${number > 1 ? ` (${number}.)` : ''}`,
    gone: 'Teksts vairs nav publicēts.',
    older: 'Agrākie gadījumi',
    newest: 'Jaunākie gadījumi',
  },

  choice: {
    title: 'Vai iesniegumu drīkst publicēt?',
    hint: {
      'at-once':
        'Šo izvēli varat mainīt jebkurā laikā, arī pēc apspriedes noslēguma. Ja tekstu vairs nevēlaties publicēt, tas no lapas pazūd uzreiz.',
      'after-closing':
        'Šo izvēli varat mainīt jebkurā laikā, arī pēc apspriedes noslēguma. Tekstus publicēsim, kad apspriede būs noslēgusies.',
      never: 'Šajā apspriedē tekstus nepublicējam, bet izvēli varat mainīt jebkurā laikā.',
    } satisfies Record<Consultation['publishes'], string>,
    submit: 'Saglabāt izvēli',
    saved: 'Izvēle saglabāta.',
  },
};

export type PublicCopy = typeof lv;
