import { chains, type Request } from '../shared/http/chain.ts';
import { readForm } from '../shared/http/form.ts';
import { failWithPage, type Response, seeOther } from '../shared/http/respond.ts';
import { pathTo } from '../shared/routes.ts';
import {
  type ReviseOutcome,
  reviseOpinions,
  type RevisionRequest,
} from '../shared/usecases/revise-opinions.ts';
import { consultationStore, submissionStore, wire, wireQueue } from '../shared/wiring.ts';

const { env, table, clock, tokens, journal } = wire('revise-opinions');
const store = { ...consultationStore(table), ...submissionStore(table) };
const assetVersion = env.ASSET_VERSION;
const { form, fail, routed } = chains({ journal, assetVersion });
const { edit, withdraw } = reviseOpinions({ store, queue: wireQueue(env), clock, tokens, journal });

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
  });
  return failWithPage(html, failure);
}
