import type { Instant } from '../../domain/time.ts';
import { formatCount, formatDateTime } from '../format.ts';

/** The sentences about the log of a consultation. Latvian is written first; English has the same shape. */
export const lv = {
  term: 'Žurnāls',
  link: 'Apspriedes žurnāls, ko ikviens var pārbaudīt',
  title: 'Apspriedes žurnāls',
  description: (title: string) =>
    `Žurnāls, pēc kura ikviens var pārbaudīt, kas apspriedē saņemts un nodots: ${title}`,
  lead: 'Šajā žurnālā ierakstām visu, kas apspriedē ir saņemts, un visu, kas ir nosūtīts atbildīgajām struktūrvienībām. Žurnālu var tikai papildināt. Ja kāds tajā kaut ko izdzēstu, izmainītu vai ierakstītu ar agrāku datumu, to varētu pierādīt, arī pret mums.',
  contents: {
    title: 'Kas ir žurnālā',
    items: [
      'Apspriedes sākums un beigas un katra publicētā projekta redakcija.',
      'Katrs iesniegums, labojums un atsaukums: kad tas saņemts un kurām struktūrvienībām par to jāuzzina.',
      'Katrs struktūrvienībai sagatavots kopsavilkums un tas, vai pasta serveris to pieņēma.',
      'Katra reize, kad teksts ir paslēpts vai atkal rādīts.',
    ],
    without:
      'Iesniegumu tekstu, autoru vārdu un apliecinājumu numuru žurnālā nav. Teksta vietā ir kontrolsumma, no kuras tekstu nevar uzzināt.',
    when: 'Jaunus ierakstus pievienojam ik pēc 15 minūtēm. Iesniegums žurnālā ir ne vēlāk kā aptuveni 20 minūtes pēc saņemšanas.',
  },
  provable: {
    title: 'Ko pēc žurnāla var pārbaudīt',
    items: [
      'Vai katrs iesniegums un katrs labojums ir iekļauts tieši vienā katras attiecīgās struktūrvienības kopsavilkumā.',
      'Vai kopsavilkumu numuri un periodi seko cits citam bez pārtraukuma un vai katru kopsavilkumu ir pieņēmis pasta serveris.',
      'Vai jūsu iesniegums žurnālā ir tieši tāds, kādu to nosūtījāt.',
      'Vai žurnāls nav pārrakstīts: to salīdzina ar kontrolpunktiem, ko agrāk esat saglabājuši jūs vai citi.',
    ],
  },
  unprovable: {
    title: 'Ko pēc žurnāla nevar pārbaudīt',
    items: [
      'Vai kāds kopsavilkumu ir izlasījis. Žurnālā ir tikai tas, ka pasta serveris to pieņēma.',
      'Vai kāds ir mēģinājis iesniegt viedokli, bet tas līdz mums nav nonācis.',
      'Vai iesnieguma autors ir tā organizācija, kuras nosaukumu viņš norādījis.',
    ],
  },
  newest: {
    title: 'Jaunākais kontrolpunkts',
    hint: 'Kontrolpunkts ar parakstu apliecina, cik ierakstu žurnālā ir un kādi tie ir. Saglabājiet to: ja žurnāls kādreiz ar to vairs nesaskanēs, jums būs pierādījums. Kontrolpunkts ir arī apliecinājumu un kopsavilkumu vēstulēs.',
    at: (at: Instant, entries: number) =>
      `${formatDateTime('lv', at)}, ${formatCount('lv', entries, { zero: 'ierakstu', one: 'ieraksts', other: 'ieraksti' })}`,
  },
  empty: {
    title: 'Žurnālā vēl nav ierakstu',
    hint: 'Pirmie ieraksti parādīsies aptuveni 15 minūtes pēc apspriedes publicēšanas. Tad šeit būs arī pirmais kontrolpunkts un atslēga.',
  },
  earlier: 'Iepriekšējie kontrolpunkti',
  all: 'Visi kontrolpunkti (JSON)',
  keys: {
    title: 'Atslēga',
    hint: 'Ar šo atslēgu pārbauda kontrolpunktu parakstus. Tās privāto daļu glabā pakalpojums, no kura to nevar izņemt neviens, arī mēs ne.',
    several:
      'Ja atslēgu ir vairākas, jaunākā ir pēdējā. Žurnālā ir ieraksts par katru atslēgas maiņu.',
  },
  check: {
    title: 'Kā pārbaudīt',
    page: 'Pārbaudīt pierādījumu vai kontrolpunktu',
    browser:
      'Ja jums ir pierādījuma datne vai vēstule ar kontrolpunktu, to pārbauda jūsu pārlūks. Nekas no tā, ko ievietojat, netiek sūtīts ne mums, ne citiem.',
    program:
      'Visu žurnālu pārbauda programma „verify”, kas ir šīs sistēmas pirmkodā. Tā darbojas jūsu datorā, kurā ir Node.js, un mums nav jātic: programma ir īsa, un to var izlasīt ikviens.',
    address:
      'Programma žurnālu lasa šajā adresē. No tās pašas adreses žurnālu drīkst kopēt un glabāt ikviens.',
    others: 'Žurnāls ir veidots pēc publiskām specifikācijām, tāpēc to pārbauda arī citi rīki:',
  },
  opinions: 'Lasīt publicēto',
  back: 'Atpakaļ pie apspriedes',
};

export type LogCopy = typeof lv;
