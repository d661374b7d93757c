import { eachNudge } from '../shared/events.ts';
import { confirmationPath } from '../shared/http/links.ts';
import { pathTo } from '../shared/http/routes.ts';
import { sendDueMail } from '../shared/usecases/send-mail.ts';
import { confirmationMail } from '../shared/view/mail/confirmation.tsx';
import { digestWriter } from '../shared/view/mail/digest-writer.ts';
import { receiptMail } from '../shared/view/mail/receipt.tsx';
import {
  consultationStore,
  deliveryStore,
  digestStore,
  submissionStore,
  suppressionStore,
  wire,
  wireMailer,
} from '../shared/wiring.ts';

const { env, ...needs } = wire(
  'send-mail',
  consultationStore,
  deliveryStore,
  digestStore,
  submissionStore,
  suppressionStore,
);
const siteUrl = env.SITE_URL;
const replyTo = env.REPLY_TO;

export const handler = eachNudge(
  sendDueMail({
    ...needs,
    send: wireMailer(env),
    writer: digestWriter,
    writeReceipt: receiptMail,
    writeConfirmation: confirmationMail,
    siteUrl,
    replyTo,
    links: {
      receipt: ({ language, consultation, reference }) =>
        new URL(pathTo('receipt', { language, consultation, reference }), siteUrl).href,
      revision: ({ language, consultation, reference }, key) => {
        const url = new URL(pathTo('revision', { language, consultation, reference }), siteUrl);
        url.searchParams.set('key', key);
        return url.href;
      },
      confirmation: (language, link) => new URL(confirmationPath(language, link), siteUrl).href,
    },
  }),
  needs.journal,
);
