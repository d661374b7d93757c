import { HOLD_MS, type MailKind } from '../domain/delivery.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import { memory } from '../memory.ts';
import type { Journal } from '../ports/journal.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';
import type { SendingAccount } from './account.ts';

interface Needs {
  readonly store: Pick<TableIdentity, 'identify'>;
  /** Null for a sender of digests only. Digests need no share. */
  readonly account: SendingAccount | null;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** Says whether mails of a kind may leave now. */
export type Leave =
  | { readonly leave: 'yes' }
  /**
   * Not before `at`: the account may not send, or the rest of its daily quota is kept for digests.
   */
  | { readonly leave: 'later'; readonly at: Instant }
  /** Not until an operator has checked the table: it was restored from a backup. */
  | { readonly leave: 'no' };

/**
 * How long the answer is kept. A table does not become a restored one while functions use it,
 * because the stack has no table at all between the two.
 */
const IDENTITY_KEPT_MS = MINUTE_MS;
/** If SES does not say what the account may send, mails other than digests wait this long. */
const UNTOLD_MS = MINUTE_MS;

/** Makes the gate that a sender asks before it claims anything. */
export function sendingGate({ store, account, clock, journal }: Needs) {
  const identity = memory({
    clock,
    forMs: IDENTITY_KEPT_MS,
    keeps: (found: Awaited<ReturnType<typeof store.identify>>) => found === 'original',
  });

  /**
   * Says whether we may send the mails of this table. A restored table may not know what has gone
   * out.
   */
  async function isOriginal(): Promise<boolean> {
    const found = await identity('table', () => store.identify());
    if (found === 'restored') journal.count('TableHeld');
    return found === 'original';
  }

  return {
    isOriginal,

    async ask(kind: MailKind): Promise<Leave> {
      if (!(await isOriginal())) return { leave: 'no' };
      if (kind === 'digest' || account === null) return { leave: 'yes' };
      return askAccount(kind, account);
    },
  };

  async function askAccount(
    kind: Exclude<MailKind, 'digest'>,
    { share }: SendingAccount,
  ): Promise<Leave> {
    try {
      const { left, perSecond } = await share(kind);
      if (left > 0) return { leave: 'yes' };
      journal.count(perSecond === 0 ? 'MailsHeld' : 'QuotaUsedUp');
    } catch (fault) {
      journal.error('SES does not say what the account may send; mails wait', { fault });
      journal.count('MailsHeld');
      return { leave: 'later', at: plus(clock.now(), UNTOLD_MS) };
    }
    return { leave: 'later', at: plus(clock.now(), HOLD_MS) };
  }
}
