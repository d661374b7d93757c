import { parseArgs } from 'node:util';
import { parseEmail } from '../shared/domain/email.ts';
import { addressEraser } from '../shared/dynamo/addresses.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { suppressionStore } from '../shared/dynamo/suppressions.ts';
import { addressKeysOf } from '../shared/usecases/address-key.ts';
import { type Erasure, eraseAddress } from '../shared/usecases/erase-address.ts';
import { endSubscriptions } from '../shared/usecases/manage-subscription.ts';
import { releaseAddress } from '../shared/usecases/release-address.ts';
import { wireTokens } from '../shared/wiring.ts';
import { runCommand } from './command.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run address -- erase ADDRESS        removes it from the announcement list, at once and for good
       npm run address -- unsubscribe ADDRESS  ends its subscription, as its own link would; also by
                                               the key in the subject of a mail that asks for it
       npm run address -- release ADDRESS      lifts its suppression: it may get mail again
       ${TARGET_USAGE}`;

const ADDRESS_KEY = /^[\w-]{22}$/u;

/** Runs the operator's commands for one address, at the request of its owner. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  const [command, typed, ...more] = positionals;
  if (command === undefined || typed === undefined || more.length > 0) return 'misused';
  const email = parseEmail(typed);
  const key = command === 'unsubscribe' && ADDRESS_KEY.test(typed) ? typed : null;
  if (email === null && key === null) {
    console.error(`${typed} is not an e-mail address`);
    return 'refused';
  }
  const { table, clock } = targetOf(values);
  const tokens = wireTokens(table, clock);
  const store = {
    ...addressEraser(table),
    ...announcementStore(table),
    ...consultationStore(table),
    ...submissionStore(table),
    ...subscriptionStore(table),
    ...suppressionStore(table),
  };
  const addresses = key === null ? await addressKeysOf(tokens, typed) : ([key] as const);
  switch (command) {
    case 'erase':
      tell(typed, await eraseAddress({ store, tokens })(typed));
      return 'done';
    case 'unsubscribe': {
      const outcome = await endSubscriptions(store, addresses, 'unsubscribed', clock.now());
      console.log(outcome === 'ended' ? `${typed} is unsubscribed` : `${typed} was not subscribed`);
      return 'done';
    }
    case 'release': {
      const outcome = await releaseAddress({ store, clock })(addresses);
      console.log(
        outcome === 'released'
          ? `${typed} may get mail again; if its subscription has ended, only its owner can sign up again`
          : `${typed} was not suppressed`,
      );
      return 'done';
    }
    default:
      return 'misused';
  }
});

function tell(email: string, erasure: Erasure): void {
  const { subscription, deliveries, auditRows, suppression, submissions } = erasure;
  console.log(`Removed for ${email}:`);
  console.log(
    `  its subscription with the proof of consent: ${subscription ? 'yes' : 'there was none'}`,
  );
  console.log(`  deliveries of announcements: ${deliveries}`);
  console.log(`  reports of its mail system: ${auditRows}`);
  if (suppression !== null) {
    console.log(
      `Kept: the suppression (${suppression.reason}), under a keyed hash without the address`,
    );
  }
  if (submissions.length > 0) {
    console.log('Kept: these submissions, whose contact is the address; see docs/runbook.md:');
    for (const reference of submissions) console.log(`  ${reference}`);
  }
}
