import { compile, match, TokenData } from 'path-to-regexp';
import { type Language, LANGUAGES } from './domain/text.ts';

/**
 * Every address of the system, and the function that answers there. The infra reads it for the
 * routes of the API, the functions to find the page that is asked for, and the views for links.
 */
export const ROUTES = {
  root: { method: 'GET', path: '/', answeredBy: 'show-site' },
  home: { method: 'GET', path: '/{language}', answeredBy: 'show-site' },
  consultation: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}',
    answeredBy: 'show-site',
  },
  draft: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/drafts/{version}',
    answeredBy: 'show-site',
  },
  draftChanges: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/drafts/{version}/changes',
    answeredBy: 'show-site',
  },
  findReceipt: {
    method: 'GET',
    path: '/{language}/receipts',
    answeredBy: 'show-site',
  },
  receipt: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/receipts/{reference}',
    answeredBy: 'show-site',
  },
  receiptFile: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/proof',
    answeredBy: 'show-site',
  },
  revision: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/edit',
    answeredBy: 'show-site',
  },
  withdrawal: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/withdraw',
    answeredBy: 'show-site',
  },
  checkReceipt: { method: 'GET', path: '/{language}/check', answeredBy: 'show-site' },
  opinions: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/opinions',
    answeredBy: 'show-opinions',
  },
  // What was posted to a check is gone when its address is opened again. Both lead to where one can
  // start anew.
  checkAgain: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/opinions/check',
    answeredBy: 'show-site',
  },
  checkRevisionAgain: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/edit/check',
    answeredBy: 'show-site',
  },
  opinion: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/opinions/{opinion}',
    answeredBy: 'show-opinions',
  },
  record: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/record',
    answeredBy: 'show-opinions',
  },
  moderation: { method: 'GET', path: '/{language}/moderation', answeredBy: 'show-opinions' },
  log: {
    method: 'GET',
    path: '/{language}/consultations/{consultation}/log',
    answeredBy: 'show-log',
  },
  subscribe: { method: 'GET', path: '/{language}/subscribe', answeredBy: 'show-announcements' },
  signUpReceived: {
    method: 'GET',
    path: '/{language}/subscribe/sent',
    answeredBy: 'show-announcements',
  },
  confirmation: {
    method: 'GET',
    path: '/{language}/subscriptions/{address}/confirm',
    answeredBy: 'show-announcements',
  },
  subscription: {
    method: 'GET',
    path: '/{language}/subscriptions/{address}',
    answeredBy: 'show-announcements',
  },
  unsubscribing: {
    method: 'GET',
    path: '/{language}/subscriptions/{address}/unsubscribe',
    answeredBy: 'show-announcements',
  },
  announcements: {
    method: 'GET',
    path: '/{language}/announcements',
    answeredBy: 'show-announcements',
  },
  announcementFeed: {
    method: 'GET',
    path: '/{language}/announcements.atom',
    answeredBy: 'show-announcements',
  },
  announcement: {
    method: 'GET',
    path: '/{language}/announcements/{announcement}',
    answeredBy: 'show-announcements',
  },
  calendar: {
    method: 'GET',
    path: '/{language}/consultations.ics',
    answeredBy: 'show-announcements',
  },
  privacy: { method: 'GET', path: '/{language}/privacy', answeredBy: 'show-site' },
  accessibility: { method: 'GET', path: '/{language}/accessibility', answeredBy: 'show-site' },
  robots: { method: 'GET', path: '/robots.txt', answeredBy: 'show-site' },
  sitemap: { method: 'GET', path: '/sitemap.xml', answeredBy: 'show-site' },
  // RFC 9116, section 3.
  securityText: { method: 'GET', path: '/.well-known/security.txt', answeredBy: 'show-site' },
  asset: { method: 'GET', path: '/assets/{file}', answeredBy: 'show-site' },
  check: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/opinions/check',
    answeredBy: 'submit-opinions',
  },
  submit: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/opinions',
    answeredBy: 'submit-opinions',
  },
  checkRevision: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/edit/check',
    answeredBy: 'revise-opinions',
  },
  revise: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/edit',
    answeredBy: 'revise-opinions',
  },
  choosePublication: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/publication',
    answeredBy: 'revise-opinions',
  },
  withdraw: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/withdraw',
    answeredBy: 'revise-opinions',
  },
  resendReceipt: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/mail',
    answeredBy: 'revise-opinions',
  },
  confirmSubmission: {
    method: 'POST',
    path: '/{language}/consultations/{consultation}/receipts/{reference}/confirm',
    answeredBy: 'revise-opinions',
  },
  signUp: { method: 'POST', path: '/{language}/subscribe', answeredBy: 'manage-subscriptions' },
  confirm: {
    method: 'POST',
    path: '/{language}/subscriptions/{address}/confirm',
    answeredBy: 'manage-subscriptions',
  },
  changeSubscription: {
    method: 'POST',
    path: '/{language}/subscriptions/{address}',
    answeredBy: 'manage-subscriptions',
  },
  unsubscribe: {
    method: 'POST',
    path: '/{language}/subscriptions/{address}/unsubscribe',
    answeredBy: 'manage-subscriptions',
    takesSlash: true,
  },
  apiConsultations: { method: 'GET', path: '/api/consultations', answeredBy: 'show-api' },
  apiConsultation: {
    method: 'GET',
    path: '/api/consultations/{consultation}',
    answeredBy: 'show-api',
  },
  apiDraft: {
    method: 'GET',
    path: '/api/consultations/{consultation}/drafts/{version}',
    answeredBy: 'show-api',
  },
  apiRecord: {
    method: 'GET',
    path: '/api/consultations/{consultation}/record.json',
    answeredBy: 'show-opinions',
  },
  apiReceipt: {
    method: 'GET',
    path: '/api/consultations/{consultation}/receipts/{reference}',
    answeredBy: 'show-site',
  },
  apiDataJson: {
    method: 'GET',
    path: '/api/consultations/{consultation}/opinions.json',
    answeredBy: 'show-api',
  },
  apiDataCsv: {
    method: 'GET',
    path: '/api/consultations/{consultation}/opinions.csv',
    answeredBy: 'show-api',
  },
  // The name that programs try beside a CSV file (Model for Tabular Data, section 5.3).
  apiDataMetadata: {
    method: 'GET',
    path: '/api/consultations/{consultation}/csv-metadata.json',
    answeredBy: 'show-api',
  },
  apiSchema: {
    method: 'GET',
    path: '/api/schemas/{kind}/{version}/{file}',
    answeredBy: 'show-api',
  },
  apiCatalog: { method: 'GET', path: '/api/catalog.jsonld', answeredBy: 'show-api' },
  apiDescription: { method: 'GET', path: '/api/openapi.json', answeredBy: 'show-api' },
  // The addresses of a log as C2SP tlog-tiles names them, and four of our own: the prefix,
  // `checkpoints`, `keys` and `entries`.
  logPrefix: { method: 'GET', path: '/log/{consultation}', answeredBy: 'show-log' },
  logCheckpoint: { method: 'GET', path: '/log/{consultation}/checkpoint', answeredBy: 'show-log' },
  logCheckpoints: {
    method: 'GET',
    path: '/log/{consultation}/checkpoints',
    answeredBy: 'show-log',
  },
  logKeys: { method: 'GET', path: '/log/{consultation}/keys', answeredBy: 'show-log' },
  logEntry: { method: 'GET', path: '/log/{consultation}/entries/{place}', answeredBy: 'show-log' },
  // The address of a tile has one step for its level, and one to three for its number and width.
  logTile: { method: 'GET', path: '/log/{consultation}/tile/{level}/{a}', answeredBy: 'show-log' },
  logTileInTwo: {
    method: 'GET',
    path: '/log/{consultation}/tile/{level}/{a}/{b}',
    answeredBy: 'show-log',
  },
  logTileInThree: {
    method: 'GET',
    path: '/log/{consultation}/tile/{level}/{a}/{b}/{c}',
    answeredBy: 'show-log',
  },
  apiSubmit: {
    method: 'POST',
    path: '/api/consultations/{consultation}/opinions',
    answeredBy: 'submit-opinions',
  },
} as const satisfies Record<string, Route>;

