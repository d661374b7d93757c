import type { FieldFailure } from '../domain/failure.ts';
import { isPublicId } from '../domain/reference.ts';
import { TOPICS } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type { FormFailure } from '../view/form-state.ts';
import { type Typed, typedChoices, typedText } from '../view/typed.ts';
import { fillPath, matchRoute, pathTo, type RouteName } from '../routes.ts';

/** The pages whose foot offers the sign-up form. */
const PAGES: readonly RouteName[] = [
  'home',
  'consultation',
  'draft',
  'draftChanges',
  'findReceipt',
  'checkReceipt',
  'receipt',
  'revision',
  'withdrawal',
  'opinions',
  'opinion',
  'record',
  'moderation',
  'log',
  'announcements',
  'announcement',
  'privacy',
  'accessibility',
];

/** The form of a consultation's or an announcement's id. */
const ID = /^[a-z0-9-]{1,100}$/u;

/**
 * Reads a posted sign-up as the input of its use case, and maps failures of that input to the
 * form's own fields.
 */
export function readSignUp(posted: Typed, language: Language) {
  const email = posted['email'] ?? '';
  const { topics } = readTopics(posted);
  return {
    typed: { email: typedText(posted, 'email') },
    topics: TOPICS.filter((topic) => topics.includes(topic)),
    // A field that came twice stays an array, and the schema refuses it.
    input: { email, topics, language },
    /**
     * The path of the page on which the form stood: the sign-up page, unless the form names another
     * page.
     */
    stoodAt: pageOf(posted['page'], language) ?? pathTo('subscribe', { language }),
    failureAt({ pointer, fault, limit }: FieldFailure): FormFailure {
      const [, field = ''] = pointer.split('/');
      return { field, fault, ...(limit === undefined ? {} : { limit }) };
    },
  };
}

/**
 * Returns the path as the form's own page wrote it, or null for any other value. A placeholder
 * stands for the reference of a submission, so that nothing connects a subscriber to a submission.
 */
function pageOf(typed: Typed[string], language: Language): string | null {
  if (typeof typed !== 'string') return null;
  const route = matchRoute('GET', typed);
  if (route === null || !PAGES.includes(route.name)) return null;
  const { reference, ...named } = route.parameters;
  if (named['language'] !== language) return null;
  const isOurs = ([name, step]: [string, string]) =>
    name === 'opinion' ? isPublicId(step) : ID.test(step);
  if (!Object.entries(named).every(isOurs)) return null;
  const path = fillPath(route.name, { ...named, reference: '{reference}' });
  if (reference !== undefined) return path;
  return path === typed.replace(/\/$/u, '') ? typed : null;
}

/** Returns the values of the topic checkboxes: none, one or several. */
export function readTopics(posted: Typed): { readonly topics: readonly string[] } {
  return { topics: typedChoices(posted, 'topics') };
}
