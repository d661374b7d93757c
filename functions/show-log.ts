import { chains, type Request } from '../shared/http/chain.ts';
import {
  checkpointAnswer,
  checkpointsAnswer,
  entryAnswer,
  keysAnswer,
  MAX_LISTED_CHECKPOINTS,
  readLogNumber,
  tileOf,
} from '../shared/http/log.ts';
import {
  logPart,
  page,
  readAnywhere,
  redirectByLanguage,
  type Response,
} from '../shared/http/respond.ts';
import { sharedAnswers } from '../shared/http/shared-answer.ts';
import { pathTo } from '../shared/routes.ts';
import { readLog } from '../shared/usecases/read-log.ts';
import { recallConsultations } from '../shared/usecases/recall-consultations.ts';
import { consultationStore, logStore, siteOf, wire } from '../shared/wiring.ts';

const { env, table, clock, journal } = wire('show-log');
const store = { ...consultationStore(table), ...logStore(table) };
const site = siteOf(env);
const { page: route, fail, routed } = chains({ journal, site });
const shared = sharedAnswers(clock);
const { findConsultation } = recallConsultations({ store, clock });
const log = readLog({ store });

/** Checkpoints on the page. */
const SHOWN = 10;

export const handler = routed({
  log: route(
    shared(async (request) => {
      const { language, parameters } = request;
      const consultation = await findConsultation(parameters['consultation'] ?? '');
      if (consultation === null) return fail(request, 'not-found');
      const [seals, keys] = await Promise.all([
        store.newestSeals(consultation.id, SHOWN),
        log.keys(consultation.id),
      ]);
      const { logPage } = await import('../shared/view/pages/log-page.tsx');
      return page(logPage({ language, site, consultation, seals, keys }));
    }),
  ),

  logPrefix: route(({ language, parameters }) => {
    const { consultation = '' } = parameters;
    return Promise.resolve(redirectByLanguage(pathTo('log', { language, consultation })));
  }),

  logCheckpoint: route(
    shared(async (request) => {
      const seal = await log.newest(idOf(request));
      return seal === null ? notFound(request) : checkpointAnswer(seal);
    }),
  ),

  logCheckpoints: route(
    shared(
      async (request) => {
        const { after } = request.query;
        const before = after === undefined ? undefined : readLogNumber(after);
        if (before === null) return readAnywhere(await fail(request, 'malformed'));
        const seals = await store.newestSeals(idOf(request), MAX_LISTED_CHECKPOINTS, before);
        // The last page is empty. A log without any checkpoint is none yet.
        const isNone = seals.length === 0 && before === undefined;
        return isNone ? notFound(request) : checkpointsAnswer(seals);
      },
      ({ parameters, query }) => [parameters, query['after']],
    ),
  ),

  logKeys: route(
    shared(async (request) => {
      const keys = await log.keys(idOf(request));
      return keys.length === 0 ? notFound(request) : keysAnswer(keys);
    }),
  ),

  logEntry: route(
    shared(async (request) => {
      const place = readLogNumber(request.parameters['place']);
      const seal = await log.newest(idOf(request));
      if (place === null || seal === null) return notFound(request);
      const entry = await log.entry(idOf(request), place, seal);
      return entry === null ? notFound(request) : entryAnswer(entry, seal);
    }),
  ),

  logTile: route(showTile),
  logTileInTwo: route(showTile),
  logTileInThree: route(showTile),
});

async function showTile(request: Request): Promise<Response> {
  const asked = tileOf(request);
  const bytes = asked === null ? null : await log.tile(idOf(request), asked);
  return bytes === null ? notFound(request) : logPart(bytes);
}

function idOf({ parameters }: Request): string {
  return parameters['consultation'] ?? '';
}

/** A mirror in a browser sees that a part is not there, too. */
async function notFound(request: Request): Promise<Response> {
  return readAnywhere(await fail(request, 'not-found'));
}
