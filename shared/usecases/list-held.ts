import type { Consultation } from '../domain/consultation.ts';
import type { Delivery } from '../domain/delivery.ts';
import { foldEmail } from '../domain/email.ts';
import { DAY_MS, type Instant, plus } from '../domain/time.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { HeldAboutSubmission, HeldUnderAddress, PersonStore } from '../ports/persons.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf, confirmationCountOf, receiptCountOf } from './address-key.ts';

interface Needs {
  readonly store: PersonStore &
    Pick<AnnouncementStore, 'listAnnouncements'> &
    Pick<ConsultationStore, 'listConsultations' | 'listUnits'> &
    Pick<DigestStore, 'digestsFrom'> &
    Pick<SubmissionStore, 'streamVersions'>;
  readonly tokens: Pick<Tokens, 'hashAddress'>;
  readonly clock: Clock;
}

/** A submission that names the address as its contact, in at least one of its versions. */
interface HeldSubmission extends HeldAboutSubmission {
  readonly consultation: string;
  readonly reference: string;
}

/** The digests that were mailed to the address, because a unit has named it. */
interface HeldMailbox {
  readonly unit: string;
  /** The unit names it today: as a mailbox, or as the address for answers. */
  readonly isMailbox: boolean;
  readonly isContact: boolean;
  readonly digests: readonly { readonly number: number; readonly mails: readonly Delivery[] }[];
}

/** Everything that is kept about one address. */
export interface HeldData {
  readonly address: string;
  readonly at: Instant;
  readonly submissions: readonly HeldSubmission[];
  /** Under each of the keyed hashes that stand for the address. */
  readonly under: readonly HeldUnderAddress[];
  readonly mailboxes: readonly HeldMailbox[];
}

/**
 * Lists everything that is kept about an address. Submissions have no index by address, so this
 * reads every version of every submission: a cost that grows with the table, for a rare request.
 */
export function listHeld({ store, tokens, clock }: Needs) {
  return async (email: string): Promise<HeldData> => {
    const at = clock.now();
    const addresses = await addressKeysOf(tokens, email);
    const announcements = (await store.listAnnouncements()).map(({ id }) => id);
    const submissions: HeldSubmission[] = [];
    for (const consultation of await store.listConsultations()) {
      for (const reference of await findNaming(store, consultation, email)) {
        const about = await store.heldAbout(consultation, reference, (one) => isSame(one, email));
        submissions.push({ consultation: consultation.id, reference, ...about });
      }
    }
    // A count stays until 31 days after the last confirmation, and February may lie in between.
    const months = [at, lastOfMonthBefore(at), plus(at, -31 * DAY_MS)];
    const under = await Promise.all(
      addresses.map(async (address) => {
        const counts = [
          ...[at, plus(at, -DAY_MS)].map((day) => receiptCountOf(address, day)),
          ...months.flatMap((month) =>
            [true, false].map((isAsked) => confirmationCountOf(address, month, isAsked)),
          ),
        ];
        return store.heldUnder(address, [...new Set(counts)], announcements);
      }),
    );
    return { address: email, at, submissions, under, mailboxes: await mailboxesOf(email) };
  };

  async function mailboxesOf(email: string): Promise<HeldMailbox[]> {
    const units = await store.listUnits();
    const found = await Promise.all(
      units.map(async ({ id: unit, mailboxes, contact }) => {
        const digests = (await store.digestsFrom(unit, 1)).flatMap(({ digest, deliveries }) => {
          const mails = digest.recipients.flatMap((recipient, place) =>
            isSame(recipient, email) ? (deliveries.get(String(place)) ?? []) : [],
          );
          return mails.length === 0 ? [] : [{ number: digest.number, mails }];
        });
        const isMailbox = mailboxes.some((one) => isSame(one, email));
        return { unit, isMailbox, isContact: isSame(contact, email), digests };
      }),
    );
    return found.filter((one) => one.isMailbox || one.isContact || one.digests.length > 0);
  }
}

/** Finds the submissions to a consultation of which a version names the address. */
export async function findNaming(
  store: Pick<SubmissionStore, 'streamVersions'>,
  consultation: Consultation,
  email: string,
): Promise<string[]> {
  const references = new Set<string>();
  for await (const { contact, reference } of store.streamVersions(consultation)) {
    if (contact !== undefined && isSame(contact.email, email)) references.add(reference);
  }
  return [...references];
}

/** Says whether two addresses are of one person. */
export function isSame(one: string, other: string): boolean {
  return foldEmail(one) === foldEmail(other);
}

/** Returns a moment on the last day of the month before, in UTC as names of counts are. */
function lastOfMonthBefore(instant: Instant): Instant {
  const dayOfMonth = Number(instant.slice(8, 10));
  return plus(instant, -dayOfMonth * DAY_MS);
}
