import { inReadingOrder } from '../shared/domain/consultation.ts';
import { consultationView } from '../shared/http/api.ts';
import { chains } from '../shared/http/chain.ts';
import { openApi } from '../shared/http/openapi.ts';
import { json } from '../shared/http/respond.ts';
import { consultationStore, wire } from '../shared/wiring.ts';

const { table, clock, journal } = wire('show-api');
const store = consultationStore(table);
const { page: route, fail, routed } = chains({ journal, assetVersion: '' });

export const handler = routed({
  apiConsultations: route(async () => {
    const [all, units] = await Promise.all([store.listConsultations(), store.listUnits()]);
    const now = clock.now();
    const consultations = inReadingOrder(all, now).map((one) => consultationView(one, units, now));
    return json({ consultations });
  }),

  apiConsultation: route(async (request) => {
    const consultation = await store.findConsultation(request.parameters['consultation'] ?? '');
    if (consultation === null) return fail(request, 'not-found');
    return json(consultationView(consultation, await store.listUnits(), clock.now()));
  }),

  apiDescription: route(async () => Promise.resolve(json(openApi()))),
});
