import { chains } from '../shared/http/chain.ts';
import { readForm } from '../shared/http/form.ts';
import { idempotencyKeyOf } from '../shared/http/idempotency.ts';
import { create, failWithPage, json, problem, seeOther } from '../shared/http/respond.ts';
import { submissionReceipt } from '../shared/http/submission-receipt.ts';
import type { Kind } from '../shared/kinds/kind.ts';
import { kindOf } from '../shared/kinds/kinds.ts';
import { pathTo } from '../shared/routes.ts';
import { limitSource } from '../shared/usecases/limit-source.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { recallConsultations } from '../shared/usecases/recall-consultations.ts';
import { submitOpinions } from '../shared/usecases/submit-opinions.ts';
import {
  batchStore,
  consultationStore,
  countStore,
  siteOf,
  submissionStore,
  wire,
  wireQueue,
} from '../shared/wiring.ts';

const { env, table, clock, tokens, journal } = wire('submit-opinions');
const store = {
  ...batchStore(table),
  ...consultationStore(table),
  ...countStore(table),
  ...submissionStore(table),
};
const site = siteOf(env);
const { form, json: jsonRoute, fail, routed } = chains({ journal, site });
const drafts = readDrafts({ store, clock });
const submit = submitOpinions({
  store,
  recall: recallConsultations({ store, clock }).findConsultation,
  limit: limitSource({ store, clock, tokens, retention: env.RETENTION, journal }),
  queue: wireQueue(env),
  clock,
  tokens,
  journal,
});

export const handler = routed({
  submit: form(async (request) => {
    const { language, body, parameters, source } = request;
    const read = (kind: Kind) => readForm(kind, body, language);
    const typed = (kind: Kind) => read(kind).input;
    const outcome = await submit(parameters['consultation'] ?? '', typed, { source });
    if (outcome.outcome !== 'refused') {
      const { consultation, reference } = outcome.submission;
      return seeOther(pathTo('receipt', { language, consultation, reference }));
    }
    const { consultation, failure, fields } = outcome;
    if (consultation === null) return fail(request, failure);
    const failures = fields.map(read(kindOf(consultation)).failureAt);
    // Load the page only if a form comes back. An accepted submission needs no page here.
    const { consultationPage } = await import('../shared/view/pages/consultation-page.tsx');
    const [units, draft] = await Promise.all([store.listUnits(), drafts.newest(consultation)]);
    const about = { language, site, consultation, units, draft, now: clock.now() };
    const returned = { typed: body, failures, failure };
    return failWithPage(consultationPage({ ...about, form: returned }), failure);
  }),

  apiSubmit: jsonRoute(async ({ language, body, headers, parameters, source }) => {
    const key = idempotencyKeyOf(headers);
    if ('failures' in key) return problem('invalid', language, { fields: key.failures });
    const asked = { source, idempotencyKey: key.value };
    const outcome = await submit(parameters['consultation'] ?? '', () => body, asked);
    switch (outcome.outcome) {
      case 'stored':
        return create(submissionReceipt(outcome.submission, false));
      case 'repeated':
        return json(submissionReceipt(outcome.submission, outcome.differs));
      case 'refused':
        return problem(outcome.failure, language, { fields: outcome.fields });
    }
  }),
});
