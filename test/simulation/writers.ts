import type { DigestItem } from '../../shared/domain/digest-content.ts';
import type { Mail } from '../../shared/ports/mail.ts';
import type {
  DigestWriter,
  WriteContactNotice,
  WriteModeration,
  WriteReceipt,
} from '../../shared/ports/writers.ts';

/** What the mail of a digest tells in the simulation. */
interface ToldDigest {
  readonly unit: string;
  readonly number: number;
  readonly repeat: boolean;
  readonly items: readonly DigestItem[];
}

/** Writes a digest as data, with its complete set. */
export const digestWriter: DigestWriter = {
  budget: Infinity,
  weigh: () => 1,
  table() {
    const items: DigestItem[] = [];
    return {
      add: (_, item) => void items.push(item),
      finish: () => [{ filename: 'told.csv', csv: JSON.stringify(items) }],
    };
  },
  mail({ digest, files, recipient, delivery, repeat }) {
    const items = JSON.parse(files?.[0]?.csv ?? '[]') as DigestItem[];
    const { unit, number } = digest;
    const told: ToldDigest = { unit, number, repeat, items };
    return mailOf(recipient, JSON.stringify(told), {
      kind: 'digest',
      unit,
      number: String(number),
      recipient: delivery,
    });
  },
};

export function toldBy(mail: Mail): ToldDigest {
  return JSON.parse(mail.text) as ToldDigest;
}

/** An organisation of this name makes a receipt that cannot be written. */
export const POISON = 'Poison';

export const writeReceipt: WriteReceipt = ({ submission, revisionUrl }) => {
  const { reference, version, consultation, contact, organisation, content } = submission;
  if (organisation === POISON) throw new Error('This receipt cannot be written');
  return mailOf(contact.email, revisionUrl, {
    kind: 'receipt',
    consultation,
    reference,
    version: String(version),
    content,
    mail: 'receipt',
  });
};

export const writeNotice: WriteContactNotice = ({ submission, to }) => {
  const { reference, version, consultation, content } = submission;
  return mailOf(to, reference, {
    kind: 'receipt',
    consultation,
    reference,
    version: String(version),
    content,
    mail: 'notice',
  });
};

export const writeModeration: WriteModeration = ({ act, submission }) =>
  mailOf(submission.contact.email, act.rule, {
    kind: 'moderation',
    reference: act.reference,
    at: act.receivedAt,
  });

function mailOf(to: string, text: string, tags: Mail['tags']): Mail {
  return { to, subject: 'A mail', text, html: '', headers: {}, attachments: [], tags };
}

/** For mails that no history has a reason to write. */
export const writeNever = (): never => {
  throw new Error('No history traces a proposal');
};
