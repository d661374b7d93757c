import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ATTRIBUTES, EXPIRY, INDEXES } from '../shared/dynamo/keys.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The table, which must outlive every deployment. CloudFormation never deletes anything in this
 * stack.
 */
export class StatefulStack extends Stack {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: StackProps) {
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
  }
}
