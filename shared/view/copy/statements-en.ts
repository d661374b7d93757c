import type { Owner } from '../../domain/owner.ts';
import type { Region } from '../../domain/region.ts';
import type { Retention } from '../../domain/retention.ts';
import type { LocalDate } from '../../domain/time.ts';
import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';
import { formatCount, formatDate } from '../format.ts';
import type { Statements } from './statements-lv.ts';

const days = (count: number) => formatCount('en', count, { one: 'day', other: 'days' });

const COUNTRIES: Record<Region, string> = {
  'eu-central-1': 'Germany',
  'eu-north-1': 'Sweden',
  'eu-south-1': 'Italy',
  'eu-south-2': 'Spain',
  'eu-west-1': 'Ireland',
  'eu-west-3': 'France',
};

export const en: Statements = {
  contacts: {
    owner: 'Institution',
    registration: 'Registration number',
    address: 'Address',
    email: 'E-mail',
    phone: 'Phone',
  },

  privacy: {
    title: 'Personal data',
    description: 'Which personal data we process, why, for how long, and what your rights are.',
    lead: 'The form asks only for what is needed for an opinion to reach its reader and for you to be able to check that it did.',
    controller: {
      title: 'Who is responsible for your data',
      text: 'The controller is the institution that holds public consultations on this site:',
      dataProtection: 'About personal data, write to',
    },
    purposes: {
      title: 'Why we process data, and on what basis',
      items: [
        'So that an opinion reaches the responsible unit, and you get a receipt and can edit or withdraw the submission. We do so in carrying out a task in the public interest: to involve the public in preparing decisions (Article 6(1)(e) of the General Data Protection Regulation, Section 48 of the State Administration Structure Law of Latvia).',
        'To send announcements to those who have signed up for them. We do so with your consent (Article 6(1)(a) of the Regulation). You can withdraw it at any time with the link in every announcement. This does not affect the lawfulness of what was done before.',
        'So that nobody can overload the site or make us send mail to strangers. The same task in the public interest requires this too.',
      ],
    },
    categories: {
      title: 'Which data we process',
      items: [
        'In a submission: the name of the organisation, the name of the contact person, the e-mail address, the opinions, ratings or proposal, the choice about publication, and when the submission was received, edited or withdrawn.',
        'In a subscription: the e-mail address, the language, the chosen topics, and the proof of consent: which words you agreed to, on which page, when you signed up and when you confirmed it.',
        'About the mails we send: whether a mail was delivered. If an address does not accept mail or its reader complains, we note that, so as not to write to this address again.',
        'We do not keep your network (IP) address. We only make a fingerprint of it with a secret key, to count how much comes from one source.',
      ],
      source: 'We get the data only from whoever fills in the form.',
    },
    recipients: {
      title: 'Who receives the data',
      items: (region: Region) => [
        'In its digest, the responsible unit sees the organisation, the ratings, the opinions and the reference number. The contact person and the e-mail address are not in the digest, so a forwarded mail does not reveal them either.',
        'The public sees only what you allowed to be published: the opinion with the name of the organisation, without it, or nothing. What is published is also open data, which anybody may use.',
        'Anyone who knows the reference number sees on the receipt page only when the submission was received and how far it has got. In the first hour, while only its author has the number, the page also shows the e-mail address with most of its letters hidden.',
        `The processor Amazon Web Services EMEA SARL stores the data and sends the mails for us. The data are stored in the European Union, in ${COUNTRIES[region]} (AWS region ${region}), and are not transferred to countries outside the European Economic Area.`,
        'We pass the data to nobody else, unless a law requires it.',
      ],
    },
    retention: {
      title: 'How long we keep data',
      rows: (kept: Retention) => [
        {
          what: 'Opinions, ratings and proposals, also edited and withdrawn ones, with the name of the organisation',
          howLong:
            'They stay after the consultation, because they are part of the record of how a decision was prepared. What is withdrawn is no longer sent or published.',
        },
        {
          what: 'Contact person and e-mail address of a submission',
          howLong: `${days(kept.contactDaysAfterClosing)} after the consultation has closed`,
        },
        {
          what: 'A sign-up for announcements that nobody confirms',
          howLong: days(kept.pendingSubscriptionDays),
        },
        {
          what: 'A subscription',
          howLong: `Until you end it, and for another ${days(kept.endedSubscriptionDays)}, so that we can answer if somebody asks why messages came`,
        },
        {
          what: 'What became of the mails we sent you',
          howLong: `${days(kept.deliveryDays)}, or longer while the consultation is open`,
        },
        {
          what: 'A note not to write to an address again',
          howLong:
            'Until you ask us to remove it. It does not hold the address itself, only a fingerprint made with a secret key.',
        },
        { what: 'The fingerprint of a network address', howLong: days(kept.sourceCountDays) },
      ],
      backups:
        'When the time is over, we delete the data within a few days. They disappear from the backups within another 35 days.',
    },
    rights: {
      title: 'Your rights',
      paragraphs: ({ dataProtection }: Owner) => [
        'You have the right to access your data, to have them corrected or deleted, to have their processing restricted, and to object to it. You can also get the data of a subscription in a file that can be passed on.',
        'Much of this you can do at once: until the consultation closes, you can edit or withdraw a submission with the link in the receipt mail, and you can change or end a subscription with the link in any announcement.',
        `For everything else, write to ${dataProtection.email}. Write from the address that you ask about, so that we know that the data are yours. We will answer within a month.`,
        `If you think that we process your data wrongly, you can complain to the supervisory authority: ${dataProtection.authority?.en ?? 'Data State Inspectorate of Latvia (Datu valsts inspekcija), Elijas iela 17, Riga, LV-1050, pasts@dvi.gov.lv, www.dvi.gov.lv'}.`,
      ],
    },
    duty: {
      title: 'Whether you have to give data',
      paragraphs: [
        'Neither a law nor a contract requires it: giving an opinion or signing up for announcements is your choice. But without what the required fields ask for, we cannot accept a submission or send a receipt.',
        'We make no automated decisions about you and no profile of you.',
      ],
    },
    browser: {
      title: 'Cookies and your browser',
      paragraphs: [
        'There are no cookies here, and nobody tracks your visit.',
        `The draft of an unfinished submission is kept in your browser only, and we do not see it. It is deleted once you have submitted it, or ${days(DRAFT_DAYS)} after its last change. Before that, you can delete it in the form itself, or in the settings of your browser by deleting the data of this site. If you share the computer, delete the draft before you leave.`,
        `The browser remembers the reference number for ${SENT_HOURS}\u00a0hours, to warn you if you submit the same again.`,
      ],
    },
    submission: {
      title: 'What a submission is here',
      paragraphs: ({ email }: Owner) => [
        'On this site, a submission (in Latvian: iesniegums) is what an organisation sends to a consultation in one go: opinions or a proposal. It is an opinion in a public consultation and not an application under the Law on Submissions of Latvia (Iesniegumu likums), so the duty in that law to answer each applicant does not apply to it. The responsible unit receives and considers every opinion.',
        `If you want the institution to answer a question, a request or a complaint of yours, write to ${email} or to the institution’s official electronic address (e-adrese).`,
      ],
    },
  },

  accessibility: {
    title: 'Accessibility statement',
    description: 'How accessible this site is, and whom to tell if you cannot read something.',
    lead: ({ name }: Owner, host: string) =>
      `${name.en} is committed to making the site ${host} accessible, in accordance with Cabinet Regulation No. 445 of Latvia of 14 July 2020 on how institutions publish information on the internet, which transposes Directive (EU) 2016/2102.`,
    status: {
      title: 'Compliance status',
      text: 'This site is partially compliant with the standard EN 301 549 (level AA of the Web Content Accessibility Guidelines, WCAG 2.1). The next section says why only partially.',
    },
    barriers: {
      title: 'Non-accessible content',
      items: [
        'Documents that are attached to drafts, such as PDF files, may not be accessible, and we have not checked each of them. You can read the commitments of a draft with their descriptions on a web page.',
        'We publish the opinions of organisations as they were written. A long text may lack headings, and its language is the one that its author wrote in.',
        'People who use screen readers or other assistive technologies every day have not tried the site yet, so there may be barriers that we do not know of.',
      ],
      burden: 'We claim no exception for a disproportionate burden.',
    },
    preparation: {
      title: 'Preparation of this accessibility statement',
      paragraphs: (assessed: LocalDate) => [
        `This statement was prepared on ${formatDate('en', assessed)} and last reviewed on the same day.`,
        'It rests on a self-assessment: each page in each of its states was checked with the tool axe, in its light and its dark appearance and at a width of 320 pixels, and the forms were also tried with the keyboard only and without JavaScript. We repeat these checks with every change of the site.',
      ],
    },
    feedback: {
      title: 'Feedback and contact information',
      text: 'If you cannot read or do something, or need content in another form, write to us or call. Give the address of the page and tell us what hinders you. We will answer within a month at the latest.',
    },
    enforcement: {
      title: 'Enforcement procedure',
      text: ({ accessibility }: Owner) =>
        accessibility.authority?.en ??
        'If our answer does not satisfy you, you can turn to the Ombudsman of Latvia (Tiesībsargs): Baznīcas iela 25, Riga, LV-1010, www.tiesibsargs.lv. The Ministry of Smart Administration and Regional Development monitors compliance with the accessibility requirements, www.varam.gov.lv.',
    },
  },
};
