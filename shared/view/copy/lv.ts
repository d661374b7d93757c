import { FROM_ONE_SOURCE_AN_HOUR } from '../../domain/limits.ts';
import type { ConsultationState } from '../../domain/consultation.ts';
import type { Failure, FieldFailure, FieldFault } from '../../domain/failure.ts';
import type { PublicationChoice, Submission } from '../../domain/submission.ts';
import type { DigestReach, ReceiptMail } from '../../domain/receipt.ts';
import { REFERENCE_LENGTH } from '../../domain/reference.ts';
import type { Topic } from '../../domain/subscription.ts';
import type { Instant, LocalDate, Weekday } from '../../domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatNumber,
  formatNumbers,
  formatWeekdays,
  plural,
} from '../format.ts';
import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';

const characters = (count: number) =>
  formatCount('lv', count, { zero: 'rakstzīmju', one: 'rakstzīme', other: 'rakstzīmes' });

const UNITS = {
  zero: 'Atbildīgās struktūrvienības',
  one: 'Atbildīgā struktūrvienība',
  other: 'Atbildīgās struktūrvienības',
};

const FAULTS: Record<FieldFault, (limit: number | undefined) => string> = {
  required: () => 'Šis lauks ir jāaizpilda.',
  'wrong-type': () => 'Šo vērtību nevarējām nolasīt. Lūdzu, ievadiet to vēlreiz.',
  'too-long': (limit) =>
    limit === undefined
      ? 'Teksts ir par garu. Lūdzu, saīsiniet to.'
      : `Drīkst būt ne vairāk kā ${characters(limit)}. Lūdzu, saīsiniet tekstu.`,
  'too-many': (limit) =>
    limit === undefined
      ? 'Vērtību ir par daudz.'
      : `Vērtību ir par daudz: drīkst būt ne vairāk kā ${formatNumber('lv', limit)}.`,
  'not-an-email': () =>
    'Ierakstiet e-pasta adresi šādā veidā: birojs@example.org. Pēc zīmes @ jābūt punktam, bet pirms tās nedrīkst būt atstarpju un burtu ar garumzīmēm vai mīkstinājuma zīmēm.',
  'not-a-choice': () => 'Izvēlieties vienu no piedāvātajām iespējām.',
  'not-an-instant': () => 'Te jābūt datumam un laikam.',
  'unknown-field': () => 'Šāda lauka iesniegumā nevar būt.',
  repeated: () => 'Šī vērtība saņemta vairāk nekā vienu reizi, bet drīkst būt tikai viena.',
  'no-opinion': () =>
    'Sniedziet vismaz vienu viedokli vai vērtējumu: par kādu apņemšanos vai par projektu kopumā.',
  'empty-opinion': () => 'Ierakstiet viedokli vai izvēlieties izpildes pakāpi.',
  'unknown-commitment': () =>
    'Šādas apņemšanās projektā nav. Pārceliet rakstīto uz citu vietu vai izdzēsiet to.',
  'too-large-together': () =>
    'Viedokļi kopā ir par gari. Lūdzu, saīsiniet tos vai sadaliet divos iesniegumos.',
  'not-allowed': () => 'Šādu vērtību nevaram pieņemt. Lūdzu, ievadiet citu.',
};

