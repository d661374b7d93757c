import type { DigestItem } from '../../../domain/digest-content.ts';
import { BEGINNING, type Totals } from '../../../domain/digest.ts';
import type { PublicationChoice, Submission } from '../../../domain/submission.ts';
import type { Instant, LocalDate, Window } from '../../../domain/time.ts';
import {
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatNumber,
  formatPeriod,
  plural,
} from '../../format.ts';

const EDITED = { zero: 'labotu', one: 'labots', other: 'laboti' };
const WITHDRAWN = { zero: 'atsauktu', one: 'atsaukts', other: 'atsaukti' };
const COMMITMENTS = { zero: 'apņemšanos', one: 'apņemšanās', other: 'apņemšanās' };
const NEWS = { zero: 'jaunumu', one: 'jaunums', other: 'jaunumi' };

const WORDS = { zero: 'vārdu', one: 'vārds', other: 'vārdi' };

const SUBMISSIONS = { zero: 'iesniegumu', one: 'iesniegums', other: 'iesniegumi' };
const ORGANISATIONS = { zero: 'organizāciju', one: 'organizācija', other: 'organizācijas' };

/** Why there may be more organisations than submissions. */
const ALSO_FORMER = 'skaitot arī tās, kas visu atsaukušas, un agrākos nosaukumus';

const haveWritten = (count: number) =>
  `${plural('lv', count, { one: 'rakstījusi', other: 'rakstījušas' })} ${formatCount('lv', count, ORGANISATIONS)}`;

const edited = (count: number) => formatCount('lv', count, EDITED);
const withdrawn = (count: number) => formatCount('lv', count, WITHDRAWN);
const inSubmissions = (count: number) =>
  formatCount('lv', count, { zero: 'iesniegumos', one: 'iesniegumā', other: 'iesniegumos' });

const fromTotal = (count: number) =>
  formatCount('lv', count, { zero: 'jaunumiem', one: 'jaunuma', other: 'jaunumiem' });

/** What the author's own link is for once the consultation has closed. */
const endOfRevision = (closedAt: Instant) =>
  `Apspriede noslēdzās ${formatDeadline('lv', closedAt, 'locative')}, tāpēc iesniegumu vairs nevar ne labot, ne atsaukt. Ar šo saiti joprojām varat mainīt, vai to drīkst publicēt, un lejupielādēt pierādījumu, ka tas ir saņemts. Saite ir kā atslēga: nepārsūtiet to nevienam, kam tas nav jādara.`;

/** What a receipt tells after the first one, whose words are those of its kind. */
type Changed = Exclude<Submission['state'], 'submitted'>;

