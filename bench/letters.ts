import type { Chance } from '../test/simulation/chance.ts';

/*
 * Made-up letters: campaigns, each with a template that its supporters change before they send it,
 * and honest letters about the same subjects, which share words, phrases and quotations with the
 * campaigns and with one another.
 */

type Subject = 'data' | 'funds' | 'law';

/** A letter with blanks: {o} organisation, {p} place, {v} person, {n} number. */
interface Draft {
  readonly subject: Subject;
  readonly sentences: readonly string[];
}

export const CAMPAIGNS: readonly Draft[] = [
  {
    subject: 'data',
    sentences: [
      '{o} ir iepazinusies ar vidusposma izvērtējuma projektu un sniedz viedokli par atvērto datu apņemšanos.',
      'Uzskatām, ka apņemšanās ir izpildīta tikai daļēji, jo pašvaldību dati portālā joprojām nav pieejami.',
      'Mūsu pieredze {p} rāda, ka iedzīvotāji budžeta izdevumus var uzzināt vienīgi ar rakstisku iesniegumu, un atbilde nonāk pie viņiem pēc mēneša.',
      'Tas nav ne atklāti, ne lietderīgi, un tas mazina uzticēšanos valstij.',
      'Tāpēc aicinām noteikt visām pašvaldībām pienākumu līdz gada beigām publicēt budžeta, iepirkumu un īpašumu datus mašīnlasāmā formātā.',
      'Aicinām arī paredzēt naudu mazajām pašvaldībām, kurām pašām nav ne speciālistu, ne sistēmu.',
      'Ja termiņa nebūs, apņemšanās paliks uz papīra vēl vienu plānošanas periodu.',
      'Esam gatavi palīdzēt ar datu lietotāju aptauju un mācībām.',
      '{v}, {o} vārdā.',
    ],
  },
  {
    subject: 'funds',
    sentences: [
      'Mēs, {o}, apvienojam {n} biedrus {p} un ikdienā strādājam ar cilvēkiem, kurus valsts programmas nesasniedz.',
      'NVO fonds ir vienīgais finansējums, kas ļauj mums uzturēt telpas un algot vienu darbinieku.',
      'Konkursu izsludina katru gadu no jauna, līgumu paraksta martā, un trīs mēnešus gadā strādājam bez atalgojuma.',
      'Izvērtējuma projektā rakstīts, ka ilgtermiņa finansēšanas modelis ir izstrādes stadijā, taču neviens no mums tajā nav iesaistīts.',
      'Prasām, lai fonds slēgtu līgumus uz trim gadiem un lai pieteikumu vērtētu pēc sasniegtā, nevis pēc formas.',
      'Prasām arī, lai finansējums katru gadu pieaugtu vismaz par inflāciju.',
      'Bez tā mazās organizācijas laukos pazudīs, un līdz ar tām pazudīs arī līdzdalība.',
    ],
  },
  {
    subject: 'law',
    sentences: [
      'Atbalstām trauksmes cēlēju aizsardzības likumu un pateicamies par sadarbību tā sagatavošanā.',
      'Tomēr likumprojektā aizsargāti ir tikai darbinieki, bet ne brīvprātīgie, praktikanti un uzņēmumu partneri.',
      '{o} lūdz paplašināt aizsargāto personu loku un noteikt, ka pierādīšanas pienākums ir darba devējam.',
      'Tāpat lūdzam noteikt vienu kontaktpunktu, kurā ziņojumu var iesniegt arī anonīmi.',
      'Bez šīm izmaiņām likums {p} nevienam nepalīdzēs.',
    ],
  },
  {
    subject: 'data',
    sentences: [
      'Iebilstam pret prasību publicēt visus pašvaldību datus.',
      'Mazai pašvaldībai tas nozīmē vēl vienu sistēmu, vēl vienu atskaiti un vēl vienu cilvēku, kura nav.',
      '{o} piedāvā sākt ar trim datu kopām, kuras iedzīvotāji patiešām prasa: budžetu, sabiedrisko transportu un teritorijas plānojumu.',
      'Pārējās kopas jāpievieno tikai tad, ja valsts par to samaksā.',
      'Dati, kurus neviens neatjauno, ir sliktāki par datiem, kuru nav.',
      '{p} šādu pieeju esam izmēģinājuši divus gadus, un tā darbojas.',
    ],
  },
];