/** The sentences of the pages. Latvian is written first; English has the same shape. */
export const lv = {
  site: {
    name: 'Sadzirdēts',
    motto: 'Katrs viedoklis nonāk pie adresāta',
    skip: 'Pāriet uz saturu',
    languages: 'Valoda',
    sections: 'Lapas',
    consultations: 'Apspriedes',
    announcements: 'Paziņojumi',
    privacy: 'Personas datu apstrāde',
    accessibility: 'Piekļūstamība',
    errorPrefix: 'Kļūda: ',
    offline:
      'Nav interneta savienojuma, tāpēc nekas nav nosūtīts. Viss ierakstītais ir palicis šajā lapā. Mēģiniet vēlreiz, kad savienojums būs atjaunots.',
  },

  home: {
    title: 'Sabiedriskās apspriedes',
    description:
      'Sniedziet viedokli par valsts pārvaldes dokumentu projektiem un pārliecinieties, ka tas ir saņemts.',
    lead: 'Šeit nevalstiskās organizācijas sniedz viedokli par valsts pārvaldes dokumentu projektiem. Ik nedēļu viedokļus vienā kopsavilkumā saņem par projektu atbildīgā struktūrvienība.',
    promiseTitle: 'Mūsu solījums',
    promise:
      'Katrs viedoklis nonāk pie atbildīgās struktūrvienības, un ikviens var par to pārliecināties.',
    groups: {
      open: 'Atvērtas',
      upcoming: 'Gaidāmas',
      closed: 'Noslēgtas',
    } satisfies Record<ConsultationState, string>,
    noneOpen: 'Pašlaik nevienas atvērtas apspriedes nav.',
    empty: 'Pašlaik nevienas apspriedes nav',
    emptyHint: 'Tiklīdz viedokļu sniegšanai tiks publicēts jauns projekts, tas parādīsies šeit.',
    closed: (at: Instant) => `Noslēgusies ${formatDeadline('lv', at, 'locative')}`,
  },

  window: {
    state: {
      open: 'Atvērta',
      upcoming: 'Gaidāma',
      closed: 'Noslēgta',
    } satisfies Record<ConsultationState, string>,
    daysLeft: (days: number) =>
      days === 0
        ? 'Pēdējā diena'
        : `Vēl ${formatCount('lv', days, { zero: 'dienu', one: 'diena', other: 'dienas' })}`,
    daysToOpening: (days: number) =>
      days === 0
        ? 'Sākas šodien'
        : `Sākas pēc ${formatCount('lv', days, { zero: 'dienām', one: 'dienas', other: 'dienām' })}`,
    opensAt: (at: Instant) => formatDateTime('lv', at, 'nominative', 'exact'),
    closesAt: (at: Instant) => formatDeadline('lv', at),
    rule: 'Pēc Rīgas laika.',
  },

  consultation: {
    facts: 'Īsumā',
    state: 'Apspriede',
    opening: 'Sākums',
    deadline: 'Termiņš',
    units: (count: number) => plural('lv', count, UNITS),
    digest: (days: readonly Weekday[]) =>
      days.length === 0
        ? 'Kopsavilkuma diena vēl nav noteikta.'
        : `Viedokļu kopsavilkumu saņem ${formatWeekdays('lv', days)}.`,
    version: (version: number) => `${version}.\u00a0redakcija`,
    checksum: 'Kontrolsumma (SHA-256)',
    checksumHint: 'Pēc tās var pārliecināties, vai lejupielādētā datne ir tā pati, kas publicēta.',
    jump: 'Pāriet pie apņemšanās',
    jumpTo: (number: number, title: string) => `${number}. apņemšanās: ${title}`,
    toForm: 'Pāriet uz veidlapu',
    commitments: 'Apņemšanās',
    unit: 'Atbild',
    notOpenYetHint: (at: Instant) =>
      `Veidlapa šeit parādīsies ${formatDateTime('lv', at, 'locative', 'exact')}.`,
    closed: 'Apspriede ir noslēgusies',
    late: 'Šis iesniegums pienāca pēc termiņa, tāpēc to vairs nevarējām pieņemt. Zemāk ir viss, ko rakstījāt: nokopējiet to, lai tas nepazustu.',
    early:
      'Apspriede vēl nav sākusies, tāpēc šo iesniegumu nevarējām pieņemt. Zemāk ir viss, ko rakstījāt: nokopējiet to, lai tas nepazustu.',
    yourText: 'Jūsu rakstītais',
  },

  draft: {
    title: (title: string, version: number) => `${title}: ${version}.\u00a0redakcija`,
    description: (title: string) => `Publicētais teksts: ${title}.`,
    version: (version: number) => `${version}.\u00a0redakcija`,
    outdated: 'Šī nav jaunākā redakcija.',
    newest: (version: number) => `Lasīt jaunāko, ${version}.\u00a0redakciju`,
    introduction: 'Ievads',
    onCommitment: (number: number) => `Ko projekts saka par ${number}. apņemšanos`,
    finding: 'Projekta secinājums',
    changes: 'Kas mainījies kopš iepriekšējās redakcijas',
  },

  draftChanges: {
    title: (version: number) => `Kas mainījies ${version}.\u00a0redakcijā`,
    against: (before: number) => `Salīdzināts ar ${before}.\u00a0redakciju.`,
    legend: { removed: 'Svītrotais teksts', added: 'Pievienotais teksts' },
    first: 'Šī ir pirmā publicētā redakcija, tāpēc nav, ar ko to salīdzināt.',
    removed: { before: 'svītrots: ', after: ' – svītrojuma beigas ' },
    added: { before: 'pievienots: ', after: ' – pievienojuma beigas ' },
    state: { added: 'Jauna', removed: 'Svītrota', changed: 'Mainīta' },
    texts: {
      introduction: 'Ievads',
      document: 'Dokuments',
      title: 'Nosaukums',
      unit: 'Atbildīgā struktūrvienība',
      summary: 'Apņemšanās apraksts',
      finding: 'Projekta secinājums',
    },
    whole:
      'Teksts ir tik ļoti mainīts, ka nav salīdzināts pa vārdiem: vispirms ir iepriekšējais teksts, tad jaunais.',
    layout: 'Neviens vārds nav mainījies, mainīts tikai noformējums.',
    unchanged: (numbers: readonly number[]) =>
      numbers.length === 1
        ? `Nav mainīta ${formatNumbers('lv', numbers)} apņemšanās.`
        : `Nav mainītas ${formatNumbers('lv', numbers)} apņemšanās.`,
    read: (version: number) => `Lasīt visu ${version}.\u00a0redakciju`,
  },

  form: {
    gone: 'Šīs apņemšanās projektā vairs nav',
    goneHint:
      'Projekts ir mainījies. Ja vajag, pārceliet rakstīto pie citas apņemšanās vai pie projekta kopumā.',
    author: 'Par iesniedzēju',
    organisation: 'Organizācija',
    organisationHint: 'Pilns nosaukums.',
    contact: 'Kontaktpersona',
    contactHint: 'Vārds un uzvārds.',
    email: 'E-pasta adrese',
    emailHint: 'Uz to nosūtīsim apliecinājumu un saiti, ar kuru iesniegumu var labot vai atsaukt.',
    publicationChoices: {
      named: { label: 'Jā, ar organizācijas nosaukumu' },
      anonymous: {
        label: 'Jā, bez organizācijas nosaukuma',
        hint: 'Lasītāji nosaukumu neredzēs, bet atbildīgā struktūrvienība redzēs.',
      },
      internal: { label: 'Nē' },
    } satisfies Record<PublicationChoice, { label: string; hint?: string }>,
    reuse: (licence: string) => `Publicēto ikviens drīkst izmantot tālāk (licence ${licence}).`,
    privacy:
      'Kontaktpersonu un e-pasta adresi izmantojam tikai saziņai par šo iesniegumu. Tās neparādās ne kopsavilkumā, ne publicētajā.',
    privacyLink: 'Kā apstrādājam personas datus',
    sending: 'Sūta…',
    check: 'Pārbaudīt pirms iesniegšanas',
    checkEdit: 'Pārbaudīt labojumu',
    afterwards: 'Vēl nekas netiks nosūtīts: vispirms parādīsim visu, ko rakstījāt.',
    counter: 'Rakstzīmes: {count} no {limit}',
  },

  keptDraft: {
    kept: `Rakstītais, arī kontaktpersona un e-pasta adrese, tiek saglabāts tikai šajā pārlūkā, lai tas nepazustu. Melnraksts tiks izdzēsts pēc iesniegšanas vai ${DRAFT_DAYS}\u00a0dienas pēc pēdējās izmaiņas.`,
    restored: 'Šajā pārlūkā bija saglabāts melnraksts, un tas ir atjaunots.',
    gone: 'Daļa no tā ir par apņemšanos, kuras projektā vairs nav. Arī šī daļa nav zudusi: nospiediet pogu veidlapas beigās, un veidlapa to parādīs.',
    goOn: 'Turpināt melnrakstu',
    older:
      'Šajā pārlūkā ir saglabāts nepabeigts labojums, ko sākāt agrāk. Veidlapā tas vēl nav ielikts.',
    use: 'Ielikt veidlapā nepabeigto labojumu',
    clear: 'Dzēst melnrakstu',
    question: 'Vai dzēst melnrakstu?',
    loss: 'Viss, ko rakstījāt šajā veidlapā, tiks izdzēsts, un atjaunot to nevarēs.',
    editLoss: 'Viss, ko šeit mainījāt, tiks izdzēsts. Veidlapā būs tas, kas pašlaik ir iesniegts.',
    keep: 'Nē, paturēt',
    clearIndeed: 'Jā, dzēst',
    cleared: 'Melnraksts ir izdzēsts.',
  },

  check: {
    title: 'Pārbaudiet pirms iesniegšanas',
    editTitle: 'Pārbaudiet labojumu',
    description: 'Viss, kas tiks nosūtīts.',
    lead: 'Vēl nekas nav nosūtīts. Izlasiet, vai viss ir pareizi, un tad iesniedziet.',
    editLead:
      'Vēl nekas nav mainīts. Svītrotais tiks izņemts, pasvītrotais tiks pievienots. Izlasiet, vai viss ir pareizi, un tad saglabājiet.',
    address: 'Vai e-pasta adrese ir pareiza?',
    addressHint:
      'Uz šo adresi nosūtīsim apliecinājumu. Tikai ar saiti šajā vēstulē iesniegumu varēs labot vai atsaukt.',
    addressKept: 'Uz šo adresi nosūtīsim labojuma apliecinājumu.',
    linkKept: 'Saite, ar kuru iesniegumu var labot vai atsaukt, nemainās.',
    addressMoved:
      'Adrese ir mainīta. Turpmāk iesniegumu varēs labot vai atsaukt tikai ar saiti, ko nosūtīsim uz šo adresi. Līdzšinējā saite vairs nederēs, un uz līdzšinējo adresi par to nosūtīsim ziņu.',
    addressGiven:
      'Turpmāk iesniegumu varēs labot vai atsaukt tikai ar saiti, ko nosūtīsim uz šo adresi. Līdzšinējā saite vairs nederēs.',
    states: { added: 'Jauns', removed: 'Izņemts', changed: 'Mainīts' },
    change: 'Labot',
    back: 'Atgriezties veidlapā',
    unchanged: 'Nekas nav mainīts: iesniegums jau ir saglabāts tieši tāds.',
    sentBefore: {
      title: 'Vai to jau iesniedzāt kā {reference}?',
      hint: `No šī pārlūka pēdējās ${SENT_HOURS}\u00a0stundās ir nosūtīts ļoti līdzīgs iesniegums ar šo numuru. Ja gribat to labot, izmantojiet saiti, kas ir apliecinājuma vēstulē: labojums to aizstās, un numurs nemainīsies.`,
      edit: 'Labot jau iesniegto',
      editHint:
        'Atvērsies tā apliecinājuma lapa, kur vēstuli ar saiti var palūgt vēlreiz. Tagad rakstīto šis pārlūks saglabās, un varēsiet to ielikt labošanas veidlapā.',
      other: {
        form: 'Ja šis ir cits iesniegums, turpiniet to rakstīt.',
        check: 'Ja šis ir cits iesniegums, lapas beigās iesniedziet to kā jaunu.',
      },
      sendAnew: 'Iesniegt kā jaunu',
    },
  },

  faults: {
    title: 'Iesniegums vēl nav pieņemts',
    hint: 'Viss rakstītais ir saglabāts šajā lapā. Lūdzu, izlabojiet:',
    /** Sentences for fields where we can say more than that the field is empty. */
    required: {
      organisation: 'Ierakstiet organizācijas nosaukumu.',
      contact: 'Ierakstiet kontaktpersonas vārdu un uzvārdu.',
      email: 'Ierakstiet e-pasta adresi.',
      publication: 'Izvēlieties, vai iesniegto drīkst publicēt.',
    },
  },

  /** Says what is wrong with one field, without naming the field. */
  fault: ({ fault, limit }: Pick<FieldFailure, 'fault' | 'limit'>): string => FAULTS[fault](limit),

  receipt: {
    title: 'Apliecinājums',
    editReceived: 'Labojums ir saņemts',
    withdrawn: 'Iesniegums ir atsaukts',
    description: 'Kā iesniegums piegādāts atbildīgajai struktūrvienībai.',
    reference: 'Apliecinājuma numurs',
    dictate: 'Diktējot pa tālruni, sauciet pa četrām zīmēm.',
    consultation: 'Apspriede',
    changed: {
      submitted: 'Saņemts',
      edited: 'Labots',
      withdrawn: 'Atsaukts',
    } satisfies Record<Submission['state'], string>,
    content: 'Saturs',
    at: (at: Instant) => formatDateTime('lv', at, 'locative', 'exact'),
    journey: 'Iesnieguma ceļš',
    toldNobody:
      'Iesniegums atsaukts, pirms tas iekļauts kādā kopsavilkumā, tāpēc struktūrvienībām to nesūtīsim.',
    waiting: {
      submitted: (next: LocalDate) => latvianWaiting('Iesniegumu', next),
      edited: (next: LocalDate) => latvianWaiting('Labojumu', next),
      withdrawn: (next: LocalDate) => latvianWaiting('Ziņu par atsaukumu', next),
    } satisfies Record<Submission['state'], (next: LocalDate) => string>,
    told: {
      submitted: (number: number, day: LocalDate) =>
        latvianTold('Iesniegums ir iekļauts', number, day),
      edited: (number: number, day: LocalDate) => latvianTold('Labojums ir iekļauts', number, day),
      withdrawn: (number: number, day: LocalDate) =>
        latvianTold('Ziņa par atsaukumu ir iekļauta', number, day),
    } satisfies Record<Submission['state'], (number: number, day: LocalDate) => string>,
    toldBefore: (number: number, day: LocalDate) =>
      latvianTold('Iepriekšējā redakcija ir iekļauta', number, day),
    reach: {
      'under-way': () => 'Kopsavilkums pašlaik tiek sūtīts.',
      delayed: () => 'Kopsavilkumu vēl nav izdevies nosūtīt. Mēģinām vēlreiz.',
      sent: ({ sentAt }: DigestReach) =>
        `Kopsavilkums nosūtīts${latvianAt(sentAt)}. Pasta serveris vēl nav ziņojis, vai to pieņēma.`,
      accepted: ({ accepted, mailboxes }: DigestReach) =>
        `Pasta serveris kopsavilkumu pieņēma: ${formatCount('lv', accepted.length, { zero: 'pastkastēs', one: 'pastkastē', other: 'pastkastēs' })} no\u00a0${formatNumber('lv', mailboxes)}.`,
      owed: () =>
        'Kopsavilkumu nav pieņēmusi neviena pastkaste. Mēs to zinām un sūtīsim kopsavilkumu vēlreiz.',
    } satisfies Record<DigestReach['state'], (reach: DigestReach) => string>,
    status: {
      waiting: 'Gaida kopsavilkumu',
      'under-way': 'Tiek sūtīts',
      delayed: 'Aizkavējas',
      sent: 'Nosūtīts',
      accepted: 'Pasta serveris pieņēma',
      owed: 'Nav piegādāts',
    } satisfies Record<DigestReach['state'] | 'waiting', string>,
    mailTitle: 'Apliecinājums e-pastā',
    mailAddress: 'Adrese (daļa zīmju ir paslēpta)',
    mailAddressWhile:
      'Adresi šeit rādām tikai pirmo stundu, jo vēlāk numurs var būt zināms arī citiem.',
    mail: {
      due: () =>
        'Vēstuli ar šo numuru sūtām uz iesniegumā norādīto e-pasta adresi. Ja tā nepienāk 15 minūšu laikā, ieskatieties mēstuļu mapē.',
      delayed: () =>
        'Vēstules sūtīšana aizkavējas. Mēģināsim vēlreiz, un jums nekas nav jādara: iesniegums ir saņemts.',
      sent: (at: Instant | null) =>
        `Vēstule ar šo numuru ir nosūtīta${latvianAt(at)}. Pasta serveris vēl nav ziņojis, vai to pieņēma. Ja tās nav, ieskatieties mēstuļu mapē.`,
      accepted: (at: Instant | null) =>
        `Pasta serveris vēstuli ar šo numuru pieņēma${latvianAt(at)}. Ja tās nav pastkastē, ieskatieties mēstuļu mapē.`,
      bounced: (at: Instant | null) =>
        `Iesniegums ir saņemts, bet pasta serveris vēstuli par to nepieņēma${latvianAt(at)}. Visticamāk, adresē ir kļūda vai pastkaste ir pilna. Ja adrese ir pareiza, palūdziet vēstuli vēlreiz.`,
      unknown: () =>
        'Iesniegums ir saņemts, bet nav zināms, vai vēstule par to ir nosūtīta. Ja tās nav arī mēstuļu mapē, palūdziet to vēlreiz.',
      held: () =>
        'Iesniegums ir saņemts, bet vēstuli par to neesam nosūtījuši: no šī tīkla vai uz iesniegumā norādīto adresi pēdējā laikā lūgts pārāk daudz vēstuļu. Palūdziet to vēlāk ar pogu zemāk.',
      stopped: () =>
        'Iesniegums ir saņemts, bet uz tajā norādīto adresi vairs nerakstām: pasta serveris mūsu vēstules nepieņem, vai saņēmējs tās ir atzīmējis kā nevēlamas.',
      failed: () =>
        'Iesniegums ir saņemts, bet vēstuli par to nosūtīt neizdevās. Palūdziet to vēlreiz.',
      over: () =>
        'Kontaktinformācija vai ziņas par šo vēstuli ir dzēstas pēc glabāšanas termiņa beigām vai pēc personas lūguma, tāpēc vēstuli ar šo numuru vairs nevar nosūtīt. Pats iesniegums ir saglabāts.',
    } satisfies Record<ReceiptMail['state'], (at: Instant | null) => string>,
    wrongAddress: 'Ja adrese nav pareiza',
    wrongAddressWhy:
      'Ar apliecinājuma numuru vien adresi mainīt nevar. Citādi ikviens, kas zina numuru, varētu saņemt jūsu labošanas saiti.',
    wrongAddressOpen:
      'Iesniedziet to pašu vēlreiz ar pareizo adresi: saņemsiet jaunu numuru un vēstuli. Pēc tam rakstiet iestādei, kas rīko apspriedi, un nosauciet abus numurus, lai iepriekšējo iesniegumu neņemtu vērā.',
    wrongAddressOver:
      'Apspriede ir noslēgusies. Rakstiet iestādei, kas rīko apspriedi, un nosauciet šo numuru.',
    address: 'Šīs lapas adrese',
    mailAgain: {
      due: 'Vēstuli nosūtīsim dažu minūšu laikā uz iesniegumā norādīto adresi.',
      'too-many': 'No šī tīkla pēdējā stundā lūgts pārāk daudz vēstuļu. Mēģiniet pēc stundas.',
      over: 'Vēstuli vairs nevar nosūtīt: kontaktinformācija vai ziņas par šo vēstuli ir dzēstas pēc glabāšanas termiņa beigām vai pēc personas lūguma. Pats iesniegums ir saglabāts.',
    },
    mailSendAgain: 'Sūtīt vēstuli vēlreiz',
    mailRevision: (at: Instant) =>
      `Vēstulē ir saite, ar kuru iesniegumu var labot vai atsaukt līdz ${formatDeadline('lv', at, 'dative')}.`,
    mailRevisionOver:
      'Apspriede ir noslēgusies, tāpēc iesniegumu vairs nevar ne labot, ne atsaukt.',
    keep: 'Saglabājiet vai izdrukājiet šo lapu. Ikviens, kas zina numuru, šeit redz, cik tālu iesniegums ticis, bet neredz ne tā autoru, ne tekstu.',
    back: 'Atpakaļ uz apspriedi',
  },

  leads: {
    title: 'No šī priekšlikuma ir izaugusi apņemšanās',
    titled: (number: number, title: string) => `${number}. ${title}`,
    commitment: (number: number) => `${number}. apņemšanās`,
  },

  findReceipt: {
    title: 'Pārbaudīt iesniegumu',
    hint: 'Ierakstiet apliecinājuma numuru, un redzēsiet, vai iesniegums ir nosūtīts atbildīgajai struktūrvienībai un vai tās pasta serveris to ir pieņēmis.',
    label: 'Apliecinājuma numurs',
    format: `${REFERENCE_LENGTH} zīmes, piemēram, 7KXM-ACDE-4PRT. Var rakstīt arī bez svītrām un ar mazajiem burtiem.`,
    submit: 'Pārbaudīt',
    notFound: 'Iesniegums nav atrasts',
    faults: {
      missing: 'Ierakstiet apliecinājuma numuru.',
      'wrong-length': (length: number) =>
        `Numurā ir ${REFERENCE_LENGTH} zīmes. Jūs ierakstījāt ${formatNumber('lv', length)}.`,
      'wrong-symbols': (symbols: readonly string[]) =>
        `Šādu zīmju numurā nav: ${symbols.join(' ')}. Salīdziniet to ar apliecinājumu zīmi pa zīmei.`,
      misread:
        'Šajā numurā ir kļūda: vismaz viena zīme ir cita vai divas ir samainītas vietām. Salīdziniet to ar apliecinājumu zīmi pa zīmei.',
      unknown:
        'Numurs ir uzrakstīts pareizi, bet iesnieguma ar šādu numuru nav. Salīdziniet to ar apliecinājumu.',
    },
    lostTitle: 'Kur atrast numuru',
    lost: 'Numurs ir lapā, kas atveras pēc iesniegšanas, un e-pasta vēstulē, ko pēc tam nosūtām. Struktūrvienība to redz kopsavilkumā pie katra viedokļa un priekšlikuma.',
  },

  revision: {
    title: 'Labot vai atsaukt iesniegumu',
    description: 'Iesnieguma labošana un atsaukšana.',
    intro:
      'Labotais iesniegums pilnībā aizstāj iepriekšējo, un tā numurs nemainās. Atbildīgā struktūrvienība par labojumu uzzinās nākamajā kopsavilkumā.',
    until: (at: Instant) =>
      `Labot un atsaukt var līdz ${formatDeadline('lv', at, 'dative')} pēc Rīgas laika.`,
    submit: 'Saglabāt labojumus',
    emailHint:
      'Uz to nosūtīsim labojuma apliecinājumu. Ja norādīsiet citu adresi, nosūtīsim uz to jaunu saiti. Līdzšinējā saite tad vairs nederēs, un par to paziņosim uz līdzšinējo adresi.',
    others: 'Ar šo saiti varat arī:',
    choose: 'Mainīt tikai to, vai iesniegumu drīkst publicēt',
    confirmHint:
      'Vai šis iesniegums ir jūsu? Apstipriniet to, un struktūrvienība redzēs, ka adrese ir īstā. Turpmākajās vēstulēs tad būs arī iesnieguma teksts.',
    confirm: 'Jā, iesniegums ir mūsu',
    confirmed: 'Paldies! Adrese ir apstiprināta.',
    contactRemoved:
      'Iesnieguma kontaktpersona un e-pasta adrese ir dzēsta: pagājis tās glabāšanas termiņš vai persona to ir lūgusi. Iesnieguma teksts ir saglabāts.',
    withdraw: 'Atsaukt iesniegumu',
    withdrawHint:
      'Tiks atsaukts viss šī iesnieguma saturs. Ja iesniegums jau ir bijis kādā kopsavilkumā, par atsaukumu ziņosim nākamajā. Ja vēl nav bijis, to nevienai struktūrvienībai nesūtīsim. Teksts labošanas veidlapā pēc tam vairs nebūs redzams, bet līdz termiņam ar to pašu saiti varēsiet iesniegt no jauna.',
    withdrawContent: 'Kas tiks atsaukts',
    withdrawAsk: 'Vai tiešām atsaukt?',
    withdrawSubmit: 'Jā, atsaukt iesniegumu',
    keep: 'Nē, neatsaukt un atgriezties pie labošanas',
    back: 'Atgriezties pie iesnieguma',
    withdrawn: 'Šis iesniegums ir atsaukts. Līdz termiņam varat to iesniegt no jauna.',
  },

  topics: {
    drafts: {
      label: 'Jauni projekti',
      hint: 'Kad sākas apspriede un var sniegt viedokli par projektu.',
    },
    closing: {
      label: 'Termiņa atgādinājumi',
      hint: 'Kad līdz apspriedes beigām ir atlikušas trīs dienas.',
    },
    results: {
      label: 'Rezultāti',
      hint: 'Kad ir zināms, kas no viedokļiem ir ņemts vērā.',
    },
    calls: {
      label: 'Aicinājumi',
      hint: 'Kad var iesniegt priekšlikumus jaunām apņemšanām.',
    },
  } satisfies Record<Topic, { label: string; hint: string }>,

  subscribe: {
    title: 'Pieteikties paziņojumiem',
    description: 'Saņemiet e-pastā ziņu, kad sākas vai drīz beigsies sabiedriskā apspriede.',
    lead: 'Uzrakstīsim jums, kad sāksies apspriede, kad tā drīz beigsies un kad būs zināmi tās rezultāti.',
    email: 'E-pasta adrese',
    emailHint: 'Uz to nosūtīsim vēstuli, ar kuru pieteikums jāapstiprina.',
    topics: 'Tēmas',
    topicsHint: 'Ja neko neatzīmēsiet, saņemsiet paziņojumus par visām tēmām.',
    consent:
      'Nospiežot pogu, jūs piekrītat saņemt uz šo adresi paziņojumus par sabiedriskajām apspriedēm. Piekrišanu varat atsaukt jebkurā brīdī ar saiti, kas ir katrā paziņojumā.',
    submit: 'Pieteikties',
    faultsTitle: 'Pieteikums vēl nav pieņemts',
    footerTitle: 'Uzziniet par nākamo apspriedi',
    footerEmail: 'E-pasta adrese paziņojumiem',
    chooseTopics: 'Izvēlēties tēmas',
    again: 'Pieteikties no jauna',
  },

  signUpReceived: {
    title: 'Pārbaudiet savu e-pastu',
    description: 'Pieteikums ir saņemts, un tas vēl jāapstiprina.',
    lead: 'Ja adreses sarakstā vēl nav un mēs tai drīkstam rakstīt, apstiprinājuma vēstule ir ceļā.',
    nextTitle: 'Ko darīt tālāk',
    confirm:
      'Atveriet vēstuli un līdz tajā minētajam datumam nospiediet pogu. Kamēr pieteikums nav apstiprināts, paziņojumus nesūtām, un pēc šī datuma neapstiprinātu adresi izdzēšam.',
    known:
      'Ja adrese sarakstā jau ir, nekas nemainās un nekas nav jāapstiprina. Tēmas varat mainīt ar saiti jebkurā paziņojumā.',
    spam: 'Ja vēstule 15 minūšu laikā nav pienākusi, ieskatieties mēstuļu mapē. Ja tās nav arī tur, pēc stundas piesakieties vēlreiz: ja no vienas vietas vienlaikus piesakās ļoti daudzi, daļai vēstuli nenosūtām. Uz vienu adresi sūtām ne vairāk kā vienu šādu vēstuli stundā un trīs vēstules mēnesī.',
    whyTitle: 'Kāpēc visiem atbildam vienādi',
    why: 'Lai neviens no malas nevarētu uzzināt, kuras adreses ir sarakstā.',
  },

  confirmation: {
    description: 'Pieteikuma apstiprināšana.',
    asked: {
      title: 'Apstipriniet pieteikumu',
      lead: 'Nospiediet pogu, un turpmāk sūtīsim jums paziņojumus par sabiedriskajām apspriedēm.',
    },
    confirmed: {
      title: 'Paldies, pieteikums ir apstiprināts',
      lead: 'Tiklīdz būs ko paziņot, saņemsiet vēstuli.',
    },
    'already-confirmed': {
      title: 'Pieteikums jau ir apstiprināts',
      lead: 'Vēlreiz nekas nav jādara: tiklīdz būs ko paziņot, saņemsiet vēstuli.',
    },
    expired: {
      title: 'Šī saite vairs nav derīga',
      lead: 'Pieteikums jāapstiprina līdz vēstulē minētajam datumam, un derīga ir tikai saite no jaunākās vēstules. Ja vēlaties saņemt paziņojumus, piesakieties no jauna.',
    },
    ended: {
      title: 'Šis abonements ir izbeigts',
      lead: 'Tas izbeigts pēc tam, kad bijāt pieteikušies, tāpēc ar šo saiti to atjaunot nevar. Ja vēlaties atkal saņemt paziņojumus, piesakieties no jauna.',
    },
    submit: 'Apstiprināt',
    notYou: 'Ja neesat pieteikušies, aizveriet šo lapu: bez apstiprinājuma neko nesūtīsim.',
    chooseTopics: 'Izvēlēties, par kurām tēmām saņemt paziņojumus',
  },

  subscription: {
    title: 'Jūsu abonements',
    description: 'Tēmas, par kurām saņemt paziņojumus.',
    lead: 'Izvēlieties, par ko vēlaties saņemt paziņojumus.',
    submit: 'Saglabāt izvēli',
    saved: 'Izvēle ir saglabāta.',
    notSaved: 'Izvēle nav saglabāta: neviena tēma nav atzīmēta.',
    noneChosen:
      'Atzīmējiet vismaz vienu tēmu. Ja nevienu paziņojumu vairs nevēlaties, atsakieties no visiem ar saiti lapas beigās.',
    unsubscribe: 'Atteikties no visiem paziņojumiem',
    overTitle: 'Šis abonements ir izbeigts',
    over: 'Paziņojumus uz šo adresi vairs nesūtām. Ja vēlaties tos atkal saņemt, piesakieties no jauna.',
  },

  unsubscribe: {
    description: 'Atteikšanās no paziņojumiem.',
    asked: {
      title: 'Atteikties no paziņojumiem',
      lead: 'Nospiediet pogu, un paziņojumus par sabiedriskajām apspriedēm jums vairs nesūtīsim.',
    },
    ended: {
      title: 'Abonements ir izbeigts',
      lead: 'Jaunus paziņojumus vairs nesaņemsiet. Vienīgi vēstule, kas jau ir ceļā, vēl var pienākt.',
    },
    submit: 'Atteikties',
    topicsInstead: 'Tikai mainīt tēmas',
    kept: 'Adresi vēl kādu laiku glabājam un tad izdzēšam. Cik ilgi, lasiet lapā par personas datiem.',
  },

  announcements: {
    title: 'Paziņojumi',
    description: 'Viss, kas paziņots par sabiedriskajām apspriedēm.',
    lead: 'Šeit ir viss, ko esam nosūtījuši abonentiem. Jaunākais ir pirmais.',
    subscribe: 'Saņemt paziņojumus e-pastā',
    feed: 'Paziņojumi ziņu lasītājā (Atom)',
    calendar: 'Apspriedes jūsu kalendārā (iCalendar)',
    follow: 'Kā sekot līdzi',
    list: 'Visi paziņojumi',
    empty: 'Paziņojumu vēl nav',
    emptyHint: 'Piesakieties, un pirmo saņemsiet e-pastā.',
    back: 'Visi paziņojumi',
    day: (at: Instant) => formatDate('lv', at),
  },

  feed: {
    title: 'Sadzirdēts: paziņojumi',
    calendar: 'Sadzirdēts: sabiedriskās apspriedes',
    event: (title: string) => `Sabiedriskā apspriede: ${title}`,
    until: (at: Instant) => `Atvērta līdz ${formatDeadline('lv', at, 'dative')} pēc Rīgas laika.`,
    checkpoints: 'Žurnālu kontrolpunkti',
    checkpoint: (title: string) => `Žurnāla kontrolpunkts: ${title}`,
    kept: (upTo: Instant) =>
      `Apspriedes žurnāla parakstīts kontrolpunkts par visu, kas saņemts pirms ${formatDateTime('lv', upTo, 'genitive', 'exact')}. Ar to ikviens var pārbaudīt, vai vēlāk žurnālā nekas nav mainīts vai dzēsts.`,
    check: 'Kā to pārbaudīt',
  },

  failures: {
    'not-found': {
      title: 'Šādas lapas nav',
      detail: 'Pārbaudiet, vai adrese ir ierakstīta pareizi, vai sāciet no apspriežu saraksta.',
    },
    'not-open-yet': {
      title: 'Apspriede vēl nav sākusies',
      detail:
        'Viedokli varēs iesniegt, kad apspriede būs atvērta. Sākuma laiks ir norādīts tās lapā.',
    },
    closed: {
      title: 'Apspriede ir noslēgusies',
      detail: 'Termiņš ir pagājis, tāpēc iesniegumu vairs nevar ne pieņemt, ne labot, ne atsaukt.',
    },
    invalid: {
      title: 'Iesniegumā kaut kas jāizlabo',
      detail: 'Atgriezieties veidlapā, pārbaudiet aizpildīto un iesniedziet vēlreiz.',
    },
    malformed: {
      title: 'Šo pieprasījumu nevarējām nolasīt',
      detail:
        'Atveriet veidlapu no jauna un mēģiniet vēlreiz. Ja lietojat programmu, pārbaudiet datu formātu.',
    },
    'unsupported-media-type': {
      title: 'Šādus datus nepieņemam',
      detail: 'Izmantojiet veidlapu šajā vietnē. Programmas viedokli var iesniegt kā JSON.',
    },
    'too-large': {
      title: 'Nosūtītais ir par lielu',
      detail:
        'Atgriezieties iepriekšējā lapā: viss rakstītais veidlapā ir saglabājies. Saīsiniet tekstus vai sadaliet tos divos iesniegumos. Plašākiem materiāliem pievienojiet saiti.',
    },
    'link-not-valid': {
      title: 'Šī saite nav derīga',
      detail:
        'Atveriet to tieši no vēstules, ko jums nosūtījām. Ja saite vēstulē ir pārdalīta divās rindās, nokopējiet to visu.',
    },
    'changed-meanwhile': {
      title: 'Iesniegums pa šo laiku ir mainīts',
      detail:
        'Kāds to ir labojis vai atsaucis citā logā. Atveriet saiti no apliecinājuma vēstules vēlreiz, un redzēsiet jaunāko redakciju.',
    },
    'too-many-requests': {
      title: 'No jūsu tīkla saņemts pārāk daudz iesniegumu',
      detail: `No viena tīkla stundā pieņemam ne vairāk kā ${FROM_ONE_SOURCE_AN_HOUR.submissions} iesniegumus (garus – mazāk), un šajā stundā tik daudz jau ir saņemts. Nekas nav zaudēts: pēc stundas iesniedziet to pašu vēlreiz.`,
    },
    unexpected: {
      title: 'Radās tehniska kļūda',
      detail:
        'Pēc brīža mēģiniet vēlreiz. Ja tikko iesniedzāt viedokli, droši iesniedziet to atkārtoti: divus vienādus iesniegumus ieskaitām tikai vienreiz.',
    },
  } satisfies Record<Failure, { title: string; detail: string }>,
  failureTell: (institution: string) =>
    `Ja kļūda atkārtojas, pastāstiet par to. Par vietni atbild ${institution}:`,
  failureCode: 'Nosauciet šo kodu:',
  failureHome: 'Uz apspriežu sarakstu',

  openData: {
    title: 'Atvērtie dati',
    csv: 'Dati tabulā (CSV)',
    json: 'Dati programmām (JSON)',
    schema: 'JSON datu apraksts (JSON Schema)',
    columns: 'Tabulas kolonnu apraksts (CSVW)',
  },
};

function latvianWaiting(what: string, next: LocalDate): string {
  return `${what} iekļausim nākamajā kopsavilkumā ${formatDay('lv', next, 'locative')}.`;
}

function latvianTold(what: string, number: number, day: LocalDate): string {
  return `${what} ${formatDate('lv', day, 'genitive')} kopsavilkumā Nr.\u00a0${number}.`;
}

function latvianAt(at: Instant | null): string {
  return at === null ? '' : ` ${formatDateTime('lv', at, 'locative')}`;
}

/** The sentences that every language must have. */
export type Copy = typeof lv;
