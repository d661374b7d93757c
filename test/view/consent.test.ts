import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { CONSENT_VERSION } from '../../shared/domain/subscription.ts';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { copyFor } from '../../shared/view/copy/index.ts';

/**
 * The hash of each version's words in all languages. It must be known for years what a subscriber
 * agreed to.
 */
const WORDINGS: Readonly<Record<number, string>> = {
  1: '26e5c15b14d36778',
};

it('the words of the consent have a version of their own', () => {
  const words = LANGUAGES.map((language) => copyFor(language).subscribe.consent).join('\n');
  const hash = createHash('sha256').update(words).digest('hex').slice(0, 16);
  expect(WORDINGS[CONSENT_VERSION], 'New words need a new CONSENT_VERSION').toBe(hash);
});
