import * as z from 'zod/mini';
import type { Submission } from '../domain/submission.ts';
import { Instant } from '../domain/time.ts';

export const SubmissionReceipt = z.strictObject({
  reference: z.string(),
  receivedAt: Instant,
  /**
   * True when the stored submission is not what the client sent: the key came before with other
   * content, or the submission was edited or withdrawn since.
   */
  differs: z.optional(z.literal(true)),
});

export function submissionReceipt(
  { reference, receivedAt }: Submission,
  differs: boolean,
): z.infer<typeof SubmissionReceipt> {
  return { reference, receivedAt, ...(differs ? { differs } : {}) };
}
