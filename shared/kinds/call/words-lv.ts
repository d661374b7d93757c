import { formatDateTime, formatDeadline } from '../../view/format.ts';
import type { KindWords } from '../kind-words.ts';

export const lv: KindWords = {
  fields: {
    title: {
      label: 'Priekšlikuma nosaukums',
      hint: 'Kā jūs īsi nosauktu jauno apņemšanos?',
      missing: 'Ierakstiet priekšlikuma nosaukumu.',
    },
    problem: {
      label: 'Problēma',
      hint: 'Kas pašlaik nav kārtībā, un ko tas skar?',
      missing: 'Uzrakstiet, kādu problēmu priekšlikums risina.',
    },
    action: {
      label: 'Ko darīt',
      hint: 'Kas plāna laikā būtu jāpaveic, un kā redzēsim, ka tas ir paveikts?',
      missing: 'Uzrakstiet, ko priekšlikums paredz darīt.',
    },
    principles: {
      label: 'Atvērtas pārvaldības principi',
      hint: 'Kuriem principiem priekšlikums kalpo? Atzīmējiet vienu vai vairākus.',
      missing: 'Atzīmējiet vismaz vienu principu.',
    },
    ngos: {
      label: 'Vai NVO piedalītos izpildē?',
      missing: 'Izvēlieties, vai NVO piedalītos izpildē.',
      choices: {
        yes: 'Jā',
        no: 'Nē',
        undecided: 'Vēl nezinām',
      },
    },
    ngoShare: {
      label: 'Kā NVO piedalītos',
      hint: 'Ja piedalītos: kuras organizācijas un ko tās darītu. Var atstāt tukšu.',
    },
    institution: {
      label: 'Atbildīgā iestāde',
      hint: 'Ja zināt, kurai iestādei tas būtu jādara. Var atstāt tukšu.',
    },
    supporters: {
      label: 'Kas vēl priekšlikumu atbalsta',
      hint: 'Citas organizācijas vai iestādes. Var atstāt tukšu.',
    },
  },

  parts: { zero: 'priekšlikumu', one: 'priekšlikums', other: 'priekšlikumi' },
  newParts: { zero: 'jaunu priekšlikumu', one: 'jauns priekšlikums', other: 'jauni priekšlikumi' },

  opens: (at) => `Priekšlikumus varēs iesniegt no ${formatDateTime('lv', at, 'genitive')}`,
  closes: (at) => `Priekšlikumus gaidām līdz ${formatDeadline('lv', at, 'dative')}`,
  late: 'Vēlāk iesniegtus priekšlikumus nepieņemam.',
  notOpenYet: 'Priekšlikumus vēl nevar iesniegt',
  closedHint: (at) =>
    `Priekšlikumus pieņēmām līdz ${formatDeadline('lv', at, 'dative')}. Ja priekšlikumu iesniedzāt laikus, ar apliecinājuma numuru varat pārbaudīt, kur tas ir.`,

  draft: {
    label: 'Aicinājums',
    read: 'Lasīt visu aicinājumu',
    introduction: 'Par plānu un aicinājumu',
    documents: 'Aicinājuma dokumenti',
    compared: (title) => `Aicinājuma redakciju salīdzinājums: ${title}.`,
    unchanged: 'Šajā redakcijā aicinājuma teksts latviešu valodā nav mainījies.',
  },

  form: {
    title: 'Jūsu priekšlikums',
    intro:
      'Iesakiet vienu jaunu apņemšanos. Ja priekšlikumu ir vairāki, iesniedziet katru atsevišķi. Plānā parasti ir 5 līdz 15 apņemšanos, bet priekšlikumu skaits nav ierobežots.',
    scale: null,
    whole: 'Priekšlikums',
    wholeHint: null,
    takeBackOne: null,
    publication: 'Vai priekšlikumu drīkst publicēt?',
    publicationHints: {
      named: 'Lasītāji redzēs, kura organizācija to iesniegusi.',
      internal: 'Priekšlikumu lasīs tikai atbildīgā struktūrvienība.',
    },
    submit: 'Iesniegt priekšlikumu',
  },

  announcements: {
    opened: {
      subject: (title) => `Aicinām iesniegt priekšlikumus: ${title}`,
      body: ({ title, plan, summary, closesAt, link }) => `
Aicinām iesniegt priekšlikumus: **${title}** (${plan}).

${summary}

Priekšlikumus gaidām līdz **${formatDeadline('lv', closesAt, 'dative')}** pēc Rīgas laika. Katrs priekšlikums nonāk pie atbildīgās struktūrvienības, un to var pārbaudīt ar apliecinājuma numuru.

[Iesniegt priekšlikumu](${link})`,
    },
    closing: {
      subject: (title) => `Priekšlikumu iesniegšana drīz beigsies: ${title}`,
      body: ({ title, plan, closesAt, link }) => `
Priekšlikumus vēl var iesniegt līdz **${formatDeadline('lv', closesAt, 'dative')}** pēc Rīgas laika: **${title}** (${plan}).

Vēlāk iesniegtus priekšlikumus nepieņemam. Jau iesniegtu priekšlikumu līdz tam laikam var labot vai atsaukt ar saiti apliecinājuma vēstulē.

[Iesniegt priekšlikumu](${link})`,
    },
  },

  received: 'Priekšlikums ir saņemts',
  mail: {
    subject: (reference) => `Priekšlikums saņemts: ${reference}`,
    thanks: 'Paldies! Jūsu priekšlikums ir droši saglabāts un nonāks pie adresāta.',
  },

  published: { title: 'Publicētie priekšlikumi', one: 'Priekšlikums' },

  digest: {
    whole: 'Priekšlikumi',
    noText: 'Teksta nav.',
    withdrawn: 'Organizācija šo priekšlikumu ir atsaukusi.',
    file: 'kopsavilkums-priekslikumi',
  },
};
