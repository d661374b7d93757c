import type { Consultation } from '../domain/consultation.ts';
import { nextFactAt, publicationOf } from '../domain/standing.ts';
import type { Suppression } from '../domain/suppression.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LogReader } from '../ports/log.ts';
import type { PersonStore } from '../ports/persons.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { AddressEraser, SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';
import { findNaming, isSame } from './list-held.ts';
import { operatorTime } from './operator-time.ts';
import type { PublishSubmission } from './publish-submission.ts';

interface Needs {
  readonly store: AddressEraser &
    Pick<AnnouncementStore, 'listAnnouncements'> &
    Pick<ConsultationStore, 'listConsultations' | 'listUnits'> &
    Pick<LogReader, 'findLog'> &
    Pick<PersonStore, 'eraseContact'> &
    Pick<ProjectionStore, 'openProjection'> &
    Pick<StandingStore, 'findStanding' | 'addChoice'> &
    Pick<SubmissionStore, 'streamVersions'> &
    Pick<SuppressionStore, 'findSuppression'>;
  readonly tokens: Pick<Tokens, 'hashAddress'>;
  readonly clock: Clock;
  /** Shows everybody what has become of a submission. */
  readonly publish: PublishSubmission;
}

/** A submission whose versions have lost the contact with this address. */
export interface ErasedSubmission {
  readonly consultation: string;
  readonly reference: string;
  readonly versions: number;
  /** Its author is not named in public any more. */
  readonly unnamed: boolean;
}

/** What was removed, and what stays and why. */
export interface Erasure {
  readonly subscription: boolean;
  readonly deliveries: number;
  readonly auditRows: number;
  /**
   * Their texts stay, with the organisation and the choice of publication, because opinions are a
   * public record.
   */
  readonly submissions: readonly ErasedSubmission[];
  /**
   * Stays, as a keyed hash without the address: a person who wanted no more mail must not get any.
   */
  readonly suppression: Suppression | null;
  /** The units that have the address as a mailbox or for answers. It stays: the unit needs one. */
  readonly units: readonly string[];
}

/**
 * Removes an address from the announcement list and from its submissions, with everything that is
 * kept about mails to it. `unnames`: its submissions are published without the name of their author
 * from now on. Safe to run again, also after a run that has died: then it removes the rest.
 */
export function eraseAddress({ store, tokens, clock, publish }: Needs) {
  return async (email: string, { unnames = false } = {}): Promise<Erasure> => {
    const addresses = await addressKeysOf(tokens, email);
    const submissions: ErasedSubmission[] = [];
    for (const consultation of await store.listConsultations()) {
      for (const reference of await findNaming(store, consultation, email)) {
        submissions.push(await eraseFrom(consultation, reference, email, unnames));
      }
    }
    const announcements = (await store.listAnnouncements()).map(({ id }) => id);
    const removed = { subscription: false, deliveries: 0, auditRows: 0 };
    for (const address of addresses) {
      const under = await store.eraseAddress(address, announcements);
      removed.subscription ||= under.subscription;
      removed.deliveries += under.deliveries;
      removed.auditRows += under.auditRows;
    }
    const suppression = await store.findSuppression(addresses);
    const units = (await store.listUnits()).filter(({ mailboxes, contact }) =>
      [...mailboxes, contact].some((one) => isSame(one, email)),
    );
    return { ...removed, submissions, suppression, units: units.map(({ id }) => id) };
  };

  async function eraseFrom(
    consultation: Consultation,
    reference: string,
    email: string,
    unnames: boolean,
  ): Promise<ErasedSubmission> {
    // The name goes first: without its contact, nobody would find the submission again.
    const unnamed = unnames && (await unname(consultation, reference));
    const removal = { at: clock.now(), because: 'request' } as const;
    const names = (one: string) => isSame(one, email);
    const versions = await store.eraseContact(consultation, reference, names, removal);
    return { consultation: consultation.id, reference, versions, unnamed };
  }

  /** Publishes the submission without the name of its author. False: it was not published with it. */
  async function unname(consultation: Consultation, reference: string): Promise<boolean> {
    for (;;) {
      const standing = await store.findStanding(consultation, reference);
      if (standing === null || publicationOf(standing) !== 'named') return false;
      const earliest = nextFactAt(standing, clock.now());
      const receivedAt = await operatorTime(store, consultation, earliest);
      const choice = { reference, publication: 'anonymous', receivedAt } as const;
      if ((await store.addChoice(consultation.id, choice)) === 'taken') continue;
      await publish(consultation, reference);
      return true;
    }
  }
}