export interface Route {
  readonly method: 'GET' | 'POST';
  /** A name in braces is a parameter. It is one step of the path. */
  readonly path: string;
  readonly answeredBy:
    | 'show-site'
    | 'show-opinions'
    | 'show-announcements'
    | 'show-log'
    | 'show-api'
    | 'submit-opinions'
    | 'revise-opinions'
    | 'manage-subscriptions';
  /**
   * The route also answers an address with a slash at the end, where others redirect. The one-click
   * POST of mail programs must not be redirected (RFC 8058, section 3.2).
   */
  readonly takesSlash?: true;
}

export type RouteName = keyof typeof ROUTES;

/** Answers every request that no route matches, with a page that says so in both languages. */
export const FALLBACK: Route['answeredBy'] = 'show-site';

type Steps<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Steps<Rest>
  : never;
export type RouteParameters<Name extends RouteName> = {
  readonly [Step in Steps<(typeof ROUTES)[Name]['path']>]: Step extends 'language'
    ? Language
    : string;
};

/**
 * Returns the address of a route, with its parameters percent-encoded. The home pages end in a
 * slash.
 */
export function pathTo<Name extends RouteName>(
  name: Name,
  parameters: RouteParameters<Name>,
): string {
  const path = builderOf(name)(parameters);
  return name === 'home' ? `${path}/` : path;
}

