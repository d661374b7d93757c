import { inReadingOrder } from '../shared/domain/consultation.ts';
import { consultationView, draftView } from '../shared/http/api.ts';
import { chains } from '../shared/http/chain.ts';
import { openApi } from '../shared/http/openapi.ts';
import { json } from '../shared/http/respond.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { readDrafts } from '../shared/usecases/read-drafts.ts';
import { consultationStore, wire } from '../shared/wiring.ts';

const { table, clock, journal } = wire('show-api');
const store = consultationStore(table);
const { page: route, fail, routed } = chains({ journal, assetVersion: '' });
const shared = sharedAnswers(clock);
const drafts = readDrafts({ store, clock });

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

  apiDescription: route(shared(() => Promise.resolve(json(openApi())))),
});
