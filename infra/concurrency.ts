/**
 * How many instances of the functions behind the site run at once. For mails and announcements this
 * is a limit: their queues start no more. For schedules it is an estimate. No concurrency is
 * reserved for any of these functions: a new AWS account has too little to reserve any. All of them
 * are safe when two run at once.
 */
export const AT_ONCE = {
  mails: 5,
  /**
   * Two is the lowest number that a queue's event source accepts. Two senders can use any rate that
   * SES allows.
   */
  announcements: 2,
  /** One for each schedule. A run that is repeated or started by hand comes in addition. */
  schedules: 6,
} as const;