/** What an honest letter may quote: the text that the consultation itself gives. */
export const QUOTES: Record<Subject, string> = {
  data: 'Izvērtējuma projektā teikts: „Atvērto datu portāls darbojas kopš 2017. gada, tajā publicētas 150 datu kopas, un iestādes tās papildina atbilstoši saviem plāniem. Apņemšanās izpildes pakāpe novērtēta kā būtiska.”',
  funds:
    'Izvērtējuma projektā teikts: „NVO fonda ilgtermiņa finansēšanas modelis ir izstrādes stadijā, un to plānots iesniegt valdībā līdz gada beigām. Apņemšanās izpildes pakāpe novērtēta kā ierobežota.”',
  law: 'Izvērtējuma projektā teikts: „Trauksmes cēlēju aizsardzības likumprojekts ir izstrādāts darba grupā kopā ar nevalstiskajām organizācijām un iesniegts Saeimā. Apņemšanās izpildes pakāpe novērtēta kā būtiska.”',
};

const SUBJECTS = Object.keys(QUOTES) as Subject[];

const OPENINGS = [
  '{o} ir iepazinusies ar vidusposma izvērtējuma projektu un sniedz šādu viedokli.',
  'Pateicamies par iespēju izteikties par izvērtējuma projektu.',
  'Mēs, {o}, apvienojam {n} biedrus un strādājam {p}.',
  'Labdien! Rakstu {o} vārdā.',
];
const CLOSINGS = [
  'Esam gatavi skaidrot savu viedokli un piedalīties turpmākajā darbā.',
  'Ceram, ka mūsu priekšlikumi tiks ņemti vērā.',
  'Ar cieņu, {v}, {o}.',
  'Lūdzam mūs informēt par tālāko izskatīšanas gaitu.',
];
/** Sentences of honest letters: each part in brackets is one of several. */
const PATTERNS: Record<Subject, readonly string[]> = {
  data: [
    '[Uzskatām|Domājam|Mums šķiet], ka apņemšanās ir izpildīta [daļēji|labi|vāji|tikai uz papīra], jo [datu kopas neatjauno|portāls ir lēns|meklēšana nestrādā|pašvaldību datu nav|formāti ir dažādi].',
    '[Pērn|Šogad|Pavasarī|Projekta laikā] [pārbaudījām|lejupielādējām|salīdzinājām] [divdesmit|simt|trīs] [datu kopas|failus|tabulas], un [trešdaļa bija skenēti attēli|puse bija novecojusi|visas bija kārtībā|dažām trūka apraksta].',
    '[Aicinām|Lūdzam|Iesakām] [noteikt termiņus|vienoties par formātu|iecelt atbildīgo|aptaujāt lietotājus|publicēt atjaunošanas grafiku] [pašvaldībām|ministrijām|visām iestādēm|kapitālsabiedrībām].',
    '[Žurnālistiem|Studentiem|Uzņēmējiem|Mūsu biedriem] [visvairāk vajadzīgi|pietrūkst|noder] [budžeta|iepirkumu|transporta|vides|izglītības] dati [mašīnlasāmā formātā|pa mēnešiem|ar skaidru licenci|ar vēsturi].',
    '[Labs piemērs|Slikts piemērs] ir [Valsts kase|Rīgas dome|Lauku atbalsta dienests|Statistikas pārvalde], kur [dati atrodami ar diviem klikšķiem|uz jautājumiem neviens neatbild|lietotājus uzklausa reizi ceturksnī].',
    '[Bez|Ar] [mācībām|naudu|uzraudzību] [rezultāta nebūs|izdosies vairāk|varam palīdzēt arī mēs].',
  ],
  funds: [
    '[Fonda konkurss|Pieteikšanās kārtība|Finansējuma modelis] ir [pārāk sarežģīts|saprotams|novecojis|labāks nekā agrāk], jo [anketa ir gara|līgumi ir īsi|vērtētāji nav zināmi|termiņi mainās].',
    '[Mūsu|Mazas|Lauku|Jauniešu] organizācijas [pērn|šogad|trīs gadus] [saņēma|nesaņēma|zaudēja] [atbalstu telpām|algu vienam darbiniekam|līdzfinansējumu projektam], tāpēc [darbu pārtraucām|strādājam brīvprātīgi|varējām augt].',
    '[Aicinām|Lūdzam|Prasām] [slēgt līgumus uz diviem gadiem|publicēt vērtējumus|atdalīt mazos pieteikumus|atļaut avansu|vērtēt pēc sasniegtā].',
    '[Igaunijā|Lietuvā|Somijā|Kurzemē] [fonds|pašvaldība|ministrija] [maksā divās daļās|uzklausa saņēmējus|sludina konkursu rudenī], un [tas darbojas|no tā varam mācīties|birokrātijas ir mazāk].',
    '[Izvērtējumā|Tekstā|Projektā] [nav ne vārda|pareizi teikts|pārāk maz rakstīts] par [brīvprātīgo darbu|administrēšanas izmaksām|reģioniem|sociālajiem uzņēmumiem].',
    '[Līdzdalība|Uzticēšanās|Kopiena] [maksā naudu|prasa laiku|sākas ar cieņu], [un to jāatzīst arī budžetā|un fonds to nemēra|par to esam runājuši gadiem].',
  ],
  law: [
    '[Likumprojekts|Darba grupas teksts|Saeimā iesniegtais variants] ir [labs sākums|nepilnīgs|pārāk šaurs|rūpīgi izstrādāts], jo [aizsargāti ir tikai darbinieki|kontaktpunkti ir skaidri|termiņi nav noteikti|sodi ir mazi].',
    '[Lūdzam|Iesakām|Aicinām] [papildināt 5. pantu|precizēt jēdzienus|noteikt anonīmus ziņojumus|paredzēt juridisko palīdzību|apmācīt iestādes].',
    '[Mūsu klienti|Divi biedri|Pacienti|Medicīnas darbinieki] [pērn|šogad] [ziņoja par pārkāpumu|zaudēja darbu|saņēma atbildi|vērsās tiesā], un [neviens viņus neaizstāvēja|iestāde rīkojās ātri|lieta vēl nav beigusies].',
    '[Sadarbība|Darbs|Diskusija] ar [Valsts kanceleju|ministriju|NVO|arodbiedrībām] bija [priekšzīmīga|formāla|vērtīga|pārāk īsa].',
    '[Bez|Ar] [anonimitātes|skaidru kārtību|neatkarīgu iestādi|sabiedrības atbalstu] likums [nedarbosies|palīdzēs daudziem|paliks uz papīra|būs paraugs citiem].',
  ],
};

