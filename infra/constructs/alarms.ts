import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { FunctionName } from '../../shared/env.ts';
import { metricsNamespaceOf, type MetricName } from '../../shared/ports/journal.ts';
import { type Deployment, prefixOf } from '../deployment.ts';

/** The operator's alarms. The runbook says under each alarm's name what to do. */
export class Alarms extends Construct {
  readonly #topic: Topic;
  readonly #deployment: string;

  constructor(scope: Construct, id: string, { name, config }: Deployment) {
    super(scope, id);
    this.#deployment = name;
    // Not encrypted: CloudWatch cannot publish with the AWS-managed key, and an alarm contains no
    // secret.
    this.#topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic with a policy of its own loses the default policy, which lets alarms of the account
    // publish. This statement lets them publish again.
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.#topic.addSubscription(new EmailSubscription(config.operator));
  }

  /**
   * Adds an alarm that is raised as soon as `metric` reaches `threshold` in each of so many of its
   * periods, one after the other. Missing data is good.
   */
  whenAny(name: string, wrong: string, metric: IMetric, threshold = 1, periods = 1): void {
    this.#add(name, wrong, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /**
   * Adds an alarm that is raised when `metric` has counted nothing for `hours` hours. Missing data
   * is bad.
   */
  whenNone(name: string, wrong: string, metric: IMetric, hours: number): void {
    this.#add(name, wrong, {
      metric,
      threshold: 1,
      evaluationPeriods: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Returns a metric that a function counts in its log, summed over `period`. */
  metric(service: FunctionName, name: MetricName, period = Duration.minutes(5)): Metric {
    return new Metric({
      namespace: metricsNamespaceOf(this.#deployment),
      metricName: name,
      dimensionsMap: { service },
      statistic: 'Sum',
      period,
    });
  }

  #add(
    name: string,
    wrong: string,
    rule: Omit<ConstructorParameters<typeof Alarm>[2], 'alarmName' | 'alarmDescription'>,
  ): void {
    const alarm = new Alarm(this, name, {
      ...rule,
      alarmName: `${prefixOf(this.#deployment)}-${name}`,
      alarmDescription: `${wrong} What to do: docs/runbook.md#${name}`,
    });
    alarm.addAlarmAction(new SnsAction(this.#topic));
    alarm.addOkAction(new SnsAction(this.#topic));
  }
}

/**
 * Returns a rate that SES computes for the whole account, between 0 and 1. SES publishes it about
 * once in a quarter of an hour.
 */
export function reputationMetric(name: 'Reputation.BounceRate' | 'Reputation.ComplaintRate') {
  return new Metric({
    namespace: 'AWS/SES',
    metricName: name,
    statistic: 'Average',
    period: Duration.hours(1),
  });
}

/**
 * Returns how many hundredths `part` is of `whole`. It is 0 while `whole` is below `least`, because
 * a share of few mails says nothing.
 */
export function shareOf(part: IMetric, whole: IMetric, least: number): MathExpression {
  return new MathExpression({
    expression: `IF(FILL(whole, 0) >= ${least}, 100 * FILL(part, 0) / whole, 0)`,
    usingMetrics: { part, whole },
    period: Duration.hours(1),
  });
}

/**
 * Returns the sum of metrics. A metric has no data while there is nothing to count. With a plus
 * sign, the sum would have no value as soon as one metric has no data; `SUM` of a list skips that
 * metric.
 */
export function sumMetrics(metrics: Readonly<Record<string, IMetric>>): MathExpression {
  return new MathExpression({
    expression: `SUM([${Object.keys(metrics).join(', ')}])`,
    usingMetrics: { ...metrics },
  });
}
