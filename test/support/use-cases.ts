import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { reportOf } from '../../shared/events.ts';
import type { Mail, SendingQuota } from '../../shared/ports/mail.ts';
import type { Tokens } from '../../shared/ports/world.ts';
import { countProgress } from '../../shared/usecases/announcement-progress.ts';
import {
  addressKeysOf,
  confirmStatement,
  subscriberStatement,
} from '../../shared/usecases/address-key.ts';
import { eraseAddress } from '../../shared/usecases/erase-address.ts';
import { expireData } from '../../shared/usecases/expire-data.ts';
import { listHeld } from '../../shared/usecases/list-held.ts';
import { listArchive } from '../../shared/usecases/list-archive.ts';
import { limitSource } from '../../shared/usecases/limit-source.ts';
import { manageSubscription } from '../../shared/usecases/manage-subscription.ts';
import { proveReceipt } from '../../shared/usecases/prove-receipt.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { choosePublication } from '../../shared/usecases/choose-publication.ts';
import { moderateOpinions } from '../../shared/usecases/moderate-opinions.ts';
import { publishOpinions } from '../../shared/usecases/publish-opinions.ts';
import { publishSubmission } from '../../shared/usecases/publish-submission.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { recordDelivery } from '../../shared/usecases/record-delivery.ts';
import { releaseAddress } from '../../shared/usecases/release-address.ts';
import { reviseOpinions, revisionStatement } from '../../shared/usecases/revise-opinions.ts';
import { sealLogs } from '../../shared/usecases/seal-logs.ts';
import { sendAnnouncements } from '../../shared/usecases/send-announcements.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { showSubscription } from '../../shared/usecases/show-subscription.ts';
import { submitOpinions } from '../../shared/usecases/submit-opinions.ts';
import { subscribe } from '../../shared/usecases/subscribe.ts';
import { sweepOutbox } from '../../shared/usecases/sweep-outbox.ts';
import { announcementWriter } from '../../shared/usecases/write-announcement.ts';
import { aSesEvent, sesDetails } from './builders.ts';
import {
  KeptJournal,
  KeptMails,
  KeptQueue,
  plainAnnouncement,
  plainLinks,
  type StandingClock,
  SOURCE,
  tokens as standing,
} from './ports.ts';
import { LOG_SIGNER } from './log.ts';
import { aRoom, digestRunner, mailSender } from './sending.ts';
import type { aTable } from './table.ts';

const SITE = 'https://site.example';
const { delivery, bounce, complaint, reject } = sesDetails;
const REPORTS = {
  delivered: ['Delivery', delivery()],
  bounced: ['Bounce', bounce('Permanent', 'General')],
  listed: ['Bounce', bounce('Permanent', 'OnAccountSuppressionList')],
  complained: ['Complaint', complaint()],
  rejected: ['Reject', reject()],
} as const;

/**
 * Returns every use case on one table, wired as the functions wire them. The queues are emptied by
 * the test.
 */
export function useCasesOn(
  { store }: Pick<Awaited<ReturnType<typeof aTable>>, 'store'>,
  clock: StandingClock,
  tokens: Tokens = standing,
) {
  const keyOf = async (email: string) => (await addressKeysOf(tokens, email))[0];
  const mails = new KeptMails();
  const journal = new KeptJournal();
  const queue = new KeptQueue();
  const announcementQueue = new KeptQueue();
  const quota: { now: SendingQuota } = { now: { rate: 100, left: Infinity, daily: Infinity } };
  const retention = DEFAULT_RETENTION;
  const world = {
    ...{ store, send: mails.send, clock, journal, tokens, queue, announcementQueue, retention },
  };
  const publishing = publishSubmission(world);
  const readQuota = () => Promise.resolve(quota.now);
  const announce = () =>
    sendAnnouncements({
      ...world,
      ...aRoom({ ...world, readQuota }),
      queue: announcementQueue,
      pause: clock.pause,
      writer: announcementWriter({
        ...world,
        write: plainAnnouncement,
        links: plainLinks,
        siteUrl: SITE,
        replyTo: 'list@site.example',
      }),
    });

  const limit = limitSource(world);

  async function drain(): Promise<void> {
    const [mail, announcements] = [mailSender({ ...world, readQuota }), announce()];
    for (;;) {
      const [due] = queue.nudged.splice(0, 1);
      if (due !== undefined) await mail(due);
      const [dispatch] = announcementQueue.nudged.splice(0, 1);
      if (dispatch !== undefined) await announcements(dispatch);
      if (due === undefined && dispatch === undefined) return;
    }
  }

  return {
    store,
    clock,
    mails,
    journal,
    quota,
    submit: submitOpinions({ ...world, limit, recall: store.findConsultation }),
    revise: reviseOpinions({ ...world, limit, publish: publishing }),
    choose: choosePublication({ ...world, limit, publish: publishing }),
    moderate: moderateOpinions({ ...world, publish: publishing }),
    project: publishOpinions(world),
    seal: sealLogs({ ...world, signer: LOG_SIGNER, siteUrl: SITE }),
    showReceipt: showReceipt(world),
    prove: proveReceipt({ store, siteUrl: SITE }),
    runDigests: digestRunner(world),
    subscribe: subscribe(world),
    manage: { ...showSubscription(world), ...manageSubscription(world) },
    publish: publishConsultation(world),
    publishAnnouncement: publishAnnouncement(world),
    archive: listArchive(store),
    progress: countProgress,
    release: releaseAddress(world),
    erase: eraseAddress({ ...world, publish: publishing }),
    listHeld: listHeld(world),
    expire: expireData(world),

    /** Handles the messages of the queues, and the messages that follow from them. */
    drain,

    /**
     * Runs the sweep once a minute, as the schedule does, and handles the queues after each sweep.
     */
    async minutes(count: number): Promise<void> {
      for (let minute = 0; minute < count; minute++) {
        clock.advance(60_000);
        await sweepOutbox(world)();
        await drain();
      }
    },

    /** Records that SES reports this event for the mail. */
    async report(event: keyof typeof REPORTS, { to, tags }: Mail): Promise<void> {
      const [type, detail] = REPORTS[event];
      const id = `${event} ${clock.now()} ${to}`;
      await recordDelivery(world)(reportOf(aSesEvent(type, detail, { to, tags, id })));
    },

    async revision(consultation: string, reference: string) {
      const about = await store.findConsultation(consultation);
      const submission = about && (await store.findSubmission(about, reference));
      if (submission === null) throw new Error(`No submission ${reference}`);
      const key = await tokens.sign(revisionStatement(submission));
      return { consultation, reference, key, source: SOURCE };
    },

    async confirmationLink(email: string) {
      const address = await keyOf(email);
      const requestedAt = (await store.findSubscription(address))?.requestedAt ?? '';
      const token = await tokens.sign(confirmStatement(address, requestedAt));
      return { address, requestedAt, token };
    },

    async subscriberLink(email: string) {
      const address = await keyOf(email);
      return { address, token: await tokens.sign(subscriberStatement(address)) };
    },
  };
}

export type UseCases = ReturnType<typeof useCasesOn>;
