import { Instant } from '../shared/domain/time.ts';
import { chains, type Request } from '../shared/http/chain.ts';
import { json, page } from '../shared/http/respond.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { readFilter } from '../shared/kinds/public-filter.ts';
import { publisherOf } from '../shared/open-data/publisher.ts';
import { findLeads } from '../shared/usecases/find-leads.ts';
import { listActs } from '../shared/usecases/list-acts.ts';
import { listPublic } from '../shared/usecases/list-public.ts';
import { makeRecord } from '../shared/usecases/consultation-record.ts';
import { recallConsultations } from '../shared/usecases/recall-consultations.ts';
import { moderationPage } from '../shared/view/pages/moderation-page.tsx';
import { opinionPage } from '../shared/view/pages/opinion-page.tsx';
import { opinionsPage } from '../shared/view/pages/opinions-page.tsx';
import {
  announcementStore,
  consultationStore,
  lineageStore,
  logStore,
  projectionStore,
  publicStore,
  siteOf,
  standingStore,
  wire,
} from '../shared/wiring.ts';

const { env, table, clock, journal } = wire('show-opinions');
const store = {
  ...announcementStore(table),
  ...consultationStore(table),
  ...lineageStore(table),
  ...logStore(table),
  ...projectionStore(table),
  ...publicStore(table),
  ...standingStore(table),
};
const site = siteOf(env);
const publisher = publisherOf(env);
const { page: pageRoute, fail, routed } = chains({ journal, site });
const shared = sharedAnswers(clock);
const { findConsultation } = recallConsultations({ store, clock });
const opinions = listPublic({ store, clock });
const actsBefore = listActs({ store });
const leadsFrom = findLeads({ store, findConsultation });
const recordOf = makeRecord({ store, clock });

/** What an answer depends on: its parameters, and the query that these pages read. */
function partsOf({ parameters, query }: Request): unknown {
  const { commitment, value, organisation, search, order, after, before } = query;
  return { parameters, asked: [commitment, value, organisation, search, order, after, before] };
}

export const handler = routed({
  opinions: pageRoute(
    shared(async (request) => {
      const { language, parameters, query } = request;
      const consultation = await findConsultation(parameters['consultation'] ?? '');
      if (consultation === null) return fail(request, 'not-found');
      const filter = readFilter(consultation, query);
      const list = await opinions.list(consultation, filter);
      return page(opinionsPage({ language, site, consultation, filter, list, publisher }));
    }, partsOf),
  ),

  opinion: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const consultation = await findConsultation(parameters['consultation'] ?? '');
      if (consultation === null) return fail(request, 'not-found');
      const part = await opinions.find(consultation, parameters['opinion'] ?? '');
      if (part === null) return fail(request, 'not-found');
      const leadsTo = await leadsFrom(consultation, ({ part: from }) => from === part.id);
      return page(opinionPage({ language, site, consultation, part, leadsTo }));
    }),
  ),

  moderation: pageRoute(
    shared(async ({ language, query }) => {
      const before = Instant.safeParse(query['before']).data ?? null;
      const { acts, next } = await actsBefore(before);
      const isFirst = before === null;
      return page(moderationPage({ language, site, acts, next, isFirst }));
    }, partsOf),
  ),

  record: pageRoute(
    shared(async (request) => {
      const { language, parameters } = request;
      const consultation = await findConsultation(parameters['consultation'] ?? '');
      if (consultation === null) return fail(request, 'not-found');
      const [record, { recordPage }] = await Promise.all([
        recordOf(consultation),
        import('../shared/view/pages/record-page.tsx'),
      ]);
      return page(recordPage({ language, site, record }));
    }),
  ),

  apiRecord: pageRoute(
    shared(async (request) => {
      const consultation = await findConsultation(request.parameters['consultation'] ?? '');
      if (consultation === null) return fail(request, 'not-found');
      const [record, { recordView }] = await Promise.all([
        recordOf(consultation),
        import('../shared/http/record.ts'),
      ]);
      return json(recordView(record));
    }),
  ),
});
