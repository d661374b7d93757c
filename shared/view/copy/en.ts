import { FROM_ONE_SOURCE_AN_HOUR } from '../../domain/limits.ts';
import type { FieldFault } from '../../domain/failure.ts';
import { REFERENCE_LENGTH } from '../../domain/reference.ts';
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
} from '../format.ts';
import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';
import type { Copy } from './lv.ts';

const characters = (count: number) =>
  formatCount('en', count, { one: 'character', other: 'characters' });

const FAULTS: Record<FieldFault, (limit: number | undefined) => string> = {
  required: () => 'This field must be filled in.',
  'wrong-type': () => 'We could not read this value. Please enter it again.',
  'too-long': (limit) =>
    limit === undefined
      ? 'The text is too long. Please shorten it.'
      : `There may be at most ${characters(limit)}. Please shorten the text.`,
  'too-many': (limit) =>
    limit === undefined
      ? 'There are too many values.'
      : `There are too many values: at most ${formatNumber('en', limit)} may be given.`,
  'not-an-email': () =>
    'Enter an e-mail address like office@example.org. The part after the @ needs a dot. The part before it may contain neither spaces nor letters with diacritics.',
  'not-a-choice': () => 'Choose one of the options given.',
  'not-an-instant': () => 'This must be a date and a time.',
  'unknown-field': () => 'A submission cannot have such a field.',
  repeated: () => 'This value arrived more than once, and there may be only one.',
  'no-opinion': () =>
    'Give at least one opinion or rating: on a commitment or on the draft as a whole.',
  'empty-opinion': () => 'Write an opinion or choose a level of completion.',
  'unknown-commitment': () =>
    'There is no such commitment in the draft. Move what is written to another place, or delete it.',
  'too-large-together': () =>
    'The opinions are too long together. Please shorten them or send them as two submissions.',
  'not-allowed': () => 'We cannot accept this value. Please enter another.',
};

