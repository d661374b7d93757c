import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';
import type { Assembly } from './template.ts';

const SetProperties = z.object({
  SuppressionOptions: z.optional(z.object({ SuppressedReasons: z.optional(z.array(z.string())) })),
});
const IdentityProperties = z.object({ EmailIdentity: z.string() });
const DestinationProperties = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z._default(z.boolean(), true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.optional(z.object({ EventBusArn: z.string() })),
  }),
});

export interface ConfigurationSet {
  /** The types of events that go to the event bus. */
  readonly published: ReadonlySet<string>;
  /** Whether SES holds back mail through this set from addresses on the account's own list. */
  readonly heedsAccountList: boolean;
}

/** What the template sets up at SES: the senders and the configuration sets. */
export class SesIdentity {
  readonly #sets = new Map<string, ConfigurationSet>();
  readonly #identities: ReadonlySet<string>;
  readonly #region: string;

  constructor(assembly: Assembly) {
    this.#region = assembly.region;
    const destinations = assembly
      .of('AWS::SES::ConfigurationSetEventDestination')
      .map(({ properties }) => DestinationProperties.parse(properties));
    for (const { id, properties } of assembly.of('AWS::SES::ConfigurationSet')) {
      const name = String(assembly.resolve({ Ref: id }));
      const { SuppressionOptions } = SetProperties.parse(properties);
      const published = destinations
        .filter(({ ConfigurationSetName }) => ConfigurationSetName === name)
        .map(({ EventDestination }) => EventDestination)
        .filter(
          ({ Enabled, EventBridgeDestination }) => Enabled && EventBridgeDestination !== undefined,
        )
        .flatMap(({ MatchingEventTypes }) => MatchingEventTypes);
      this.#sets.set(name, {
        published: new Set(published),
        // An account suppresses for both reasons by default. A set with an empty list of reasons
        // has switched that off.
        heedsAccountList: SuppressionOptions?.SuppressedReasons?.length !== 0,
      });
    }
    const identities = assembly.of('AWS::SES::EmailIdentity').map(({ id, properties }) => {
      const { EmailIdentity } = IdentityProperties.parse(properties);
      assembly.become(id, { ref: EmailIdentity, attributes: {} });
      return EmailIdentity.toLowerCase();
    });
    this.#identities = new Set(identities);
  }

  /** Returns null when there is no set of that name. */
  configurationSet(name: string): ConfigurationSet | null {
    return this.#sets.get(name) ?? null;
  }

  /** Says whether the sender, `Name <address>` or an address alone, is verified. */
  isVerified(sender: string): boolean {
    return this.#identities.has(this.#identityOf(sender));
  }

  /** Returns the ARNs on which a caller needs the permission to send. */
  arnsFor(sender: string, setName: string): string[] {
    const named = [`identity/${this.#identityOf(sender)}`];
    if (setName !== '') named.push(`configuration-set/${setName}`);
    return named.map((one) => `arn:aws:ses:${this.#region}:${ACCOUNT}:${one}`);
  }

  /**
   * Returns the identity that stands for the sender: its address, its domain or a domain above. An
   * address that no identity stands for stands for itself.
   */
  #identityOf(sender: string): string {
    const address = (/<([^<>]*)>\s*$/u.exec(sender)?.[1] ?? sender).trim().toLowerCase();
    const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
    const domains = labels.map((_, index) => labels.slice(index).join('.'));
    return [address, ...domains].find((identity) => this.#identities.has(identity)) ?? address;
  }
}
