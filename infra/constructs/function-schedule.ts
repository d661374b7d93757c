import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  type IScheduleGroup,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { TIME_ZONE } from '../../shared/domain/time.ts';

/** What all schedules share. */
export interface Scheduled {
  /** The name of a schedule is unique within its group. */
  readonly scheduleGroup: IScheduleGroup;
  /**
   * Takes events that the Scheduler could not deliver, and events that the function still failed at
   * after the last retry.
   */
  readonly deadLetters: Queue;
}

interface Target extends Scheduled {
  readonly target: Function;
}

/**
 * A schedule that calls a function. The event holds the time for which the call was scheduled, even
 * if the call is late.
 */
export class FunctionSchedule extends Construct {
  /** Schedules a call on every day of the week. `time` is HH:MM in Riga. */
  static daily(scope: Construct, name: string, time: string, target: Target): FunctionSchedule {
    const [hour = '', minute = ''] = time.split(':').map((part) => String(Number(part)));
    const expression = ScheduleExpression.cron({
      hour,
      minute,
      timeZone: TimeZone.of(TIME_ZONE),
    });
    return new FunctionSchedule(scope, name, expression, target);
  }

  static every(scope: Construct, name: string, pause: Duration, target: Target): FunctionSchedule {
    return new FunctionSchedule(scope, name, ScheduleExpression.rate(pause), target);
  }

  private constructor(
    scope: Construct,
    name: string,
    schedule: ScheduleExpression,
    { scheduleGroup, target, deadLetters }: Target,
  ) {
    super(scope, name);
    const role = new Role(this, 'Role', {
      // Nobody can make the Scheduler of another account use this role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.functionArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
    );
    const made = new Schedule(this, 'Schedule', {
      scheduleGroup,
      scheduleName: name,
      schedule,
      timeWindow: TimeWindow.off(),
      target: new LambdaInvoke(target, {
        // On its own, `LambdaInvoke` would grant the role a wildcard over the function's versions.
        role: role.withoutPolicyUpdates(),
        deadLetterQueue: deadLetters,
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
        maxEventAge: Duration.hours(6),
        retryAttempts: 30,
      }),
    });
    // The schedule names its group in plain text, so CloudFormation would not wait for the group.
    made.node.addDependency(scheduleGroup);
  }
}
