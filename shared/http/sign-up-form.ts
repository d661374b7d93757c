import type { FieldFailure } from '../domain/failure.ts';
import { TOPICS } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type { FormFailure } from '../view/form-state.ts';
import { valuesOf, type PostedForm } from './form.ts';

/** A posted sign-up as the input of its use case, and its failures at its own fields. */
export function readSignUp(posted: PostedForm, language: Language) {
  const email = posted['email'] ?? '';
  const { topics } = readTopics(posted);
  return {
    typed: { email: valuesOf(email)[0] ?? '' },
    topics: TOPICS.filter((topic) => topics.includes(topic)),
    // A field that came twice is passed on as it came: the schema refuses it, as it should.
    input: { email, topics, language },
    failureAt({ pointer, fault, limit }: FieldFailure): FormFailure {
      const [, field = ''] = pointer.split('/');
      return { field, fault, ...(limit === undefined ? {} : { limit }) };
    },
  };
}

/** Of checkboxes: none, one or several. */
export function readTopics(posted: PostedForm): { readonly topics: readonly string[] } {
  return { topics: valuesOf(posted['topics']) };
}
