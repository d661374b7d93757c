/**
 * What the checks before a deployment ask AWS, in the deployment's region. A question that AWS does
 * not answer throws an error whose `name` is the code of AWS.
 */
export interface AwsQuestions {
  /** Says whose credentials these are. `arn` names the person or the role. */
  whoAmI(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Returns the version of the CDK's bootstrap, or null before the first bootstrap. */
  bootstrapVersion(): Promise<number | null>;
  /** Returns the status of a CloudFormation stack, such as `UPDATE_COMPLETE`, or null. */
  stackStatus(stack: string): Promise<string | null>;
  /** Says whether the stack holds the SES identity of the domain. */
  ownsIdentity(stack: string, domain: string): Promise<boolean>;
  /** Returns how many keys of KMS the stack holds. */
  keysIn(stack: string): Promise<number>;
  /** Returns how many functions Lambda runs at once without a reservation. */
  concurrency(): Promise<number>;
  mailAccount(): Promise<MailAccount>;
  /** Returns the SES identity of a domain, or null. */
  identity(domain: string): Promise<{ readonly isVerified: boolean } | null>;
  /** Returns a certificate of ACM, or null. */
  certificate(arn: string): Promise<CertificateState | null>;
}

export interface MailAccount {
  readonly isInSandbox: boolean;
  readonly isPaused: boolean;
  /** Mails in 24 hours. */
  readonly daily: number;
  /** Mails a second. */
  readonly perSecond: number;
}

export interface CertificateState {
  /** `ISSUED`, `PENDING_VALIDATION`, `EXPIRED` and so on. */
  readonly status: string;
  /** The host names that it is for. A name may begin with `*.`. */
  readonly names: readonly string[];
}