/** Returns the path of a route with these parameters as they are, without any encoding. */
export function fillPath(name: RouteName, parameters: Readonly<Record<string, string>>): string {
  return fillerOf(name)(parameters);
}

/**
 * Finds the route of a request, with its parameters decoded, or null. A slash at the end makes no
 * difference. A language that we do not speak is no route.
 */
export function matchRoute(
  method: string,
  rawPath: string,
): { readonly name: RouteName; readonly parameters: Readonly<Record<string, string>> } | null {
  const steps = rawPath.split('/');
  if (steps.some((step) => step.length > MAX_STEP_CHARS)) return null;
  const speaks = LANGUAGES.some((language) => language === steps[1]);
  for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
    if (route.method !== method && !(route.method === 'GET' && method === 'HEAD')) continue;
    if (route.path.startsWith('/{language}') && !speaks) continue;
    const parameters = matcherOf(name)(rawPath);
    if (parameters !== null) return { name, parameters };
  }
  return null;
}

/**
 * Returns the address without the slash at its end, if a client must use that one: each page has
 * only one address. Returns null when the address is right as it is, or is not ours.
 */
export function withoutSlash(method: string, rawPath: string): string | null {
  const found = rawPath.endsWith('/') ? matchRoute(method, rawPath) : null;
  if (found === null || (ROUTES[found.name] as Route).takesSlash === true) return null;
  const path = pathTo(found.name, found.parameters as RouteParameters<RouteName>);
  return path.endsWith('/') ? null : path;
}

/**
 * No id of ours is this long. A step becomes part of a key of the table, and DynamoDB limits the
 * length of keys.
 */
const MAX_STEP_CHARS = 200;

const builderOf = perRoute((tokens) => compile(tokens));
const fillerOf = perRoute((tokens) => compile(tokens, { encode: false }));
const matcherOf = perRoute((tokens) => {
  const find = match<Record<string, string>>(tokens, { sensitive: true });
  return (rawPath: string) => {
    try {
      const found = find(rawPath);
      return found === false ? null : found.params;
    } catch (error) {
      // The path has a malformed percent-encoding.
      if (error instanceof URIError) return null;
      throw error;
    }
  };
});

/**
 * Makes something from the tokens of a route when it is first asked for, because a cold start needs
 * few routes.
 */
function perRoute<Made>(make: (tokens: TokenData) => Made): (name: RouteName) => Made {
  const made = new Map<RouteName, Made>();
  return (name) => {
    const one = made.get(name) ?? make(tokensOf(ROUTES[name].path));
    made.set(name, one);
    return one;
  };
}

/**
 * Returns the tokens that path-to-regexp makes of a path. Its own parser has another style for
 * parameters, and costs a cold start half a millisecond.
 */
function tokensOf(path: string): TokenData {
  const parts = path.split(/\{(\w+)\}/u);
  return new TokenData(
    parts.map((part, index) =>
      index % 2 === 0 ? { type: 'text', value: part } : { type: 'param', name: part },
    ),
  );
}