const ORGANISATIONS = ['Biedrība', 'Nodibinājums', 'Fonds', 'Kopiena', 'Apvienība'];
const NAMES = ['Saulgrieži', 'Ūdensroze', 'Kopā', 'Līdzvērtība', 'Tilts', 'Rīta zvaigzne', 'Balss'];
const PLACES = ['Talsos', 'Alūksnes novadā', 'Rīgā', 'Ķekavā', 'Rēzeknē', 'Latgalē', 'Saldus pusē'];
const PEOPLE = ['Anna Liepa', 'Jānis Ozols', 'Žanete Šķēle', 'Ilze Bērziņa', 'Pēteris Kalns'];
const GREETINGS = ['Labdien!', 'Cienījamā Valsts kanceleja!', 'Godātie kolēģi!', 'Sveiki,'];
const WORDS: readonly (readonly [string, string])[] = [
  ['aicinām', 'lūdzam'],
  ['prasām', 'pieprasām'],
  ['tāpēc', 'tādēļ'],
  ['tomēr', 'taču'],
  ['joprojām', 'vēl arvien'],
  ['uzskatām', 'domājam'],
  ['iedzīvotāji', 'cilvēki'],
  ['noteikt', 'paredzēt'],
  ['mazās', 'nelielās'],
  ['bez', 'ja nebūs'],
  ['pienākumu', 'prasību'],
  ['lūdz', 'aicina'],
  ['piedāvā', 'iesaka'],
  ['vienīgi', 'tikai'],
];
/** How a supporter changes the template. */
export const VARIATIONS = {
  'names filled in': (letter: Draft) => letter,
  'greeting and signature changed': (letter: Draft, chance: Chance) => ({
    ...letter,
    sentences: [
      chance.pick(GREETINGS),
      ...letter.sentences.slice(0, -1),
      `Ar cieņu, ${chance.pick(PEOPLE)}`,
    ],
  }),
  'a paragraph added': (letter: Draft, chance: Chance) => {
    const patterns = shuffle(PATTERNS[letter.subject], chance).slice(0, 3);
    const own = patterns.map((pattern) => fillPattern(pattern, chance));
    const at = chance.below(letter.sentences.length);
    return {
      ...letter,
      sentences: [...letter.sentences.slice(0, at), ...own, ...letter.sentences.slice(at)],
    };
  },
  'sentences in another order': (letter: Draft, chance: Chance) => {
    return { ...letter, sentences: shuffle(letter.sentences, chance) };
  },
  'some words replaced': (letter: Draft, chance: Chance) => {
    const chosen = WORDS.filter(() => chance.happens(700));
    return { ...letter, sentences: letter.sentences.map((one) => replaceWords(one, chosen)) };
  },
  'a typo in each twenty words': (letter: Draft, chance: Chance) => {
    return { ...letter, sentences: letter.sentences.map((one) => mistype(one, chance)) };
  },
  'typed without diacritics': (letter: Draft) => {
    const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');
    return { ...letter, sentences: letter.sentences.map(bare) };
  },
  'a third left out': (letter: Draft, chance: Chance) => {
    const kept = letter.sentences.filter(() => chance.happens(670));
    return { ...letter, sentences: kept.length < 2 ? letter.sentences : kept };
  },
  'all of it a little': (letter: Draft, chance: Chance): Draft => {
    const some = Object.entries(VARIATIONS).filter(
      ([name]) => name !== 'all of it a little' && chance.happens(400),
    );
    return some.reduce((sum, [, vary]) => vary(sum, chance), letter);
  },
} satisfies Record<string, (letter: Draft, chance: Chance) => Draft>;

