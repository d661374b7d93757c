import type { FieldFailure } from '../domain/failure.ts';
import { TOPICS } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type { FormFailure } from '../view/form-state.ts';
import { valuesOf, type PostedForm } from './form.ts';
import { matchRoute, pathTo, type RouteName, ROUTES } from '../routes.ts';

/** The pages in whose foot one can sign up. */
const PAGES: readonly RouteName[] = [
  'home',
  'consultation',
  'findReceipt',
  'receipt',
  'revision',
  'announcements',
  'announcement',
  'privacy',
];

/** Of a consultation or an announcement. */
const ID = /^[a-z0-9-]{1,100}$/u;

/** A posted sign-up as the input of its use case, and its failures at its own fields. */
export function readSignUp(posted: PostedForm, language: Language) {
  const email = posted['email'] ?? '';
  const { topics } = readTopics(posted);
  return {
    typed: { email: valuesOf(email)[0] ?? '' },
    topics: TOPICS.filter((topic) => topics.includes(topic)),
    // A field that came twice is passed on as it came: the schema refuses it, as it should.
    input: { email, topics, language },
    /** The path of the page on which the form stood: that for signing up, unless the form names another. */
    stoodAt: pageOf(posted['page'], language) ?? pathTo('subscribe', { language }),
    failureAt({ pointer, fault, limit }: FieldFailure): FormFailure {
      const [, field = ''] = pointer.split('/');
      return { field, fault, ...(limit === undefined ? {} : { limit }) };
    },
  };
}

/**
 * The path as the form's own page wrote it, or null for anything else. The reference of a submission
 * is left out: nothing is to join a subscriber to it.
 */
function pageOf(typed: PostedForm[string], language: Language): string | null {
  if (typeof typed !== 'string') return null;
  const route = matchRoute('GET', typed);
  if (route === null || !PAGES.includes(route.name)) return null;
  const { reference, ...named } = route.parameters;
  if (named['language'] !== language) return null;
  if (!Object.values(named).every((step) => ID.test(step))) return null;
  const withoutReference = fillPath(route.name, named);
  if (reference !== undefined) return withoutReference;
  return withoutReference === typed.replace(/\/$/u, '') ? typed : null;
}

/** The path of a route with these parameters; others stay as the route table writes them. */
function fillPath(name: RouteName, parameters: Readonly<Record<string, string>>): string {
  return ROUTES[name].path.replace(/\{(\w+)\}/gu, (step, of: string) => parameters[of] ?? step);
}

/** Of checkboxes: none, one or several. */
export function readTopics(posted: PostedForm): { readonly topics: readonly string[] } {
  return { topics: valuesOf(posted['topics']) };
}
