/*
 * How long a browser keeps what somebody has typed or sent. The pages say so, and their script does
 * so.
 */

/** A draft ends so many days after its last change. */
export const DRAFT_DAYS = 30;

/** For so many hours a browser recognises what was sent from it. */
export const SENT_HOURS = 24;
