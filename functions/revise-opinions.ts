import { chains, type Request } from '../shared/http/chain.ts';
import { readForm } from '../shared/http/form.ts';
import { isAnswerTooLarge } from '../shared/http/limits.ts';
import {
  failWithPage,
  keepForWayBack,
  page,
  type Response,
  seeOther,
  sendOn,
} from '../shared/http/respond.ts';
import type { Kind } from '../shared/kinds/kind.ts';
import { kindOf } from '../shared/kinds/kinds.ts';
import { pathTo } from '../shared/routes.ts';
import { choosePublication } from '../shared/usecases/choose-publication.ts';
import { limitSource } from '../shared/usecases/limit-source.ts';
import { publishSubmission } from '../shared/usecases/publish-submission.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { resendReceipt } from '../shared/usecases/resend-receipt.ts';
import {
  type Opened,
  type Refused,
  type ReviseOutcome,
  reviseOpinions,
  type RevisionRequest,
} from '../shared/usecases/revise-opinions.ts';
import type { FormState } from '../shared/view/form-state.ts';
import { type Typed, typedText } from '../shared/view/typed.ts';
import {
  batchStore,
  consultationStore,
  countStore,
  publicStore,
  siteOf,
  standingStore,
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
  ...publicStore(table),
  ...standingStore(table),
  ...submissionStore(table),
  ...verificationStore(table),
};
const site = siteOf(env);
const { form, fail, routed } = chains({ journal, site });
const { RETENTION: retention } = env;
const limit = limitSource({ store, clock, tokens, retention, journal });
const publish = publishSubmission({ store, tokens, clock });
const needs = { store, limit, publish, queue: wireQueue(env), clock, tokens, retention, journal };
const { check, edit, withdraw, confirm } = reviseOpinions(needs);
const choose = choosePublication(needs);
const resend = resendReceipt(needs);
const drafts = readDrafts({ store, clock });

type Posted = Request<Typed>;

export const handler = routed({
  checkRevision: form(async (request) => {
    const { language, body } = request;
    const asked = revisionOf(request);
    const outcome = await check(asked, (kind) => readPosted(kind, request).input);
    const isFillable = outcome.outcome === 'fine' || outcome.failure === 'invalid';
    const opened = outcome.outcome === 'fine' ? outcome : outcome.opened;
    if (isFillable && opened !== null && typedText(body, 'change') !== '') {
      return comeBack(request, asked, opened, { failures: [], toChange: true });
    }
    if (outcome.outcome === 'refused') return refuse(request, asked, outcome);
    const { consultation, submission, input } = outcome;
    const { checkPage } = await import('../shared/view/pages/check-page.tsx');
    const at = { language, consultation: consultation.id };
    const about = { language, site, consultation, content: input, typed: body };
    const checking = { ...about, edit: { key: asked.key, submission } };
    const checked = keepForWayBack(page(checkPage(checking)));
    // Nobody is refused because a page would be too long: then the edit is taken unchecked.
    return isAnswerTooLarge(checked)
      ? sendOn(pathTo('revise', { ...at, reference: submission.reference }))
      : checked;
  }),

  revise: form(async (request) => {
    const asked = revisionOf(request);
    return answer(request, asked, await edit(asked, (kind) => readPosted(kind, request).input));
  }),

  withdraw: form(async (request) => {
    const asked = revisionOf(request);
    return answer(request, asked, await withdraw(asked));
  }),

  choosePublication: form(async (request) => {
    const asked = revisionOf(request);
    const { consultation, reference, key } = asked;
    const outcome = await choose(asked, typedText(request.body, 'publication'));
    if (outcome.outcome === 'refused') return fail(request, outcome.failure);
    const { language } = request;
    const query = new URLSearchParams({ key, chosen: 'yes' }).toString();
    return seeOther(`${pathTo('revision', { language, consultation, reference })}?${query}`);
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
    const { consultation = '', reference = '' } = parameters;
    const key = typedText(body, 'key');
    const outcome = await confirm({ consultation, reference, key });
    if (outcome.outcome === 'refused') return fail(request, outcome.failure);
    const query = new URLSearchParams({ key, confirmed: 'yes' }).toString();
    return seeOther(`${pathTo('revision', { language, consultation, reference })}?${query}`);
  }),
});

function revisionOf({ body, parameters, source }: Posted): RevisionRequest {
  const { consultation = '', reference = '' } = parameters;
  return { consultation, reference, key: typedText(body, 'key'), source };
}

function readPosted(kind: Kind, { body, language }: Posted) {
  return readForm(kind, body, language);
}

async function answer(
  request: Posted,
  asked: RevisionRequest,
  outcome: ReviseOutcome,
): Promise<Response> {
  if (outcome.outcome === 'refused') return refuse(request, asked, outcome);
  const { consultation, reference, state } = outcome.submission;
  const receipt = pathTo('receipt', { language: request.language, consultation, reference });
  return seeOther(state === 'withdrawn' ? receipt : `${receipt}?sent=edit`);
}

async function refuse(
  request: Posted,
  asked: RevisionRequest,
  { failure, fields, opened }: Refused,
): Promise<Response> {
  if (opened === null) return fail(request, failure);
  const { failureAt } = readPosted(kindOf(opened.consultation), request);
  return comeBack(request, asked, opened, { failures: fields.map(failureAt), failure });
}

/** Shows the form again, with everything that was typed. */
async function comeBack(
  { language, body }: Posted,
  { key }: RevisionRequest,
  { consultation, submission }: Opened,
  returned: Omit<FormState, 'typed'>,
): Promise<Response> {
  const { revisionPage } = await import('../shared/view/pages/revision-page.tsx');
  const [units, draft] = await Promise.all([store.listUnits(), drafts.newest(consultation)]);
  const html = revisionPage({
    language,
    site,
    consultation,
    submission,
    units,
    draft,
    key,
    now: clock.now(),
    form: { ...returned, typed: body },
    // The form that comes back asks for nothing beside its faults.
    confirmed: 'before',
  });
  const { failure } = returned;
  return keepForWayBack(failure === undefined ? page(html) : failWithPage(html, failure));
}
