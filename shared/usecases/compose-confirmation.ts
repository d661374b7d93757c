import type { Compose } from '../delivery/room.ts';
import { unlessExpired } from '../domain/subscription.ts';
import type { Language } from '../domain/text.ts';
import type { ConfirmationBatch } from '../ports/batches.ts';
import type { ConfirmationLink, SuppressionStore } from '../ports/subscriptions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import type { WriteConfirmation } from '../ports/writers.ts';
import { confirmStatement } from './address-key.ts';
import { unlessSuppressed } from './unless-suppressed.ts';

interface Needs {
  readonly store: Pick<SuppressionStore, 'findSuppression'>;
  readonly writeConfirmation: WriteConfirmation;
  /** Where the mail leads. Absolute. */
  readonly links: { confirmation(language: Language, link: ConfirmationLink): string };
  readonly tokens: Pick<Tokens, 'sign' | 'hashAddress'>;
  readonly clock: Clock;
  readonly siteUrl: string;
  /** A monitored address: a reply reaches a person. */
  readonly replyTo: string;
}

/** Composes the mail that asks whether a sign-up was meant. */
export function confirmationComposer(needs: Needs) {
  const { writeConfirmation, links, tokens, clock, siteUrl, replyTo } = needs;

  return ({ subscription, address }: ConfirmationBatch): Compose =>
    unlessSuppressed(needs, subscription.email, async () => {
      const stands = unlessExpired(subscription, clock.now());
      if (stands?.state !== 'pending') return { cancelled: 'no-longer-pending' };
      const { language, requestedAt } = stands;
      const token = await tokens.sign(confirmStatement(address, requestedAt));
      const confirmUrl = links.confirmation(language, { address, requestedAt, token });
      const about = { subscription: stands, confirmUrl, siteUrl, replyTo, address };
      return { mail: writeConfirmation(about) };
    });
}
