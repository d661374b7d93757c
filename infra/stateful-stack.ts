import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ATTRIBUTES, EXPIRY, INDEXES } from '../shared/dynamo/keys.ts';
import { type Deployment, prefixOf } from './deployment.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

interface Props extends StackProps {
  readonly deployment: Deployment;
}

/**
 * The table, and the keys that sign the log. They must outlive every update and every removal of the
 * service stack: CloudFormation never deletes one of them.
 */
export class StatefulStack extends Stack {
  readonly table: TableV2;
  /** Oldest first. */
  readonly logKeys: readonly Key[];

  constructor(scope: Construct, id: string, { deployment, ...props }: Props) {
    super(scope, id, { ...props, terminationProtection: true });
    const { received, revised, outbox } = INDEXES;
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(ATTRIBUTES.partition),
      sortKey: text(ATTRIBUTES.sort),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      timeToLiveAttribute: EXPIRY,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      localSecondaryIndexes: [received, revised].map(({ name, sort }) => ({
        indexName: name,
        sortKey: text(sort),
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      globalSecondaryIndexes: [
        {
          indexName: outbox.name,
          partitionKey: text(outbox.partition),
          sortKey: text(outbox.sort),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
    this.logKeys = this.#createLogKeys(deployment);
  }

  /** The name of a key says its place, so that another key beside it replaces nothing. */
  #createLogKeys({ name, config }: Deployment): Key[] {
    return Array.from({ length: config.logKeys }, (_, index) => {
      const number = index + 1;
      return new Key(this, `LogKey${number}`, {
        description: `Sadzirdēts ${name}: key ${number} that signs the log`,
        // The alias does not outlive the stack, so a later deployment of this name can use it
        // again.
        alias: `${prefixOf(name)}-log-${number}`,
        keySpec: KeySpec.ECC_NIST_EDWARDS25519,
        keyUsage: KeyUsage.SIGN_VERIFY,
        removalPolicy: RemovalPolicy.RETAIN,
      });
    });
  }
}
