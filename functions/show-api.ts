import { inReadingOrder } from '../shared/domain/consultation.ts';
import { consultationView, draftView } from '../shared/http/api.ts';
import { chains, type Request } from '../shared/http/chain.ts';
import { openApi } from '../shared/http/openapi.ts';
import { json } from '../shared/http/respond.ts';
import { publisherOf } from '../shared/open-data/publisher.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { consultationStore, projectionStore, publicStore, siteOf, wire } from '../shared/wiring.ts';

const { env, table, clock, journal } = wire('show-api');
const store = {
  ...consultationStore(table),
  ...projectionStore(table),
  ...publicStore(table),
};
// The API answers with no page.
const site = siteOf({ ...env, ASSET_VERSION: '' });
const { page: route, fail, routed } = chains({ journal, site });
const shared = sharedAnswers(clock);
const drafts = readDrafts({ store, clock });

/** Open data are loaded with the first request for them: other requests start faster without. */
const openData = () => (loading ??= loadOpenData());
let loading: ReturnType<typeof loadOpenData> | undefined;

async function loadOpenData() {
  const { openDataAnswers } = await import('../shared/http/open-data.ts');
  const publisher = publisherOf(env);
  return openDataAnswers({ store, publisher, contact: env.OWNER.email, clock, fail });
}

const volume = ({ parameters, query }: Request) => [parameters, query['after']];

export const handler = routed({
  apiConsultations: route(
    shared(async () => {
      const [all, units] = await Promise.all([store.listConsultations(), store.listUnits()]);
      const now = clock.now();
      const ordered = inReadingOrder(all, now);
      return json({ consultations: ordered.map((one) => consultationView(one, units, now)) });
    }),
  ),

  apiConsultation: route(
    shared(async (request) => {
      const [consultation, units] = await Promise.all([
        store.findConsultation(request.parameters['consultation'] ?? ''),
        store.listUnits(),
      ]);
      if (consultation === null) return fail(request, 'not-found');
      return json(consultationView(consultation, units, clock.now()));
    }),
  ),

  apiDraft: route(
    shared(async (request) => {
      const { consultation = '', version = '' } = request.parameters;
      const [opened, units] = await Promise.all([
        drafts.open(consultation, version),
        store.listUnits(),
      ]);
      if (opened === null) return fail(request, 'not-found');
      return json(draftView(opened.consultation.id, opened.draft, units));
    }),
  ),

  apiDataJson: route(shared(async (request) => (await openData()).json(request), volume)),
  apiDataCsv: route(shared(async (request) => (await openData()).csv(request), volume)),
  apiDataMetadata: route(shared(async (request) => (await openData()).metadata(request), volume)),
  apiSchema: route(shared(async (request) => (await openData()).schema(request))),
  apiCatalog: route(shared(async () => (await openData()).catalog())),

  apiDescription: route(shared(() => Promise.resolve(json(openApi())))),
});
