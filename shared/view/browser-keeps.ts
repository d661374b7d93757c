/*
 * How long a browser keeps what somebody has typed or sent. The pages say so, and their script does
 * so.
 */

/** Days after its last change until a kept draft is deleted. */
export const DRAFT_DAYS = 30;

/** Hours for which a browser recognises what was sent from it. */
export const SENT_HOURS = 24;