/** The sentences of the mails. Latvian is written first; English has the same shape. */
export const lv = {
  signature: 'Sadzirdēts',
  motto: 'Katrs viedoklis nonāk pie adresāta',

  digest: {
    numbered: (number: number, repeat: boolean) =>
      repeat ? `Nr.\u00a0${number}, sūtīts atkārtoti` : `Nr.\u00a0${number}`,
    subject: (numbered: string, news: string, { from, to }: Window, unit: string) =>
      `Kopsavilkums ${numbered}: ${news} (${from === BEGINNING ? `līdz ${formatDate('lv', to, 'dative')}` : formatPeriod('lv', { from, to })}), ${unit}`,
    noneNew: 'jaunu nav',
    title: (number: number) => `Kopsavilkums Nr. ${number}`,
    period: ({ from, to }: Window) =>
      `No ${formatDateTime('lv', from, 'genitive')} līdz ${formatDateTime('lv', to, 'dative')}`,
    periodFromTheStart: (to: Instant) =>
      `No paša sākuma līdz ${formatDateTime('lv', to, 'dative')}`,
    longPeriod: (days: number, previous: number) =>
      `Šis kopsavilkums aptver vairāk nekā nedēļu: ${formatCount('lv', days, { zero: 'dienu', one: 'dienu', other: 'dienas' })} kopš kopsavilkuma Nr.\u00a0${previous}. Nekas nav izlaists: šeit ir viss, kas šajā laikā saņemts.`,
    /**
     * The sentence must be true in both cases: an earlier mail may have arrived, or no mailbox has
     * accepted one.
     */
    repeat: (numbered: string) =>
      `${numbered}: nav droši zināms, vai šis kopsavilkums jūs jau ir sasniedzis. Ja ir, šo vēstuli varat dzēst: saturs ir tas pats.`,
    figure: (count: number) => formatNumber('lv', count),
    facts: ({ submissions, edited: changed, withdrawn: gone }: Totals) => [
      ...(submissions > 0 ? [inSubmissions(submissions)] : []),
      ...(changed > 0 ? [edited(changed)] : []),
      ...(gone > 0 ? [withdrawn(gone)] : []),
    ],
    before: (number: number, weekBefore: boolean, told: readonly string[]) => {
      const when = weekBefore
        ? `Pirms nedēļas (Nr.\u00a0${number})`
        : `Iepriekšējā kopsavilkumā (Nr.\u00a0${number})`;
      return `${when}: ${told.join(' · ')}`;
    },
    /** How much of the news the mail tells. */
    shown: (count: number, total: number) =>
      `Vēstulē: ${formatNumber('lv', count)} no ${fromTotal(total)}.`,
    shortened: 'Garākie teksti ir saīsināti.',
    everything: {
      attached: 'Viss ir pievienotajā tabulā.',
      apart: 'Viss ir pilnajā kopā.',
    },
    nothing: 'Nekā jauna',
    nothingSince: (previous: number | null) =>
      previous === null
        ? 'Nekas vēl nav saņemts.'
        : `Kopš kopsavilkuma Nr.\u00a0${previous} nekas nav ne iesniegts, ne labots, ne atsaukts.`,
    nothingWhy:
      'Rakstām arī tad, kad jaunumu nav: ja kopsavilkums kādreiz nepienāk, tad kaut kas nav kārtībā, un par to ir vērts pajautāt.',
    openFor: (days: number, closesAt: Instant) =>
      days === 0
        ? `Atvērta pēdējo dienu, līdz ${formatDeadline('lv', closesAt, 'dative')}`
        : `Atvērta vēl ${formatCount('lv', days, { zero: 'dienu', one: 'dienu', other: 'dienas' })}, līdz ${formatDeadline('lv', closesAt, 'dative')}`,
    closed: (closesAt: Instant) => `Noslēgusies ${formatDeadline('lv', closesAt, 'locative')}`,
    openConsultation: 'Atvērt apspriedi',
    quietTitle: 'Citās apspriedēs nekā jauna',
    quietChapters: (count: number) =>
      `Nekā jauna vēl ${formatCount('lv', count, { zero: 'apspriedēs', one: 'apspriedē', other: 'apspriedēs' })}.`,
    moreChapters: (count: number, items: number) =>
      `Un vēl ${formatCount('lv', count, { zero: 'apspriežu', one: 'apspriede', other: 'apspriedes' })}: ${formatCount('lv', items, NEWS)}.`,
    commitment: (number: number) => `${number}. apņemšanās`,
    titled: (number: number, title: string) => `${number}. ${title}`,
    edited,
    withdrawn,
    quietRow: 'nekā jauna',
    /** A commitment about which nothing is new, but something has come before. */
    quietSince: (title: string, toDate: string) => `${title} – nekā jauna. ${toDate}`,
    quietRows: (titles: readonly string[]) => `Nekā jauna: ${titles.join('; ')}.`,
    commitments: (numbers: string, _count: number) => `${numbers} apņemšanās`,
    moreRows: (count: number) =>
      `Vēl ${formatCount('lv', count, COMMITMENTS)}, par ko nekā jauna nav.`,
    moreBusyRows: (count: number, items: number) =>
      `Un vēl ${formatCount('lv', count, COMMITMENTS)}: ${formatCount('lv', items, NEWS)}.`,
    unrated: 'Bez vērtējuma',
    changes: {
      new: 'jauns',
      edited: 'labots',
      withdrawn: 'atsaukts',
    } satisfies Record<DigestItem['change'], string>,
    /** Says in which digest the unit has read the version that this change replaces. */
    replaced: {
      edited: (number: number, date: string) =>
        `iepriekšējā redakcija – kopsavilkumā Nr.\u00a0${number} (${date})`,
      withdrawn: (number: number, date: string) =>
        `bija iekļauts kopsavilkumā Nr.\u00a0${number} (${date})`,
    },
    /** Says what an edit has changed, fact by fact. */
    edit: {
      label: 'Mainīts',
      organisation: 'organizācijas nosaukums',
      publication: 'publicēšanas izvēle',
      was: 'bija',
      removed: { before: '[svītrots:\u00a0', after: ']' },
      added: { before: '[pievienots:\u00a0', after: ']' },
      how: {
        added: 'iepriekš teksta nebija',
        removed: 'teksts izņemts',
        rewritten: 'tik daudz mainīts, ka izmaiņas nav iezīmētas',
        spacing: 'vārdi tie paši, mainīts tikai dalījums rindās',
        some: (shown: number, changes: number) =>
          `redzamas izmaiņas: ${formatNumber('lv', shown)} no ${formatNumber('lv', changes)}`,
        unmarked: 'izmaiņas te nav iezīmētas',
      },
    },
    confirmed: 'adrese apstiprināta',
    publications: {
      named: 'drīkst publicēt ar nosaukumu',
      anonymous: 'drīkst publicēt bez nosaukuma',
      internal: 'nepublicēt',
    } satisfies Record<PublicationChoice, string>,
    toDate: {
      all: (told: string, submissions: number, organisations: number, fresh: number) =>
        [
          `Kopā līdz šim: ${told}`,
          formatCount('lv', submissions, SUBMISSIONS),
          [
            `${haveWritten(organisations)}${organisations > submissions ? ` (${ALSO_FORMER})` : ''}`,
            ...(fresh > 0 && fresh < organisations
              ? [`tostarp ${formatNumber('lv', fresh)} pirmoreiz`]
              : []),
          ].join(', '),
        ].join(' · '),
      row: (count: number, labels: readonly string[]) =>
        `Kopā līdz šim ${formatNumber('lv', count)}${labels.length === 0 ? '' : `: ${labels.join(' · ')}`}`,
    },
    campaign: {
      title: (count: number) =>
        `${formatCount('lv', count, SUBMISSIONS)} ar gandrīz vienādu tekstu`,
      organisations: (count: number) => formatCount('lv', count, ORGANISATIONS),
      confirmed: (count: number) => `apstiprinātas adreses: ${formatNumber('lv', count)}`,
      internal: (count: number) => `nepublicēt: ${formatNumber('lv', count)}`,
      shown: {
        attached: (number: number) =>
          `Te ir agrākais no šiem tekstiem. Visi ir pievienotajā tabulā, ${number}.\u00a0grupā.`,
        apart: (number: number) =>
          `Te ir agrākais no šiem tekstiem. Visi ir pilnajā kopā, ${number}.\u00a0grupā.`,
      },
      more: {
        attached: (count: number) =>
          `Un vēl ${formatCount('lv', count, SUBMISSIONS)} pievienotajā tabulā.`,
        apart: (count: number) => `Un vēl ${formatCount('lv', count, SUBMISSIONS)} pilnajā kopā.`,
      },
    },
    wordsLeft: {
      attached: (count: number) => `… vēl ${formatCount('lv', count, WORDS)} pievienotajā tabulā`,
      apart: (count: number) => `… vēl ${formatCount('lv', count, WORDS)} pilnajā kopā`,
    },
    more: {
      attached: (parts: string) => `Un vēl ${parts} pievienotajā tabulā.`,
      apart: (parts: string) => `Un vēl ${parts} pilnajā kopā.`,
    },
    attached: (filenames: readonly string[], limit: string, changed: boolean) => {
      const tables = filenames.length > 1 ? 'pievienotajās tabulās' : 'pievienotajā tabulā';
      const set = `Pilnā kopa ir ${tables} ${filenames.join(' un ')}: viss saņemtais ar visu tekstu. Pilno kopu pievienojam, kamēr tā nav lielāka par ${limit}.`;
      return changed
        ? `${set} Kopš kopsavilkuma sagatavošanas ir labots kāds nosaukums vai dzēsta kāda kontaktpersona, tāpēc kontrolsumma žurnālā neatbilst šai vēstulei pievienotajam.`
        : set;
    },
    tooLarge: (number: number, limit: string) =>
      `Pilnā kopa ir lielāka par ${limit}, tāpēc e-pastam tā ir par lielu. Palūdziet sistēmas uzturētājam eksportēt kopsavilkumu Nr.\u00a0${number}.`,
    why: (unit: string) =>
      `Šo vēstuli saņemat kā atbildīgā struktūrvienība (${unit}): jūsu adrese ir norādīta tās kopsavilkumiem. Atbilde uz vēstuli nonāks struktūrvienības kontaktadresē.`,
    discretion:
      'Iesniedzēju kontaktpersonu un e-pasta adrešu te nav. „Adrese apstiprināta” nozīmē, ka iesniegums ir apstiprināts ar saiti, ko nosūtījām uz iesniedzēja adresi. Tas, kam ir norāde „nepublicēt”, ir domāts tikai jūsu struktūrvienībai. Ja norāde ir „bez nosaukuma”, organizāciju ārpus struktūrvienības nenosauciet, arī vēstuli pārsūtot.',
    ask: 'Ja gribat ko jautāt autoram, atsūtiet mums jautājumu un apliecinājuma numuru: nodosim to autoram, kamēr glabājam viņa adresi. Rakstiet uz:',
    check:
      'Katram iesniegumam ir apliecinājuma numurs. Ikviens, kas to zina, var pārbaudīt, cik tālu iesniegums ticis:',
    table: {
      columns: {
        reference: 'Apliecinājuma numurs',
        consultation: 'Apspriede',
        number: 'Apņemšanās Nr.',
        title: 'Apņemšanās',
        change: 'Statuss',
        replaces: 'Iepriekšējā redakcija kopsavilkumā Nr.',
        organisation: 'Organizācija',
        publication: 'Publicēšana',
        received: 'Saņemts (Rīgas laiks)',
        confirmed: 'Iesniedzēja adrese',
        group: 'Gandrīz vienādu tekstu grupa',
      },
    },
  },

  receipt: {
    subject: {
      edited: (reference: string) => `Labojums saņemts: ${reference}`,
      withdrawn: (reference: string) => `Atsaukums saņemts: ${reference}`,
    } satisfies Record<Changed, (reference: string) => string>,
    title: {
      edited: 'Labojums ir saņemts',
      withdrawn: 'Iesniegums ir atsaukts',
    } satisfies Record<Changed, string>,
    thanks: {
      edited: 'Jaunā redakcija ir saglabāta un pilnībā aizstāj iepriekšējo. Numurs nemainās.',
      withdrawn: 'Viss šī iesnieguma saturs ir atsaukts. Numurs paliek tas pats.',
    } satisfies Record<Changed, string>,
    reference: 'Apliecinājuma numurs',
    consultation: 'Apspriede',
    organisation: 'Organizācija',
    received: {
      submitted: 'Saņemts',
      edited: 'Labots',
      withdrawn: 'Atsaukts',
    } satisfies Record<Submission['state'], string>,
    at: (at: Instant) => formatDateTime('lv', at, 'locative', 'exact'),
    publication: 'Publicēšana',
    publications: {
      named: 'drīkst publicēt ar organizācijas nosaukumu',
      anonymous: 'drīkst publicēt bez organizācijas nosaukuma',
      internal: 'nepublicēt',
    } satisfies Record<PublicationChoice, string>,
    nextTitle: 'Kas notiks tālāk',
    unchanged: 'Saturs nav mainījies, tāpēc kopsavilkumos par šo labojumu neziņosim.',
    goes: (units: readonly string[], next: LocalDate, state: Submission['state']) => {
      const [unit = ''] = units;
      const what = {
        submitted: 'Iesniegumu',
        edited: 'Labojumu',
        withdrawn: 'Ja iesniegums jau ir nosūtīts, ziņu par atsaukumu',
      }[state];
      const whom =
        units.length > 1
          ? `kopsavilkumā saņems atbildīgās struktūrvienības: ${units.join('; ')}.`
          : `kopsavilkumā saņems atbildīgā struktūrvienība: ${unit}.`;
      const when =
        units.length > 1
          ? ` Pirmais no kopsavilkumiem gaidāms ${formatDay('lv', next, 'locative')}.`
          : ` Kopsavilkums gaidāms ${formatDay('lv', next, 'locative')}.`;
      const untold =
        state === 'withdrawn' ? ' Ja vēl nav, to nevienai struktūrvienībai nesūtīsim.' : '';
      return `${what} ${whom}${when}${untold}`;
    },
    wentTitle: 'Kas noticis ar iesniegumu',
    went: (units: readonly string[], day: LocalDate, state: Submission['state']) => {
      const [unit = ''] = units;
      const what = {
        submitted: 'Iesniegumu',
        edited: 'Labojumu',
        withdrawn: 'Ja iesniegums jau bija nosūtīts, ziņu par atsaukumu',
      }[state];
      const whom =
        units.length > 1
          ? `bija paredzēts iekļaut atbildīgo struktūrvienību kopsavilkumos: ${units.join('; ')}.`
          : `bija paredzēts iekļaut atbildīgās struktūrvienības kopsavilkumā: ${unit}.`;
      const when =
        units.length > 1
          ? ` Pirmais no kopsavilkumiem bija gaidāms ${formatDay('lv', day, 'locative')}.`
          : ` Kopsavilkums bija gaidāms ${formatDay('lv', day, 'locative')}.`;
      const untold =
        state === 'withdrawn' ? ' Ja vēl nebija, to nevienai struktūrvienībai nesūtām.' : '';
      return `${what} ${whom}${when}${untold}`;
    },
    follow: 'Cik tālu iesniegums ticis, jebkurā brīdī redzams tā apliecinājuma lapā:',
    followLabel: 'Atvērt apliecinājuma lapu',
    reviseTitle: 'Ja vēlaties ko mainīt',
    revise: {
      submitted: (until: Instant) =>
        `Labot vai atsaukt iesniegumu var līdz ${formatDeadline('lv', until, 'dative')}. Saite ir kā atslēga: nepārsūtiet to nevienam, kam nav jāmaina jūsu iesniegums.`,
      edited: (until: Instant) =>
        `Labot vēlreiz vai atsaukt iesniegumu var līdz ${formatDeadline('lv', until, 'dative')}. Saite ir kā atslēga: nepārsūtiet to nevienam, kam nav jāmaina jūsu iesniegums.`,
      withdrawn: (until: Instant) =>
        `Līdz ${formatDeadline('lv', until, 'dative')} ar šo pašu saiti varat to iesniegt no jauna.`,
    } satisfies Record<Submission['state'], (until: Instant) => string>,
    reviseLabel: {
      submitted: 'Labot vai atsaukt',
      edited: 'Labot vai atsaukt',
      withdrawn: 'Iesniegt no jauna',
    } satisfies Record<Submission['state'], string>,
    overTitle: 'Ko vēl varat darīt',
    over: {
      submitted: endOfRevision,
      edited: endOfRevision,
      withdrawn: (closedAt: Instant) =>
        `Apspriede noslēdzās ${formatDeadline('lv', closedAt, 'locative')}, tāpēc šo iesniegumu vairs nevar iesniegt no jauna. Ar šo saiti joprojām varat lejupielādēt pierādījumu, ka iesniegums un atsaukums ir saņemts.`,
    } satisfies Record<Submission['state'], (closedAt: Instant) => string>,
    overLabel: 'Atvērt iesniegumu',
    copyTitle: {
      quoted: 'Ko saņēmām',
      named: 'Par ko ir iesniegums',
      withdrawn: 'Kas ir atsaukts',
    },
    notQuoted:
      'Šajā vēstulē necitējam, ko kāds ir rakstījis, jo vēl nezinām, vai adrese ir īstā. Viss iesniegums ir redzams, atverot saiti augstāk; tur adresi var arī apstiprināt.',
    attached: (filename: string) =>
      `Teksts ir pārāk garš vēstulei, tāpēc te ir tā sākums, bet viss teksts ir pievienotajā failā ${filename}.`,
    cut: '… viss teksts ir pievienotajā failā',
    filename: (reference: string) => `iesniegums-${reference}.txt`,
    notice: {
      subject: (reference: string) => `Kontaktadrese mainīta: ${reference}`,
      title: 'Kontaktadrese ir mainīta',
      what: 'Kāds ar saiti no jūsu apliecinājuma vēstules šim iesniegumam ir norādījis citu kontaktadresi. Tāpēc šī saite vairs neder, un jaunu saiti nosūtījām uz jauno adresi.',
      doubt: 'Ja tas notika bez jūsu ziņas, lūdzu, atbildiet uz šo vēstuli.',
      why: 'Šo vēstuli saņemat tāpēc, ka iesniegumā līdz šim bija norādīta jūsu e-pasta adrese.',
    },
    why: 'Šo vēstuli saņemat tāpēc, ka iesniegumā norādīta jūsu e-pasta adrese. Ja iesniegums nav jūsu, lūdzu, atbildiet uz šo vēstuli un pasakiet to mums.',
  },

  logs: {
    title: (count: number): string =>
      count === 1 ? 'Žurnāla kontrolpunkts' : 'Žurnālu kontrolpunkti',
    what: (count: number): string =>
      count === 1
        ? 'Apspriedes žurnālā ir ieraksts par katru iesniegumu un katru kopsavilkumu. Šis ir tā jaunākais parakstītais kontrolpunkts. Saglabājiet šo vēstuli: ar to ikviens var pārbaudīt, vai vēlāk žurnālā nekas nav mainīts vai dzēsts.'
        : 'Katras apspriedes žurnālā ir ieraksts par katru iesniegumu un katru kopsavilkumu. Šie ir to jaunākie parakstītie kontrolpunkti. Saglabājiet šo vēstuli: ar to ikviens var pārbaudīt, vai vēlāk žurnālos nekas nav mainīts vai dzēsts.',
    check: 'Kā to pārbaudīt',
    of: (title: string, upTo: Instant) =>
      `${title}: viss, kas saņemts pirms ${formatDateTime('lv', upTo, 'genitive', 'exact')}`,
  },

  lineage: {
    subject: (reference: string) => `Priekšlikums iekļauts plānā: ${reference}`,
    title: 'No jūsu priekšlikuma ir izaugusi apņemšanās',
    what: 'Paldies! Publicētajā plāna projektā ir apņemšanās, kas balstīta uz jūsu priekšlikumu.',
    plan: 'Plāns',
    commitment: 'Apņemšanās',
    read: 'Lasīt plāna projektu',
    own: 'Jūsu priekšlikums',
  },

  moderation: {
    rule: 'Noteikums',
    address: (count: number): string => (count === 1 ? 'Teksta adrese:' : 'Tekstu adreses:'),
    hide: {
      subject: (reference: string) => `Teksts paslēpts: ${reference}`,
      title: 'Jūsu teksts vairs nav redzams',
      what: (owner: string) =>
        `Saskaņā ar šo noteikumu jūsu publicēto tekstu ir paslēpusi iestāde, kas rīko apspriedi: ${owner}. Lēmumu pieņēma tās darbinieks. Jūsu teksta vietā lasītāji redz tikai rindu ar noteikumu un datumu.`,
      unit: 'Atbildīgajai struktūrvienībai jūsu teksts ir pilnībā pieejams, un tā to izvērtē tāpat kā pārējos.',
      object:
        'Ja nepiekrītat, lūdzu, atbildiet uz šo vēstuli un paskaidrojiet, kāpēc. Atbildi lasa cilvēks, un lēmumu pārskata. Kamēr apspriede ir atvērta, tekstu varat arī labot ar saiti no apliecinājuma vēstules un pēc tam mums uzrakstīt.',
    },
    show: {
      subject: (reference: string) => `Teksts atkal redzams: ${reference}`,
      title: 'Jūsu teksts atkal ir redzams',
      what: () => 'Teksts, kas saskaņā ar šo noteikumu bija paslēpts, atkal ir redzams visiem.',
      unit: 'Atbildīgajai struktūrvienībai teksts visu laiku ir bijis pieejams.',
      object: 'Ja jums ir jautājumi, lūdzu, atbildiet uz šo vēstuli.',
    },
    later: {
      hide: {
        subject: (reference: string) => `Teksts netiks rādīts: ${reference}`,
        title: 'Jūsu teksts netiks rādīts',
        what: (owner: string) =>
          `Šajā apspriedē iesniegtos tekstus publicē tikai tad, kad tā ir noslēgusies. Saskaņā ar šo noteikumu jūsu teksts arī tad netiks rādīts. Tā ir nolēmusi iestāde, kas rīko apspriedi: ${owner}. Lēmumu pieņēma tās darbinieks. Jūsu teksta vietā lasītāji redzēs tikai rindu ar noteikumu un datumu.`,
        unit: 'Atbildīgajai struktūrvienībai jūsu teksts ir pilnībā pieejams, un tā to izvērtē tāpat kā pārējos.',
        object:
          'Ja nepiekrītat, lūdzu, atbildiet uz šo vēstuli un paskaidrojiet, kāpēc. Atbildi lasa cilvēks, un lēmumu pārskata. Kamēr apspriede ir atvērta, tekstu varat arī labot ar saiti no apliecinājuma vēstules un pēc tam mums uzrakstīt.',
      },
      show: {
        subject: (reference: string) => `Teksts tiks rādīts: ${reference}`,
        title: 'Jūsu teksts tomēr tiks rādīts',
        what: () =>
          'Šajā apspriedē iesniegtos tekstus publicē tikai tad, kad tā ir noslēgusies. Tad visi varēs izlasīt arī jūsu tekstu, kuru saskaņā ar šo noteikumu nebija paredzēts rādīt.',
        unit: 'Atbildīgajai struktūrvienībai teksts visu laiku ir bijis pieejams.',
        object: 'Ja jums ir jautājumi, lūdzu, atbildiet uz šo vēstuli.',
      },
    },
  },
};

/** The sentences that every language must have. */
export type MailCopy = typeof lv;