/** A letter, and to which campaign it belongs. Null: it is an honest one. */
export interface Letter {
  readonly text: string;
  readonly subject: Subject;
  readonly campaign: number | null;
  readonly organisation: string;
}

/** Makes a letter of the campaign, changed as the variation says. */
export function campaignLetter(
  campaign: number,
  variation: keyof typeof VARIATIONS,
  chance: Chance,
): Letter {
  const template = CAMPAIGNS[campaign % CAMPAIGNS.length] ?? { subject: 'data', sentences: [] };
  const { subject, sentences } = VARIATIONS[variation](template, chance);
  const organisation = organisationBy(chance);
  return { text: fillIn(sentences, organisation, chance), subject, campaign, organisation };
}

/** Makes an honest letter. Every third quotes the text that the consultation gives. */
export function honestLetter(chance: Chance): Letter {
  const subject = chance.pick(SUBJECTS);
  const sentences = [
    ...(chance.happens(700) ? [chance.pick(OPENINGS)] : []),
    ...(chance.happens(330) ? [QUOTES[subject]] : []),
    ...shuffle(PATTERNS[subject], chance)
      .slice(0, 4 + chance.below(3))
      .map((pattern) => fillPattern(pattern, chance)),
    ...(chance.happens(700) ? [chance.pick(CLOSINGS)] : []),
  ];
  const organisation = organisationBy(chance);
  return { text: fillIn(sentences, organisation, chance), subject, campaign: null, organisation };
}

function fillPattern(pattern: string, chance: Chance): string {
  return pattern.replace(/\[([^\]]+)\]/gu, (_, options: string) => chance.pick(options.split('|')));
}

function organisationBy(chance: Chance): string {
  return `${chance.pick(ORGANISATIONS)} „${chance.pick(NAMES)} ${chance.below(10_000)}”`;
}

function fillIn(sentences: readonly string[], organisation: string, chance: Chance): string {
  const blanks = { o: organisation, p: chance.pick(PLACES), v: chance.pick(PEOPLE) };
  return sentences
    .join(' ')
    .replaceAll('{o}', blanks.o)
    .replaceAll('{p}', blanks.p)
    .replaceAll('{v}', blanks.v)
    .replaceAll('{n}', String(10 + chance.below(300)));
}

function replaceWords(sentence: string, words: typeof WORDS): string {
  return words.reduce(
    (text, [from, to]) => text.replace(new RegExp(`(?<!\\p{L})${from}(?!\\p{L})`, 'giu'), to),
    sentence,
  );
}

function shuffle(sentences: readonly string[], chance: Chance): string[] {
  return sentences.reduce<string[]>((mixed, sentence) => {
    mixed.splice(chance.below(mixed.length + 1), 0, sentence);
    return mixed;
  }, []);
}

function mistype(sentence: string, chance: Chance): string {
  return sentence
    .split(' ')
    .map((word) => {
      if (word.length < 4 || word.includes('{') || !chance.happens(50)) return word;
      const at = 1 + chance.below(word.length - 2);
      return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
    })
    .join(' ');
}

/**
 * Makes letters that lead from one campaign to another, so that each is much like the one before:
 * in each, one sentence more is that of the other campaign.
 */
export function chainOfLetters(from: number, to: number, chance: Chance): Letter[] {
  const [one, other] = [CAMPAIGNS[from]?.sentences ?? [], CAMPAIGNS[to]?.sentences ?? []];
  const subject = CAMPAIGNS[from]?.subject ?? 'data';
  return Array.from({ length: one.length + other.length + 1 }, (_, step): Letter => {
    const sentences = [...one.slice(step), ...other.slice(0, step)].slice(0, one.length);
    const organisation = organisationBy(chance);
    return { text: fillIn(sentences, organisation, chance), subject, campaign: null, organisation };
  });
}
