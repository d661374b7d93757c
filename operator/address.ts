import { parseArgs } from 'node:util';
import { parseEmail } from '../shared/domain/email.ts';
import { addressEraser } from '../shared/dynamo/addresses.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { digestStore } from '../shared/dynamo/digests.ts';
import { logStore } from '../shared/dynamo/log.ts';
import { personStore } from '../shared/dynamo/persons.ts';
import { projectionStore } from '../shared/dynamo/projections.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { standingStore } from '../shared/dynamo/standings.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { subscriptionStore } from '../shared/dynamo/subscriptions.ts';
import { suppressionStore } from '../shared/dynamo/suppressions.ts';
import { addressKeysOf } from '../shared/usecases/address-key.ts';
import { eraseAddress } from '../shared/usecases/erase-address.ts';
import { listHeld } from '../shared/usecases/list-held.ts';
import { endSubscriptions } from '../shared/usecases/manage-subscription.ts';
import { publishSubmission } from '../shared/usecases/publish-submission.ts';
import { releaseAddress } from '../shared/usecases/release-address.ts';
import { wireTokens } from '../shared/wiring.ts';
import { erasureLines, planLines } from './address-words.ts';
import { runCommand } from './command.ts';
import { retentionOf, TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run --silent address -- show ADDRESS  everything that is kept about it, as JSON
       npm run address -- erase ADDRESS         says what would be removed
       npm run address -- erase ADDRESS --yes [--unname]
                                               removes it for good, and says what stays and why;
                                               --unname: its submissions are published without
                                               the name of their author from now on
       npm run address -- unsubscribe ADDRESS  ends its subscription, as its own link would; also by
                                               the key in the subject of a mail that asks for it
       npm run address -- release ADDRESS      lifts its suppression: it may get mail again
       ${TARGET_USAGE}`;

const OPTIONS = {
  ...TARGET_OPTIONS,
  yes: { type: 'boolean', default: false },
  unname: { type: 'boolean', default: false },
} as const;

const ADDRESS_KEY = /^[\w-]{22}$/u;

/** Runs the operator's commands for one address, at the request of its owner. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const { yes, unname: unnames } = values;
  const [command, typed, ...more] = positionals;
  if (command === undefined || typed === undefined || more.length > 0) return 'misused';
  if ((yes && command !== 'erase') || (unnames && !yes)) return 'misused';
  const key = command === 'unsubscribe' && ADDRESS_KEY.test(typed) ? typed : null;
  const address = key ?? parseEmail(typed);
  if (address === null) {
    console.error(`${typed} is not an e-mail address`);
    return 'refused';
  }
  const { table, clock } = targetOf(values);
  const tokens = wireTokens(table, clock);
  const store = {
    ...addressEraser(table),
    ...announcementStore(table),
    ...consultationStore(table),
    ...digestStore(table),
    ...logStore(table),
    ...personStore(table),
    ...projectionStore(table),
    ...publicStore(table),
    ...standingStore(table),
    ...submissionStore(table),
    ...subscriptionStore(table),
    ...suppressionStore(table),
  };
  const needs = { store, tokens, clock };
  const addresses = key === null ? await addressKeysOf(tokens, address) : ([key] as const);
  switch (command) {
    case 'show':
      console.log(JSON.stringify(await listHeld(needs)(address), null, 2));
      return 'done';
    case 'erase': {
      if (yes) {
        const erase = eraseAddress({ ...needs, publish: publishSubmission(needs) });
        for (const line of erasureLines(address, await erase(address, { unnames })))
          console.log(line);
      } else {
        for (const line of planLines(await listHeld(needs)(address))) console.log(line);
      }
      return 'done';
    }
    case 'unsubscribe': {
      const ends = { store, retention: retentionOf(values) };
      const outcome = await endSubscriptions(ends, addresses, 'unsubscribed', clock.now());
      console.log(
        outcome === 'ended' ? `${address} is unsubscribed` : `${address} was not subscribed`,
      );
      return 'done';
    }
    case 'release': {
      const release = releaseAddress({ store, clock, retention: retentionOf(values) });
      const said = {
        released: `${address} may get mail again; if its subscription has ended, only its owner can sign up again`,
        suppressed: `${address} is still suppressed, because of a report that came meanwhile`,
        none: `${address} was not suppressed`,
      };
      console.log(said[await release(addresses)]);
      return 'done';
    }
    default:
      return 'misused';
  }
});
