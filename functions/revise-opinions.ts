import { chains, type Request } from '../shared/http/chain.ts';
import { readForm } from '../shared/http/form.ts';
import { failWithPage, type Response, seeOther } from '../shared/http/respond.ts';
import { pathTo } from '../shared/routes.ts';
import { limitSource } from '../shared/usecases/limit-source.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { resendReceipt } from '../shared/usecases/resend-receipt.ts';
import {
  type ReviseOutcome,
  reviseOpinions,
  type RevisionRequest,
} from '../shared/usecases/revise-opinions.ts';
import {
  batchStore,
  consultationStore,
  countStore,
  submissionStore,
  verificationStore,
  wire,
  wireQueue,
} from '../shared/wiring.ts';

const { env, table, clock, tokens, journal } = wire('revise-opinions');
const store = {
  ...batchStore(table),
  ...consultationStore(table),
  ...countStore(table),
  ...submissionStore(table),
  ...verificationStore(table),
};
const assetVersion = env.ASSET_VERSION;
const { form, fail, routed } = chains({ journal, assetVersion });
const limit = limitSource({ store, clock, tokens, journal });
const needs = { store, limit, queue: wireQueue(env), clock, tokens, journal };
const { edit, withdraw, confirm } = reviseOpinions(needs);
const resend = resendReceipt(needs);
const drafts = readDrafts({ store, clock });

type Posted = Request<Readonly<Record<string, string | readonly string[]>>>;

export const handler = routed({
  revise: form(async (request) => {
    const posted = readForm(request.body, request.language);
    const asked = revisionOf(request, posted.typed['key']);
    return answer(request, asked, posted, await edit(asked, posted.input));
  }),

  withdraw: form(async (request) => {
    const posted = readForm(request.body, request.language);
    const asked = revisionOf(request, posted.typed['key']);
    return answer(request, asked, posted, await withdraw(asked));
  }),

  resendReceipt: form(async (request) => {
    const { language, parameters, source } = request;
    const { consultation = '', reference = '' } = parameters;
    const outcome = await resend(consultation, reference, source);
    if (outcome === 'not-found') return fail(request, 'not-found');
    return seeOther(`${pathTo('receipt', { language, consultation, reference })}?again=${outcome}`);
  }),

  confirmSubmission: form(async (request) => {
    const { language, body, parameters } = request;
    const { typed } = readForm(body, language);
    const { consultation = '', reference = '' } = parameters;
    const key = typed['key'] ?? '';
    const outcome = await confirm({ consultation, reference, key });
    if (outcome.outcome === 'refused') return fail(request, outcome.failure);
    const query = new URLSearchParams({ key, confirmed: 'yes' }).toString();
    return seeOther(`${pathTo('revision', { language, consultation, reference })}?${query}`);
  }),
});

function revisionOf({ parameters, source }: Posted, key = ''): RevisionRequest {
  const { consultation = '', reference = '' } = parameters;
  return { consultation, reference, key, source };
}

async function answer(
  request: Posted,
  { key }: RevisionRequest,
  posted: ReturnType<typeof readForm>,
  outcome: ReviseOutcome,
): Promise<Response> {
  const { language } = request;
  if (outcome.outcome === 'revised') {
    const { consultation, reference } = outcome.submission;
    return seeOther(pathTo('receipt', { language, consultation, reference }));
  }
  const { failure, fields, opened } = outcome;
  if (opened === null) return fail(request, failure);
  const { consultation, submission } = opened;
  const returned = { typed: posted.typed, failures: fields.map(posted.failureAt), failure };
  const { revisionPage } = await import('../shared/view/pages/revision-page.tsx');
  const [units, draft] = await Promise.all([store.listUnits(), drafts.newest(consultation)]);
  const html = revisionPage({
    language,
    assetVersion,
    consultation,
    submission,
    units,
    draft,
    key,
    now: clock.now(),
    form: returned,
    // The form that comes back asks for nothing beside its faults.
    confirmed: 'before',
  });
  return failWithPage(html, failure);
}
