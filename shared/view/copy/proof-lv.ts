import type { Instant } from '../../domain/time.ts';
import { formatDateTime, formatNumber } from '../format.ts';
import type { Conclusion, Mark, Remark } from '../receipt-check.ts';

/**
 * The sentences about what can be proven of a submission. Latvian is written first; English has the
 * same shape. The script of the check fills in what stands in braces.
 */
export const lv = {
  receipt: {
    sealed: (at: Instant) => `Iekļauts apspriedes žurnālā${atOf(at)}.`,
    entry: (entry: number) => `Žurnāla ieraksts Nr.\u00a0${formatNumber('lv', entry)}`,
    due: 'Apspriedes žurnālā vēl nav iekļauts: tas notiek aptuveni 20 minūšu laikā.',
    late: 'Apspriedes žurnālā vēl nav iekļauts, lai gan parasti tas notiek 20 minūšu laikā. Ja rīt tas te joprojām rakstīts, rakstiet mums.',
    acceptedAt: (at: Instant) => formatDateTime('lv', at, 'nominative', 'exact'),
    acceptedSometime: 'Laiks nav zināms.',
    file: 'Pierādījuma datni ar iesnieguma saturu var lejupielādēt tikai tas, kam ir saite no apliecinājuma vēstules: atveriet to un izvēlieties „Lejupielādēt pierādījumu”.',
    check: 'Pārbaudīt pierādījumu',
  },
  revision: {
    title: 'Pierādījums',
    choose: 'Lejupielādēt pierādījumu, ka iesniegums ir saņemts',
    hint: 'Datnē ir viss, ko esat iesnieguši, un pierādījums, ka tas ir apspriedes žurnālā, kurā neko vairs nevar ne mainīt, ne izdzēst. Ar to jebkurš var pārliecināties, ka iesniegums ir saņemts tieši šāds, arī nepaļaujoties uz mums. Ja iesniegums labots vairāk nekā 20 reižu vai ir ļoti garš, datnē ir tikai jaunākās versijas.',
    care: 'Glabājiet datni tāpat kā pašu iesniegumu: kam tā ir, tas var izlasīt visu saturu. Kontaktpersonas un e-pasta adreses tajā nav.',
    download: 'Lejupielādēt pierādījumu',
  },
  check: {
    title: 'Pārbaudīt pierādījumu',
    description:
      'Pārbaudiet savā pārlūkā, vai iesniegums ir apspriedes žurnālā un vai tas kopš tā laika nav mainīts.',
    lead: 'Šeit pārliecināsieties, ka iesniegums ir apspriedes žurnālā un kopš tā laika nav mainīts.',
    privacy:
      'Pārbauda jūsu pārlūks. Nekas no tā, ko šeit ievietojat, netiek sūtīts ne mums, ne citiem. Pārlūks tikai nolasa no šīs vietnes žurnāla publiskās daļas.',
    file: 'Pierādījuma datne',
    fileHint:
      'Izvēlieties datni vai ievelciet to šajā laukā. Datne pieejama ar saiti no apliecinājuma vēstules.',
    pasted: 'Vai vēstules teksts',
    pastedHint:
      'Ielīmējiet visu apliecinājuma vai kopsavilkuma vēstuli vai tikai kontrolpunktu no tās. Vēstule pierāda, ka žurnāls nav pārrakstīts. To, kas tieši iesniegts, pierāda tikai datne.',
    submit: 'Pārbaudīt tekstu',
    result: 'Pārbaudes rezultāts',
    busy: 'Pārbaudām…',
    checked: 'Pārbaudīts: {name}',
    marks: {
      pass: 'Sakrīt',
      fail: 'Nesakrīt',
      unknown: 'Nevar pateikt',
      note: 'Ievērojiet',
    } satisfies Record<Mark, string>,
    conclusions: {
      proven: 'Pierādījums ir derīgs',
      kept: 'Žurnāls nav pārrakstīts',
      wrong: 'Pierādījums neder',
      'not-sealed': 'Vēl nav žurnālā',
      open: 'Nevar pateikt',
    } satisfies Record<Conclusion, string>,
    advice: {
      proven: 'Iesniegums ir saņemts tieši tāds, kāds tas ir datnē, un tas ir žurnālā.',
      kept: 'Žurnālā joprojām ir viss, kas tajā bija, kad vēstule tika nosūtīta.',
      wrong:
        'Saglabājiet šo datni vai vēstuli nemainītu. Ja to neesat mainījuši, rakstiet iestādei, kas rīko apspriedi, un parādiet to arī citiem: tā ir liecība.',
      'not-sealed':
        'Iesniegumu žurnālā iekļauj aptuveni 20 minūšu laikā. Pēc tam lejupielādējiet datni vēlreiz.',
      open: 'Tas nenozīmē, ka kaut kas ir slikti: zemāk rakstīts, kas traucē pārbaudīt.',
    } satisfies Record<Conclusion, string>,
    remarks: {
      signed: 'Kontrolpunkts ir parakstīts ar šī žurnāla atslēgu.',
      'not-signed': 'Kontrolpunkts nav parakstīts ar šī žurnāla atslēgu, vai tas ir mainīts.',
      'key-not-trusted': 'Kontrolpunkts ir parakstīts ar atslēgu, kuru žurnāls par savu neuzrāda.',
      'in-the-log':
        '{version}. versijas saturs zīmi pa zīmei atbilst žurnāla ierakstam Nr. {index}, un ieraksts ir žurnālā.',
      'not-sealed': '{version}. versija, kad datne tapa, vēl nebija žurnālā.',
      'entry-unreadable':
        '{version}. versijai norādītais ieraksts Nr. {index} nav iesnieguma ieraksts.',
      'content-differs':
        '{version}. versijas saturs nav tas, kas ierakstīts žurnālā: mainīts teksts vai datnes slepenais skaitlis.',
      'version-differs': '{version}. versija žurnālā ir ierakstīta ar citu versijas numuru.',
      'unit-missing':
        '{version}. versijas ieraksts neuzrāda visas struktūrvienības, kurām tā jāsaņem.',
      'other-consultation': '{version}. versija ir no citas apspriedes nekā šis žurnāls.',
      'other-submission': '{version}. versija žurnālā ir ierakstīta kā cits iesniegums.',
      'proof-wrong': '{version}. versijas ieraksts Nr. {index} nav šī kontrolpunkta žurnālā.',
      'newest-same': 'Šis ir jaunākais žurnāla kontrolpunkts.',
      'newest-consistent':
        'Jaunākais žurnāla kontrolpunkts turpina šo: nekas no tā, kas bija, nav mainīts vai izdzēsts.',
      'newest-forked': 'Jaunākais žurnāla kontrolpunkts neturpina šo: žurnāls ir pārrakstīts.',
      'newest-shorter': 'Žurnāls tagad ir īsāks, nekā bija: kaut kas no tā ir izdzēsts.',
      'newest-differs': 'Žurnālam tagad ir cits saturs tajā pašā vietā: tas ir pārrakstīts.',
      'newest-other-name':
        'Žurnāls ir atjaunots no rezerves kopijas un turpinās ar citu nosaukumu. Daļa ierakstu, kas bija šajā kontrolpunktā, tajā vairs nav.',
      'newest-other-key': 'Jaunākajam žurnāla kontrolpunktam nav paraksta, ko var pārbaudīt.',
      'other-log': 'Šis kontrolpunkts nav no šīs vietnes žurnāla. Izmantojiet komandu zemāk.',
      unreachable:
        'No šīs vietnes neizdevās nolasīt žurnālu, tāpēc nav zināms, vai tas kopš tā laika nav mainīts. Mēģiniet vēlāk.',
      'no-signatures':
        'Šis pārlūks neprot pārbaudīt žurnāla parakstus (Ed25519). Izmantojiet jaunāku pārlūku vai komandu zemāk.',
      'left-out':
        'Datnē nav visu iesnieguma versiju. Trūkstošās versijas: {versions} (skaits: {count}). Par tām šī datne neko nepierāda; pārējo versiju pierādījumu tas neietekmē. Trūkstošajām ir sava datne: tās adrese ir tā pati, no kuras lejupielādējāt šo, tikai beigās jāpieraksta &upTo={last}.',
      'nothing-found':
        'Tajā nav ne pierādījuma, ne kontrolpunkta. Pārbaudiet, vai izvēlēta īstā datne un vai ielīmēts viss vēstules teksts.',
      'too-large': 'Datne ir par lielu: pierādījuma datne nav lielāka par 4 MB.',
    } satisfies Record<Remark, string>,
    command: 'Ar komandu savā datorā',
    commandWhy:
      'To pašu un vēl vairāk pārbauda programma, ko var izlasīt stundas laikā un kurai nav vajadzīga ne mūsu vietne, ne konts. Tā pārbauda arī visu pārējo žurnālu.',
    commandUse: 'Lejupielādējiet sistēmas pirmkodu un tā mapē palaidiet (vajadzīgs Node.js):',
    commandAddress: 'Žurnāla adrese ir rakstīta datnē aiz vārda „log”.',
    withoutScript:
      'Lai pārbaudītu šeit, pārlūkā jābūt ieslēgtam JavaScript. Bez tā izmantojiet komandu.',
  },
};
export type ProofCopy = typeof lv;

function atOf(at: Instant): string {
  return ` ${formatDateTime('lv', at, 'locative')}`;
}
