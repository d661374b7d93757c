import type { SendOutcome } from '../domain/delivery.ts';

export interface Mail {
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string;
  }[];
  /**
   * Connect the events of SES to the delivery: letters, digits, `_` and `-` only. The tag `kind`
   * names the kind of mail, which decides the configuration set.
   */
  readonly tags: Readonly<Record<string, string>>;
}

/** What the mail system lets the account send. */
export interface SendingQuota {
  /** Mails a second. */
  readonly rate: number;
  /** Mails that may still go out in the current 24 hours. Infinity if there is no limit. */
  readonly left: number;
  /** Mails in 24 hours. `left` of them remain. */
  readonly daily: number;
}

export type ReadQuota = () => Promise<SendingQuota>;

/**
 * Sends once, without retries of its own. Every outcome is a value. Only a programming error
 * throws.
 */
export type SendMail = (mail: Mail) => Promise<SendOutcome>;
