import { HOLD_MS, type MailKind } from '../domain/delivery.ts';
import { type Instant, MINUTE_MS, plus } from '../domain/time.ts';
import type { Journal } from '../ports/journal.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { Clock } from '../ports/world.ts';
import type { SendingAccount } from './account.ts';

interface Needs {
  readonly store: Pick<TableIdentity, 'identify'>;
  /** Null for a sender of digests alone, which ask for no share. */
  readonly account: SendingAccount | null;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** May mails of a kind leave now? */
export type Leave =
  | { readonly leave: 'yes' }
  /** Not before then: the account may not send, or what is left of its day is kept for digests. */
  | { readonly leave: 'later'; readonly at: Instant }
  /** Not until an operator has looked: the table was restored from a backup. */
  | { readonly leave: 'no' };

/** A table does not turn into a restored one while functions use it: the stack has none in between. */
const IDENTITY_KEPT_MS = MINUTE_MS;
/** Where SES does not answer what the account may send, mails other than digests wait this long. */
const UNTOLD_MS = MINUTE_MS;

/** Asked before anything is claimed. */
export function sendingGate({ store, account, clock, journal }: Needs) {
  let original: Instant | null = null;

  /** Are mails of this table ours to send? One that was restored may not know what has gone out. */
  async function isOriginal(): Promise<boolean> {
    if (original !== null && clock.now() < plus(original, IDENTITY_KEPT_MS)) return true;
    original = (await store.identify()) === 'original' ? clock.now() : null;
    if (original === null) journal.count('TableHeld');
    return original !== null;
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
    { share, isHeld }: SendingAccount,
  ): Promise<Leave> {
    try {
      if ((await share(kind)).left > 0) return { leave: 'yes' };
    } catch (fault) {
      journal.error('SES does not say what the account may send; mails wait', { fault });
      return { leave: 'later', at: plus(clock.now(), UNTOLD_MS) };
    }
    journal.count(isHeld() ? 'MailsHeld' : 'QuotaUsedUp');
    return { leave: 'later', at: plus(clock.now(), HOLD_MS) };
  }
}
