import { deliveryRoom } from '../shared/delivery/room.ts';
import type { Submission } from '../shared/domain/submission.ts';
import { eachNudge } from '../shared/events.ts';
import { checkUrl, confirmationPath } from '../shared/links.ts';
import { pathTo } from '../shared/routes.ts';
import { confirmationComposer } from '../shared/usecases/compose-confirmation.ts';
import { lineageComposer } from '../shared/usecases/compose-lineage.ts';
import { moderationComposer } from '../shared/usecases/compose-moderation.ts';
import { receiptComposer } from '../shared/usecases/compose-receipt.ts';
import { recallConsultations } from '../shared/usecases/recall-consultations.ts';
import { digestSender } from '../shared/usecases/send-digest.ts';
import { sendDueMail } from '../shared/usecases/send-mail.ts';
import { confirmationMail } from '../shared/view/mail/confirmation-mail.tsx';
import { contactNoticeMail } from '../shared/view/mail/contact-notice.tsx';
import { digestWriter } from '../shared/view/mail/digest-mail.ts';
import { lineageMail } from '../shared/view/mail/lineage-mail.tsx';
import { moderationMail } from '../shared/view/mail/moderation-mail.tsx';
import { receiptMail } from '../shared/view/mail/receipt-mail.tsx';
import {
  batchStore,
  consultationStore,
  countStore,
  digestStore,
  logStore,
  submissionStore,
  suppressionStore,
  tableIdentity,
  verificationStore,
  wire,
  wireAccount,
  wireMailer,
} from '../shared/wiring.ts';

const { env, table, ...world } = wire('send-mail');
const store = {
  ...batchStore(table),
  ...consultationStore(table),
  ...countStore(table),
  ...digestStore(table),
  ...logStore(table),
  ...submissionStore(table),
  ...suppressionStore(table),
  ...tableIdentity(table),
  ...verificationStore(table),
};
const needs = { ...world, store };
const recalled = { ...store, ...recallConsultations(needs) };
const { SITE_URL: siteUrl, OWNER: owner } = env;
const room = deliveryRoom({ ...needs, send: wireMailer(env), account: wireAccount(env) });

/** Returns the link of a submission's author. */
function revision({ language, consultation, reference }: Submission, key: string): string {
  const url = new URL(pathTo('revision', { language, consultation, reference }), siteUrl);
  url.searchParams.set('key', key);
  return url.href;
}

export const handler = eachNudge(
  sendDueMail({
    ...needs,
    room,
    digests: digestSender({ ...needs, room, writer: digestWriter(owner), siteUrl }),
    composeReceipt: receiptComposer({
      ...needs,
      store: recalled,
      writeReceipt: receiptMail(owner),
      writeNotice: contactNoticeMail(owner),
      replyTo: env.REPLY_TO,
      links: {
        receipt: ({ language, consultation, reference }) =>
          new URL(pathTo('receipt', { language, consultation, reference }), siteUrl).href,
        revision,
        check: ({ language }) => checkUrl(siteUrl, language),
      },
    }),
    composeModeration: moderationComposer({
      ...needs,
      store: recalled,
      writeModeration: moderationMail(owner),
      links: {
        part: (language, consultation, opinion) =>
          new URL(pathTo('opinion', { language, consultation, opinion }), siteUrl).href,
      },
      replyTo: env.REPLY_TO,
    }),
    composeLineage: lineageComposer({
      ...needs,
      store: recalled,
      writeLineage: lineageMail(owner),
      links: {
        revision,
        consultation: (language, consultation) =>
          new URL(pathTo('consultation', { language, consultation }), siteUrl).href,
      },
      replyTo: env.REPLY_TO,
    }),
    composeConfirmation: confirmationComposer({
      ...needs,
      writeConfirmation: confirmationMail(owner),
      links: {
        confirmation: (language, link) => new URL(confirmationPath(language, link), siteUrl).href,
      },
      siteUrl,
      replyTo: env.REPLY_TO,
    }),
  }),
  needs.journal,
);
