import * as z from 'zod/mini';

function days(least: number, most: number) {
  const must = `must be a whole number of days from ${least} to ${most}`;
  return z.int(must).check(z.minimum(least, must), z.maximum(most, must));
}

/** How many days each kind of personal data is kept. */
export const Retention = z.strictObject({
  /**
   * Contact person and e-mail address of a submission, after its consultation has closed. The
   * opinion itself stays.
   */
  contactDaysAfterClosing: days(30, 3_650),
  /** The address of a subscription that was confirmed and has ended, and the proof of consent. */
  endedSubscriptionDays: days(1, 365),
  /** A sign-up that nobody has confirmed. */
  pendingSubscriptionDays: days(1, 30),
  /** What has become of a mail, with the address that it went to. */
  deliveryDays: days(30, 3_650),
  /** The counts that limit how much one source may send. */
  sourceCountDays: days(1, 30),
});
export type Retention = z.infer<typeof Retention>;

export const DEFAULT_RETENTION: Retention = {
  contactDaysAfterClosing: 365,
  endedSubscriptionDays: 30,
  pendingSubscriptionDays: 7,
  deliveryDays: 400,
  sourceCountDays: 1,
};
