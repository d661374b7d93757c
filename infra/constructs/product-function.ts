import { type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Common, Environment, FunctionName } from '../../shared/env.ts';
import { bundleOf } from '../build.ts';
import type { Deployment } from '../deployment.ts';
import type { Grant, Permission } from './grant.ts';

interface Props<Name extends FunctionName> {
  readonly deployment: Deployment;
  /**
   * Typed from the function's own schema: a missing variable does not compile. The grants in it are
   * the only permissions of the function, apart from writing its log.
   */
  readonly environment: { readonly [Variable in keyof Environment<Name>]: string | Grant };
  readonly timeout: Duration;
  readonly memoryMb: number;
  /** Takes the event of an asynchronous invocation after its last retry. */
  readonly deadLetters?: IQueue;
  /**
   * The function sends to the queue that calls it. Without this, Lambda stops such a chain after
   * about 16 calls.
   */
  readonly carriesItselfOn?: boolean;
}

/**
 * A Node option that keeps V8's young generation small. Otherwise V8 lets it grow before it
 * collects what a stream leaves behind. With this limit, a digest of a hundred thousand opinions
 * takes hardly more memory than a digest of a thousand.
 */
export const SMALL_YOUNG_GENERATION = '--max-semi-space-size=2';

/**
 * One Lambda function of the product: its bundle, its log group, and a role with the permissions of
 * its grants.
 */
export class ProductFunction<Name extends FunctionName> extends Construct {
  readonly lambda: Function;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, name: Name, props: Props<Name>) {
    super(scope, name);
    const { deployment, timeout, environment, memoryMb, deadLetters } = props;
    const { carriesItselfOn = false } = props;
    const common: Common = { DEPLOYMENT: deployment.name };
    const variables = Object.entries<string | Grant>({ ...common, ...environment });
    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.logGroup.grantWrite(role);
    this.lambda = new Function(this, 'Function', {
      description: `Sadzirdēts ${deployment.name}: ${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleOf(name)),
      handler: 'index.handler',
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      timeout,
      memorySize: memoryMb,
      environment: Object.fromEntries(
        variables.map(([name, one]) => [name, typeof one === 'string' ? one : one.value]),
      ),
      ...(deadLetters === undefined
        ? {}
        : { retryAttempts: 2, onFailure: { bind: () => ({ destination: deadLetters.queueArn }) } }),
      ...(carriesItselfOn ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    });
    for (const [, one] of variables) {
      if (typeof one !== 'string')
        for (const permission of one.permissions) this.#allow(permission);
    }
    if (deadLetters !== undefined) {
      this.#allow({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] });
    }
  }

  /**
   * Calls the function with the messages of the queue, `batchSize` at a time. The function names
   * those that it has failed at. Lambda reads the queue with the role of the function.
   */
  feedFrom(
    queue: IQueue,
    { batchSize, maxConcurrency }: { readonly batchSize: number; readonly maxConcurrency: number },
  ): void {
    const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    this.#allow({ actions, resources: [queue.queueArn] });
    this.lambda.addEventSourceMapping('Messages', {
      eventSourceArn: queue.queueArn,
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  #allow({ actions, resources, conditions }: Permission): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
    if (!resources.includes('*')) return;
    Validations.of(this).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
      reason: `${actions.join(', ')} knows no resource: it answers for the account.`,
    });
  }
}