export const en: Copy = {
  site: {
    name: 'Sadzirdēts',
    motto: 'Every opinion reaches its reader',
    skip: 'Skip to content',
    languages: 'Language',
    sections: 'Pages',
    consultations: 'Consultations',
    announcements: 'Announcements',
    privacy: 'Personal data',
    accessibility: 'Accessibility',
    errorPrefix: 'Error: ',
    offline:
      'There is no internet connection, so nothing has been sent. Everything you wrote is still on this page. Try again when you are back online.',
  },

  home: {
    title: 'Public consultations',
    description:
      'Give an opinion on draft government documents, and check that it has been received.',
    lead: 'This is where non-governmental organisations give their opinions on draft government documents. Every week the unit responsible for a draft receives them in one digest.',
    promiseTitle: 'Our promise',
    promise: 'Every opinion reaches the responsible unit, and anyone can check that it did.',
    groups: { open: 'Open', upcoming: 'Upcoming', closed: 'Closed' },
    noneOpen: 'No consultation is open at the moment.',
    empty: 'There are no consultations at the moment',
    emptyHint: 'As soon as a new draft is published for opinions, it will appear here.',
    closed: (at: Instant) => `Closed on ${formatDeadline('en', at)}`,
  },

  window: {
    state: { open: 'Open', upcoming: 'Upcoming', closed: 'Closed' },
    daysLeft: (days: number) =>
      days === 0 ? 'Last day' : `${formatCount('en', days, { one: 'day', other: 'days' })} left`,
    daysToOpening: (days: number) =>
      days === 0
        ? 'Opens today'
        : `Opens in ${formatCount('en', days, { one: 'day', other: 'days' })}`,
    opensAt: (at: Instant) => formatDateTime('en', at, 'nominative', 'exact'),
    closesAt: (at: Instant) => formatDeadline('en', at),
    rule: 'Riga time.',
  },

  consultation: {
    facts: 'In brief',
    state: 'Consultation',
    opening: 'Opens',
    deadline: 'Deadline',
    units: (count: number) => (count === 1 ? 'Responsible unit' : 'Responsible units'),
    digest: (days: readonly Weekday[]) =>
      days.length === 0
        ? 'The day of its digest has not been set yet.'
        : `Receives its digest of opinions ${formatWeekdays('en', days)}.`,
    version: (version: number) => `version\u00a0${version}`,
    checksum: 'Checksum (SHA-256)',
    checksumHint: 'It shows whether a downloaded file is the one that was published.',
    jump: 'Go to a commitment',
    jumpTo: (number: number, title: string) => `Commitment ${number}: ${title}`,
    toForm: 'Go to the form',
    commitments: 'Commitments',
    unit: 'Responsible',
    notOpenYetHint: (at: Instant) =>
      `The form will appear here on ${formatDateTime('en', at, 'nominative', 'exact')}.`,
    closed: 'This consultation has closed',
    late: 'This submission arrived after the deadline, so we could no longer accept it. Everything you wrote is below: copy it so that it is not lost.',
    early:
      'The consultation has not opened yet, so we could not accept this submission. Everything you wrote is below: copy it so that it is not lost.',
    yourText: 'What you wrote',
  },

  draft: {
    title: (title: string, version: number) => `${title}: version\u00a0${version}`,
    description: (title: string) => `The published text: ${title}.`,
    version: (version: number) => `Version\u00a0${version}`,
    outdated: 'This is not the newest version.',
    newest: (version: number) => `Read the newest, version\u00a0${version}`,
    introduction: 'Introduction',
    onCommitment: (number: number) => `What the draft says about commitment ${number}`,
    finding: 'The draft’s finding',
    changes: 'What has changed since the version before',
  },

  draftChanges: {
    title: (version: number) => `What has changed in version\u00a0${version}`,
    against: (before: number) => `Compared with version\u00a0${before}.`,
    legend: { removed: 'Removed text', added: 'Added text' },
    first: 'This is the first version that was published, so there is nothing to compare it with.',
    removed: { before: 'removed: ', after: ' – end of removal ' },
    added: { before: 'added: ', after: ' – end of addition ' },
    state: { added: 'New', removed: 'Removed', changed: 'Changed' },
    texts: {
      introduction: 'Introduction',
      document: 'Document',
      title: 'Title',
      unit: 'Responsible unit',
      summary: 'About the commitment',
      finding: 'The draft’s finding',
    },
    whole:
      'The text has changed so much that it is not compared word by word: the earlier text stands first, then the new one.',
    layout: 'No word has changed, only the formatting.',
    unchanged: (numbers: readonly number[]) =>
      numbers.length === 1
        ? `Unchanged: commitment ${formatNumbers('en', numbers)}.`
        : `Unchanged: commitments ${formatNumbers('en', numbers)}.`,
    read: (version: number) => `Read all of version\u00a0${version}`,
  },

  form: {
    gone: 'This commitment is no longer in the draft',
    goneHint:
      'The draft has changed. If need be, move what you wrote to another commitment or to the draft as a whole.',
    author: 'About you',
    organisation: 'Organisation',
    organisationHint: 'Its full name.',
    contact: 'Contact person',
    contactHint: 'First name and surname.',
    email: 'E-mail address',
    emailHint: 'We will send your receipt there, with a link to edit or withdraw your submission.',
    publicationChoices: {
      named: { label: 'Yes, with the name of the organisation' },
      anonymous: {
        label: 'Yes, without the name of the organisation',
        hint: 'Readers will not see the name; the responsible unit will.',
      },
      internal: { label: 'No' },
    },
    reuse: (licence) => `Anybody may reuse what is published (licence ${licence}).`,
    privacy:
      'We use the contact person and the e-mail address only to write to you about this submission. They appear neither in the digest nor in what is published.',
    privacyLink: 'How we handle personal data',
    sending: 'Sending…',
    check: 'Check before you submit',
    checkEdit: 'Check your changes',
    afterwards: 'Nothing is sent yet: we will first show you everything you wrote.',
    counter: 'Characters: {count} of {limit}',
  },

  keptDraft: {
    kept: `What you write, the contact person and the e-mail address included, is kept in this browser only, so that it is not lost. The draft is deleted once you have submitted it, or ${DRAFT_DAYS}\u00a0days after its last change.`,
    restored: 'This browser had kept a draft, which has been restored.',
    gone: 'Part of it is about a commitment that is no longer in the draft under consultation. That part is not lost: press the button at the end of the form, and the form will show it.',
    goOn: 'Go on with your draft',
    older:
      'This browser has kept changes that you began earlier and did not finish. They are not in the form yet.',
    use: 'Put the unfinished changes into the form',
    clear: 'Delete the draft',
    question: 'Delete the draft?',
    loss: 'Everything you wrote in this form will be deleted and cannot be brought back.',
    editLoss:
      'Everything you changed here will be deleted. The form will hold what is submitted at present.',
    keep: 'No, keep it',
    clearIndeed: 'Yes, delete it',
    cleared: 'The draft has been deleted.',
  },

  check: {
    title: 'Check before you submit',
    editTitle: 'Check your changes',
    description: 'Everything that will be sent.',
    lead: 'Nothing has been sent yet. Read whether everything is right, and then submit.',
    editLead:
      'Nothing has been changed yet. What is struck through will be removed, what is underlined will be added. Read whether everything is right, and then save.',
    address: 'Is the e-mail address right?',
    addressHint:
      'We will send the receipt to this address. Only the link in that mail lets you edit or withdraw the submission.',
    addressKept: 'We will send the receipt of the edit to this address.',
    linkKept: 'The link with which you edit or withdraw the submission stays the same.',
    addressMoved:
      'The address has changed. From now on, only the link that we will send to this address lets you edit or withdraw the submission. The link you have now will no longer work, and we will let the previous address know.',
    addressGiven:
      'From now on, only the link that we will send to this address lets you edit or withdraw the submission. The link you have now will no longer work.',
    states: { added: 'New', removed: 'Removed', changed: 'Changed' },
    change: 'Change',
    back: 'Back to the form',
    unchanged: 'You have changed nothing: the submission already stands exactly like this.',
    sentBefore: {
      title: 'Have you already submitted this as {reference}?',
      hint: `In the last ${SENT_HOURS}\u00a0hours, a very similar submission with this number was sent from this browser. If you want to edit it, use the link in its receipt mail: the edit replaces it, and the number stays the same.`,
      edit: 'Edit what is already submitted',
      editHint:
        'This opens its receipt page, where you can ask for the mail with the link again. This browser will keep what you have written now, and you can put it into the form for editing.',
      other: {
        form: 'If this is another submission, go on writing it.',
        check: 'If this is another submission, submit it as a new one at the end of the page.',
      },
      sendAnew: 'Submit as a new one',
    },
  },

  faults: {
    title: 'Your submission has not been accepted yet',
    hint: 'Everything you wrote is still on this page. Please correct:',
    required: {
      organisation: 'Enter the name of the organisation.',
      contact: 'Enter the name of the contact person.',
      email: 'Enter an e-mail address.',
      publication: 'Choose whether the submission may be published.',
    },
  },

  fault: ({ fault, limit }) => FAULTS[fault](limit),

  receipt: {
    title: 'Receipt',
    editReceived: 'Your changes have been received',
    withdrawn: 'The submission has been withdrawn',
    description: 'How far a submission has got on its way to the responsible unit.',
    reference: 'Reference number',
    dictate: 'Over the phone, say it four characters at a time.',
    consultation: 'Consultation',
    changed: { submitted: 'Received', edited: 'Edited', withdrawn: 'Withdrawn' },
    content: 'Content',
    at: (at: Instant) => formatDateTime('en', at, 'nominative', 'exact'),
    journey: 'The way of the submission',
    toldNobody:
      'The submission was withdrawn before it was in any digest, so we will not send it to any unit.',
    waiting: {
      submitted: (next: LocalDate) => englishWaiting('The submission', next),
      edited: (next: LocalDate) => englishWaiting('The edited submission', next),
      withdrawn: (next: LocalDate) => englishWaiting('The withdrawal', next),
    },
    told: {
      submitted: (number: number, day: LocalDate) => englishTold('The submission', number, day),
      edited: (number: number, day: LocalDate) => englishTold('The edited submission', number, day),
      withdrawn: (number: number, day: LocalDate) => englishTold('The withdrawal', number, day),
    },
    toldBefore: (number: number, day: LocalDate) => englishTold('The earlier version', number, day),
    reach: {
      'under-way': () => 'The digest is being sent.',
      delayed: () => 'The digest could not be sent yet. We are trying again.',
      sent: ({ sentAt }) =>
        `The digest was sent${englishAt(sentAt)}. The mail server has not yet reported whether it has accepted it.`,
      accepted: ({ accepted, mailboxes }) =>
        `The mail server accepted the digest: ${formatNumber('en', accepted.length)}\u00a0of\u00a0${formatCount('en', mailboxes, { one: 'mailbox', other: 'mailboxes' })}.`,
      owed: () => 'No mailbox has accepted the digest. We know this and will send it again.',
    },
    status: {
      waiting: 'Waiting for the digest',
      'under-way': 'Being sent',
      delayed: 'Delayed',
      sent: 'Sent',
      accepted: 'Accepted by the mail server',
      owed: 'Not delivered',
    },
    mailTitle: 'Receipt by e-mail',
    mailAddress: 'Address (partly hidden)',
    mailAddressWhile:
      'The address is shown here only in the first hour: later others may know the number too.',
    mail: {
      due: () =>
        'We are sending a mail with this number to the e-mail address in the submission. If nothing arrives within 15 minutes, check your spam folder.',
      delayed: () =>
        'The mail is delayed. We will try again, and there is nothing you need to do: the submission has been received.',
      sent: (at) =>
        `The mail with this number was sent${englishAt(at)}. The mail server has not yet reported whether it has accepted it. If it is not there, check your spam folder.`,
      accepted: (at) =>
        `The mail server accepted the mail with this number${englishAt(at)}. If it is not in the mailbox, check your spam folder.`,
      bounced: (at) =>
        `The submission has been received, but the mail server refused the mail about it${englishAt(at)}. Most likely the address is wrong or the mailbox is full. If the address is right, ask for the mail again.`,
      unknown: () =>
        'The submission has been received, but it is not known whether the mail about it was sent. If it is not in your spam folder either, ask for it again.',
      held: () =>
        'The submission has been received, but we have not sent the mail about it: too many mails have been asked for from this network or to the address in the submission. Ask for it later with the button below.',
      stopped: () =>
        'The submission has been received, but we no longer write to the address in it: its mail server does not accept our mails, or their recipient has marked them as unwanted.',
      failed: () =>
        'The submission has been received, but the mail about it could not be sent. Ask for it again.',
      over: () =>
        'The contact details or the records of this mail have been deleted, because their retention period has passed or the person has asked for it. So the mail with this number can no longer be sent. The submission itself is kept.',
    },
    wrongAddress: 'If the address is wrong',
    wrongAddressWhy:
      'The address cannot be changed with the reference number alone. Otherwise anyone who knows the number could receive your link for editing.',
    wrongAddressOpen:
      'Submit the same again with the right address: you will receive a new number and a mail. Then write to the institution that holds the consultation and give both numbers, so that the earlier submission is not counted.',
    wrongAddressOver:
      'The consultation has closed. Write to the institution that holds the consultation and give this number.',
    address: 'The address of this page',
    mailAgain: {
      due: 'We will send the mail within a few minutes to the address in the submission.',
      'too-many':
        'Too many mails have been asked for from this network in the last hour. Try again in an hour.',
      over: 'The mail can no longer be sent: the contact details or the records of this mail have been deleted, because their retention period has passed or the person has asked for it. The submission itself is kept.',
    },
    mailSendAgain: 'Send the mail again',
    mailRevision: (at: Instant) =>
      `The mail has a link with which the submission can be edited or withdrawn until ${formatDeadline('en', at)}.`,
    mailRevisionOver:
      'The consultation has closed, so the submission can no longer be edited or withdrawn.',
    keep: 'Keep or print this page. Anyone who knows the number can see here how far the submission has got, but neither its author nor its text.',
    back: 'Back to the consultation',
  },

  leads: {
    title: 'A commitment has grown from this proposal',
    titled: (number: number, title: string) => `${number}. ${title}`,
    commitment: (number: number) => `Commitment ${number}`,
  },

  findReceipt: {
    title: 'Check a submission',
    hint: 'Enter a reference number to see whether the submission has been sent to the responsible unit, and whether the unit’s mail server has accepted it.',
    label: 'Reference number',
    format: `${REFERENCE_LENGTH} characters, for example 7KXM-ACDE-4PRT. You may leave out the hyphens and use lower case.`,
    submit: 'Check',
    notFound: 'Submission not found',
    faults: {
      missing: 'Enter a reference number.',
      'wrong-length': (length: number) =>
        `A reference number has ${REFERENCE_LENGTH} characters. You entered ${formatNumber('en', length)}.`,
      'wrong-symbols': (symbols: readonly string[]) =>
        `No reference number has these characters: ${symbols.join(' ')}. Compare it with the receipt, character by character.`,
      misread:
        'There is a mistake in this number: at least one character is different, or two have changed places. Compare it with the receipt, character by character.',
      unknown:
        'The number is well formed, but there is no submission with it. Compare it with the receipt.',
    },
    lostTitle: 'Where to find the number',
    lost: 'The number is on the page that opens after submitting, and in the mail that we then send. The unit sees it in its digest, beside every opinion and proposal.',
  },

  revision: {
    title: 'Edit or withdraw a submission',
    description: 'Editing and withdrawing a submission.',
    intro:
      'The edited submission replaces the earlier one completely, and its number stays the same. The responsible unit will hear about the change in its next digest.',
    until: (at: Instant) =>
      `You can edit or withdraw it until ${formatDeadline('en', at)}, Riga time.`,
    submit: 'Save the changes',
    emailHint:
      'We will send the receipt of the edit there. If you give another address, we will send a new link to it. The link you have now will then no longer work, and we will let the previous address know.',
    others: 'With this link you can also:',
    choose: 'Change only whether the submission may be published',
    confirmHint:
      'Is this submission yours? Confirm it, and the unit will see that the address is right. Later mails will then also hold the text of the submission.',
    confirm: 'Yes, the submission is ours',
    confirmed: 'Thank you! The address is confirmed.',
    contactRemoved:
      'The contact person and the e-mail address of this submission have been deleted: their retention period has passed, or the person has asked for it. The text of the submission is kept.',
    withdraw: 'Withdraw the submission',
    withdrawHint:
      'Everything in this submission will be withdrawn. If it has been in a digest already, the next digest will tell the withdrawal. If it has not, we will not send it to any unit. The text will then no longer be shown in the form for editing, but until the deadline you can submit again with the same link.',
    withdrawContent: 'What will be withdrawn',
    withdrawAsk: 'Do you really want to withdraw it?',
    withdrawSubmit: 'Yes, withdraw the submission',
    keep: 'No, keep it and go back to editing',
    back: 'Back to the submission',
    withdrawn: 'This submission has been withdrawn. Until the deadline you can submit it again.',
  },

  topics: {
    drafts: {
      label: 'New drafts',
      hint: 'When a consultation opens and opinions on its draft can be given.',
    },
    closing: {
      label: 'Deadlines',
      hint: 'When three days are left until a consultation closes.',
    },
    results: {
      label: 'Results',
      hint: 'When it is known which opinions have been taken up.',
    },
    calls: {
      label: 'Calls',
      hint: 'When new commitments can be proposed.',
    },
  },

  subscribe: {
    title: 'Sign up for announcements',
    description: 'Hear by e-mail when a public consultation opens or is about to close.',
    lead: 'We will write to you when a consultation opens, when it is about to close and when its results are known.',
    email: 'E-mail address',
    emailHint: 'We will send a message there, with which you confirm that you have signed up.',
    topics: 'Topics',
    topicsHint: 'If you tick none, you will get announcements on all topics.',
    consent:
      'By pressing the button you agree to get announcements of public consultations at this address. You can withdraw your consent at any time with the link in every announcement.',
    submit: 'Sign up',
    faultsTitle: 'You are not signed up yet',
    footerTitle: 'Hear about the next consultation',
    footerEmail: 'E-mail address for announcements',
    chooseTopics: 'Choose topics',
    again: 'Sign up again',
  },

  signUpReceived: {
    title: 'Check your e-mail',
    description: 'We have your sign-up; it has yet to be confirmed.',
    lead: 'If your address is not on the list yet and we may write to it, a message to confirm it is on its way.',
    nextTitle: 'What to do next',
    confirm:
      'Open the message and press its button by the date that it names. Until you have confirmed we send no announcements, and after that date an address that was not confirmed is deleted.',
    known:
      'If the address is on the list already, nothing changes and there is nothing to confirm. You can change topics with the link in any announcement.',
    spam: 'If nothing has come within 15 minutes, check your spam folder. If it is not there either, sign up again in an hour: if very many people sign up from one place at the same time, some of them get no message. To one address we send at most one such message an hour and three a month.',
    whyTitle: 'Why everybody gets the same answer',
    why: 'So that no outsider can find out which addresses are on the list.',
  },

  confirmation: {
    description: 'Confirming a sign-up.',
    asked: {
      title: 'Confirm your sign-up',
      lead: 'Press the button, and from then on we will send you announcements of public consultations.',
    },
    confirmed: {
      title: 'Thank you, your sign-up is confirmed',
      lead: 'As soon as there is something to announce, you will get a message.',
    },
    'already-confirmed': {
      title: 'Your sign-up is confirmed already',
      lead: 'There is nothing left to do: as soon as there is something to announce, you will get a message.',
    },
    expired: {
      title: 'This link is no longer valid',
      lead: 'A sign-up has to be confirmed by the date that its message names, and only the link in the newest message is valid. If you would like to get announcements, please sign up again.',
    },
    ended: {
      title: 'This subscription has ended',
      lead: 'It was ended after you had signed up, so this link cannot bring it back. If you would like to get announcements again, please sign up again.',
    },
    submit: 'Confirm',
    notYou: 'If you did not sign up, close this page: unless you confirm, we will send nothing.',
    chooseTopics: 'Choose the topics you want to hear about',
  },

  subscription: {
    title: 'Your subscription',
    description: 'The topics to get announcements on.',
    lead: 'Choose what you want to get announcements on.',
    submit: 'Save your choice',
    saved: 'Your choice has been saved.',
    notSaved: 'Your choice has not been saved: no topic is ticked.',
    noneChosen:
      'Tick at least one topic. If you no longer want any announcements, unsubscribe with the link at the end of this page.',
    unsubscribe: 'Unsubscribe from all announcements',
    overTitle: 'This subscription has ended',
    over: 'We no longer send announcements to this address. If you would like to get them again, please sign up again.',
  },

  unsubscribe: {
    description: 'Unsubscribing from announcements.',
    asked: {
      title: 'Unsubscribe from announcements',
      lead: 'Press the button, and we will no longer send you announcements of public consultations.',
    },
    ended: {
      title: 'Your subscription has ended',
      lead: 'You will get no new announcements. Only a message that is already on its way may still arrive.',
    },
    submit: 'Unsubscribe',
    topicsInstead: 'Only change topics',
    kept: 'We keep the address for some time, and then delete it. The page about personal data says for how long.',
  },

  announcements: {
    title: 'Announcements',
    description: 'Everything that has been announced about public consultations.',
    lead: 'Everything we have sent to subscribers is here, the newest first.',
    subscribe: 'Get announcements by e-mail',
    feed: 'Announcements in a feed reader (Atom)',
    calendar: 'Consultations in your calendar (iCalendar)',
    follow: 'Ways to follow',
    list: 'All announcements',
    empty: 'There are no announcements yet',
    emptyHint: 'Sign up, and the first one will come to you by e-mail.',
    back: 'All announcements',
    day: (at: Instant) => formatDate('en', at),
  },

  feed: {
    title: 'Sadzirdēts: announcements',
    calendar: 'Sadzirdēts: public consultations',
    event: (title: string) => `Public consultation: ${title}`,
    until: (at: Instant) => `Open until ${formatDeadline('en', at)}, Riga time.`,
    checkpoints: 'Checkpoints of logs',
    checkpoint: (title) => `Checkpoint of the log: ${title}`,
    kept: (upTo) =>
      `A signed checkpoint of the consultation’s log: everything received before ${formatDateTime('en', upTo, 'nominative', 'exact')}. With it, anyone can check that nothing in the log has been changed or removed since.`,
    check: 'How to check it',
  },

  failures: {
    'not-found': {
      title: 'There is no such page',
      detail: 'Check the address, or start from the list of consultations.',
    },
    'not-open-yet': {
      title: 'The consultation has not opened yet',
      detail: 'Opinions can be given once it is open. Its page says when that will be.',
    },
    closed: {
      title: 'The consultation has closed',
      detail:
        'The deadline has passed, so a submission can no longer be accepted, edited or withdrawn.',
    },
    invalid: {
      title: 'Something in the submission needs correcting',
      detail: 'Go back to the form, check what you filled in and submit it again.',
    },
    malformed: {
      title: 'We could not read this request',
      detail:
        'Open the form again and retry. If you are using a program, check the format of its data.',
    },
    'unsupported-media-type': {
      title: 'We do not accept data of this kind',
      detail: 'Use the form on this site. Programs can submit an opinion as JSON.',
    },
    'too-large': {
      title: 'What you sent is too large',
      detail:
        'Go back: what you wrote is still in the form. Shorten the texts or send them as two submissions. For longer material, add a link.',
    },
    'link-not-valid': {
      title: 'This link is not valid',
      detail:
        'Open it straight from the message we sent you. If the link is broken over two lines there, copy the whole of it.',
    },
    'changed-meanwhile': {
      title: 'The submission has changed in the meantime',
      detail:
        'It has been edited or withdrawn in another window. Open the link in your receipt mail again to see the latest version.',
    },
    'too-many-requests': {
      title: 'Too many submissions from your network',
      detail: `We take at most ${FROM_ONE_SOURCE_AN_HOUR.submissions} submissions an hour from one network, fewer if they are long, and that many have already come in this hour. Nothing is lost: send the same again in an hour.`,
    },
    unexpected: {
      title: 'Something went wrong on our side',
      detail:
        'Please try again in a moment. If you have just submitted an opinion, it is safe to submit it again: two identical submissions count as one.',
    },
  },
  failureTell: (institution: string) => `If it happens again, please tell us (${institution}):`,
  failureCode: 'Give this code:',
  failureHome: 'List of consultations',

  openData: {
    title: 'Open data',
    csv: 'Data as a table (CSV)',
    json: 'Data for programs (JSON)',
    schema: 'Description of the JSON data (JSON Schema)',
    columns: 'Description of the columns of the table (CSVW)',
  },
};

function englishWaiting(what: string, next: LocalDate): string {
  return `${what} will be in the next digest, on ${formatDay('en', next)}.`;
}

function englishTold(what: string, number: number, day: LocalDate): string {
  return `${what} is in digest No.\u00a0${number} of ${formatDate('en', day)}.`;
}

function englishAt(at: Instant | null): string {
  return at === null ? '' : ` on ${formatDateTime('en', at)}`;
}
