import type { Owner } from '../../domain/owner.ts';
import type { Region } from '../../domain/region.ts';
import type { Retention } from '../../domain/retention.ts';
import type { LocalDate } from '../../domain/time.ts';
import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';
import { formatCount, formatDate } from '../format.ts';

const days = (count: number) =>
  formatCount('lv', count, { zero: 'dienu', one: 'diena', other: 'dienas' });

const COUNTRIES: Record<Region, string> = {
  'eu-central-1': 'Vācijā',
  'eu-north-1': 'Zviedrijā',
  'eu-south-1': 'Itālijā',
  'eu-south-2': 'Spānijā',
  'eu-west-1': 'Īrijā',
  'eu-west-3': 'Francijā',
};

/**
 * What the owner states about personal data and about accessibility. Latvian is written first;
 * English has the same shape.
 */
export const lv = {
  contacts: {
    owner: 'Iestāde',
    registration: 'Reģistrācijas numurs',
    address: 'Adrese',
    email: 'E-pasts',
    phone: 'Tālrunis',
  },

  privacy: {
    title: 'Personas datu apstrāde',
    description: 'Kādus personas datus apstrādājam, kāpēc, cik ilgi un kādas ir jūsu tiesības.',
    lead: 'Iesniegumā prasām tikai to, kas vajadzīgs, lai viedoklis nonāktu pie adresāta un jūs varētu par to pārliecināties.',
    controller: {
      title: 'Kas atbild par jūsu datiem',
      text: 'Datu pārzinis ir iestāde, kas šajā vietnē rīko sabiedriskās apspriedes:',
      dataProtection: 'Par personas datiem rakstiet',
    },
    purposes: {
      title: 'Kāpēc un uz kāda pamata datus apstrādājam',
      items: [
        'Lai viedoklis nonāktu pie atbildīgās struktūrvienības, jūs saņemtu apliecinājumu un varētu iesniegumu labot vai atsaukt. To darām, pildot uzdevumu sabiedrības interesēs – iesaistīt sabiedrību lēmumu sagatavošanā (Vispārīgās datu aizsardzības regulas 6. panta 1. punkta e) apakšpunkts, Valsts pārvaldes iekārtas likuma 48. pants).',
        'Lai nosūtītu paziņojumus tiem, kas tiem pieteikušies. To darām ar jūsu piekrišanu (regulas 6. panta 1. punkta a) apakšpunkts). To varat atsaukt jebkurā brīdī ar saiti, kas ir katrā paziņojumā. Tas neietekmē līdz tam veiktās apstrādes likumīgumu.',
        'Lai neviens nevarētu vietni pārslogot vai likt mums sūtīt vēstules svešiem cilvēkiem. Arī tas ir vajadzīgs minētajam uzdevumam sabiedrības interesēs.',
      ],
    },
    categories: {
      title: 'Kādus datus apstrādājam',
      items: [
        'Iesniegumā: organizācijas nosaukumu, kontaktpersonas vārdu un uzvārdu, e-pasta adresi, viedokļus, vērtējumus vai priekšlikumu, izvēli par publicēšanu un laiku, kad iesniegums saņemts, labots vai atsaukts.',
        'Abonementā: e-pasta adresi, valodu, izvēlētās tēmas un piekrišanas pierādījumu, tas ir, kādiem vārdiem piekritāt, kurā lapā, kad pieteicāties un kad to apstiprinājāt.',
        'Par nosūtītajām vēstulēm: vai vēstule ir piegādāta. Ja adrese vēstules nepieņem vai to saņēmējs par tām sūdzas, to atzīmējam, lai uz šo adresi vairs nerakstītu.',
        'Tīkla (IP) adresi neglabājam. No tās veidojam tikai nospiedumu ar slepenu atslēgu, lai saskaitītu, cik daudz nāk no viena avota.',
      ],
      source: 'Datus saņemam tikai no tā, kas aizpilda veidlapu.',
    },
    recipients: {
      title: 'Kas datus saņem',
      items: (region: Region) => [
        'Atbildīgā struktūrvienība kopsavilkumā redz organizāciju, vērtējumus, viedokļus un apliecinājuma numuru. Kontaktpersonas un e-pasta adreses kopsavilkumā nav, tāpēc tās neatklāj arī pārsūtīta vēstule.',
        'Sabiedrība redz tikai to, ko atļāvāt publicēt: viedokli ar organizācijas nosaukumu, bez tā vai neko. Publicētais ir arī atvērtie dati, kurus ikviens drīkst izmantot tālāk.',
        'Ikviens, kas zina apliecinājuma numuru, apliecinājuma lapā redz tikai to, kad iesniegums saņemts un cik tālu tas ticis. Pirmajā stundā, kamēr numurs ir tikai iesniedzējam, tur ir arī e-pasta adrese ar aizklātiem burtiem.',
        `Mūsu uzdevumā datus glabā un vēstules nosūta apstrādātājs „Amazon Web Services EMEA SARL”. Dati glabājas Eiropas Savienībā, ${COUNTRIES[region]} (AWS reģions ${region}), un uz valstīm ārpus Eiropas Ekonomikas zonas tos nenododam.`,
        'Citiem datus nenododam, ja vien to neprasa likums.',
      ],
    },
    retention: {
      title: 'Cik ilgi datus glabājam',
      rows: (kept: Retention) => [
        {
          what: 'Viedokļi, vērtējumi un priekšlikumi, arī labotie un atsauktie, ar organizācijas nosaukumu',
          howLong:
            'Paliek arī pēc apspriedes, jo ir daļa no lēmuma sagatavošanas materiāliem. Atsauktos vairs nesūtām un nepublicējam.',
        },
        {
          what: 'Kontaktpersona un e-pasta adrese iesniegumā',
          howLong: `${days(kept.contactDaysAfterClosing)} pēc apspriedes noslēgšanās`,
        },
        {
          what: 'Pieteikums paziņojumiem, ko neviens neapstiprina',
          howLong: days(kept.pendingSubscriptionDays),
        },
        {
          what: 'Abonements',
          howLong: `Kamēr to neizbeidzat, un vēl ${days(kept.endedSubscriptionDays)}, lai varētu atbildēt, ja kāds jautā, kāpēc saņēmis vēstules`,
        },
        {
          what: 'Ziņas par jums nosūtītajām vēstulēm',
          howLong: `${days(kept.deliveryDays)}, bet kamēr apspriede ir atvērta, arī ilgāk`,
        },
        {
          what: 'Atzīme, ka uz adresi vairs nerakstīt',
          howLong:
            'Kamēr nelūdzat to noņemt. Pašas adreses tajā nav, ir tikai nospiedums ar slepenu atslēgu.',
        },
        { what: 'Tīkla adreses nospiedums', howLong: days(kept.sourceCountDays) },
      ],
      backups:
        'Kad termiņš beidzies, datus dažu dienu laikā izdzēšam. No rezerves kopijām tie pazūd vēl 35 dienu laikā.',
    },
    rights: {
      title: 'Jūsu tiesības',
      paragraphs: ({ dataProtection }: Owner) => [
        'Jums ir tiesības piekļūt saviem datiem, lūgt tos labot, dzēst vai ierobežot to apstrādi un iebilst pret to. Abonementa datus varat saņemt arī datnē, ko var nodot citam.',
        'Daudz ko varat izdarīt uzreiz: līdz apspriedes beigām iesniegumu varat labot vai atsaukt ar saiti no apliecinājuma vēstules, bet abonementu mainīt vai izbeigt ar saiti jebkurā paziņojumā.',
        `Visam pārējam rakstiet uz ${dataProtection.email}. Rakstiet no tās adreses, par kuru jautājat, lai mēs zinātu, ka dati ir jūsu. Atbildēsim mēneša laikā.`,
        `Ja uzskatāt, ka jūsu datus apstrādājam nepareizi, varat sūdzēties uzraudzības iestādē: ${dataProtection.authority?.lv ?? 'Datu valsts inspekcija, Elijas iela 17, Rīga, LV-1050, pasts@dvi.gov.lv, www.dvi.gov.lv'}.`,
      ],
    },
    duty: {
      title: 'Vai dati ir jāsniedz',
      paragraphs: [
        'Ne likums, ne līgums to neprasa: sniegt viedokli vai pieteikties paziņojumiem ir jūsu izvēle. Taču bez obligātajos laukos prasītā nevaram pieņemt iesniegumu un nosūtīt apliecinājumu.',
        'Lēmumus par jums automātiski nepieņemam un jūsu profilu neveidojam.',
      ],
    },
    browser: {
      title: 'Sīkdatnes un jūsu pārlūks',
      paragraphs: [
        'Sīkdatņu šeit nav, un jūsu apmeklējumam neviens neseko.',
        `Nepabeigta iesnieguma melnraksts glabājas tikai jūsu pārlūkā, un mēs to neredzam. Tas tiek izdzēsts pēc iesniegšanas vai ${days(DRAFT_DAYS)} pēc pēdējās izmaiņas. Agrāk to varat izdzēst pašā veidlapā vai pārlūka iestatījumos, dzēšot šīs vietnes datus. Ja datoru lietojat kopā ar citiem, izdzēsiet melnrakstu, pirms aizejat.`,
        `Apliecinājuma numuru pārlūks atceras ${SENT_HOURS}\u00a0stundas, lai brīdinātu, ja to pašu iesniedzat vēlreiz.`,
      ],
    },
    submission: {
      title: 'Kas šeit ir iesniegums',
      paragraphs: ({ email }: Owner) => [
        'Par iesniegumu šajā vietnē saucam to, ko organizācija vienā reizē iesniedz apspriedē: viedokļus vai priekšlikumu. Tas ir viedoklis sabiedriskajā apspriedē, nevis iesniegums Iesniegumu likuma izpratnē, tāpēc šajā likumā noteiktais pienākums atbildēt katram iesniedzējam uz to neattiecas. Katru viedokli atbildīgā struktūrvienība saņem un izvērtē.',
        `Ja vēlaties saņemt iestādes atbildi uz savu jautājumu, lūgumu vai sūdzību, rakstiet uz ${email} vai uz iestādes oficiālo elektronisko adresi (e-adresi).`,
      ],
    },
  },

  accessibility: {
    title: 'Piekļūstamības paziņojums',
    description: 'Cik piekļūstama ir šī vietne un kam rakstīt, ja kaut ko nevarat izlasīt.',
    lead: ({ name }: Owner, host: string) =>
      `${name.lv} apņemas veidot vietni ${host} piekļūstamu saskaņā ar Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445 „Kārtība, kādā iestādes ievieto informāciju internetā”, ar kuriem Latvijā ieviesta Direktīva (ES) 2016/2102.`,
    status: {
      title: 'Cik piekļūstama ir šī vietne',
      text: 'Vietne daļēji atbilst standarta LVS EN 301 549 prasībām (Tīmekļa satura piekļūstamības vadlīniju WCAG 2.1 AA līmenis). Kāpēc tikai daļēji, rakstīts nākamajā nodaļā.',
    },
    barriers: {
      title: 'Kas vēl nav piekļūstams',
      items: [
        'Projektiem pievienotie dokumenti, piemēram, PDF datnes, var nebūt piekļūstami, un mēs katru no tiem neesam pārbaudījuši. Projekta apņemšanās ar to aprakstiem varat lasīt tīmekļa lapā.',
        'Organizāciju viedokļus publicējam tā, kā tie uzrakstīti. Garā tekstā var trūkt virsrakstu, un valoda ir tā, kurā rakstījis autors.',
        'Vietni vēl nav izmēģinājuši cilvēki, kas ikdienā lieto ekrāna lasītājus vai citas palīgtehnoloģijas, tāpēc var būt šķēršļi, par kuriem nezinām.',
      ],
      burden: 'Atkāpes nesamērīga sloga dēļ neizmantojam.',
    },
    preparation: {
      title: 'Kā šis paziņojums sagatavots',
      paragraphs: (assessed: LocalDate) => [
        `Paziņojums sagatavots ${formatDate('lv', assessed, 'locative')}, un tad tas arī pēdējo reizi pārskatīts.`,
        'Tas balstās pašnovērtējumā: katra lapa un katrs tās stāvoklis ir pārbaudīts ar rīku „axe” gaišajā un tumšajā izskatā un 320 pikseļu platumā, bet veidlapas izmēģinātas arī tikai ar tastatūru un bez JavaScript. Šīs pārbaudes atkārtojam ar katru vietnes izmaiņu.',
      ],
    },
    feedback: {
      title: 'Ja kaut kas traucē',
      text: 'Ja kaut ko nevarat izlasīt vai izdarīt, vai saturs jums vajadzīgs citā veidā, rakstiet vai zvaniet. Nosauciet lapas adresi un pastāstiet, kas traucē. Atbildēsim ne vēlāk kā mēneša laikā.',
    },
    enforcement: {
      title: 'Ja mūsu atbilde neapmierina',
      text: ({ accessibility }: Owner) =>
        accessibility.authority?.lv ??
        'Varat vērsties Tiesībsarga birojā: Baznīcas iela 25, Rīga, LV-1010, www.tiesibsargs.lv. Piekļūstamības prasību ievērošanu uzrauga Viedās administrācijas un reģionālās attīstības ministrija, www.varam.gov.lv.',
    },
  },
};

/** The statements that every language must have. */
export type Statements = typeof lv;
