import type { Compose } from '../delivery/room.ts';
import type { SuppressionStore } from '../ports/subscriptions.ts';
import type { Tokens } from '../ports/world.ts';
import { addressKeysOf } from './address-key.ts';

interface Needs {
  readonly store: Pick<SuppressionStore, 'findSuppression'>;
  readonly tokens: Pick<Tokens, 'hashAddress'>;
}

/** Composes the mail unless the address must get no mail. Checked just before each sending. */
export function unlessSuppressed(
  { store, tokens }: Needs,
  email: string,
  compose: Compose,
): Compose {
  return async (...about) => {
    const suppression = await store.findSuppression(await addressKeysOf(tokens, email));
    return suppression === null ? compose(...about) : { suppressed: suppression.reason };
  };
}
