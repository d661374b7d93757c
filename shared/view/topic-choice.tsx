import { type Topic, TOPICS } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import { copyFor } from './copy/index.ts';
import { Checkboxes } from './fields.tsx';

interface TopicChoiceProps {
  readonly language: Language;
  readonly hint?: string;
  readonly chosen: readonly Topic[];
  readonly error?: string | undefined;
}

/** Checkboxes for the topics, each with a hint that says what the topic brings. */
export function TopicChoice({ language, hint, chosen, error }: TopicChoiceProps) {
  const { subscribe, site, topics } = copyFor(language);
  return (
    <Checkboxes
      name="topics"
      label={subscribe.topics}
      {...(hint === undefined ? {} : { hint })}
      choices={TOPICS.map((value) => ({ value, ...topics[value] }))}
      chosen={chosen}
      error={error}
      errorPrefix={site.errorPrefix}
    />
  );
}
