import { chains, type Request } from '../shared/http/chain.ts';
import { readForm } from '../shared/http/form.ts';
import { failWithPage, type Response, seeOther } from '../shared/http/respond.ts';
import { pathTo } from '../shared/routes.ts';
import {
  type ReviseOutcome,
  reviseOpinions,
  type RevisionRequest,
} from '../shared/usecases/revise-opinions.ts';
import {
  consultationStore,
  submissionStore,
  verificationStore,
  wire,
  wireQueue,
} from '../shared/wiring.ts';

const { env, table, clock, tokens, journal } = wire('revise-opinions');
const store = {
  ...consultationStore(table),
  ...submissionStore(table),
  ...verificationStore(table),
};
const assetVersion = env.ASSET_VERSION;
const { form, fail, routed } = chains({ journal, assetVersion });
const { edit, withdraw, confirm } = reviseOpinions({
  store,
  queue: wireQueue(env),
  clock,
  tokens,
  journal,
});

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

function revisionOf({ parameters }: Posted, key = ''): RevisionRequest {
  const { consultation = '', reference = '' } = parameters;
  return { consultation, reference, key };
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
  const html = revisionPage({
    language,
    assetVersion,
    consultation,
    submission,
    units: await store.listUnits(),
    key,
    now: clock.now(),
    form: returned,
    // The form that comes back asks for nothing beside its faults.
    confirmed: 'before',
  });
  return failWithPage(html, failure);
}
