import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FunctionName } from '../env.ts';
import { type Journal, METRICS_NAMESPACE } from '../ports/journal.ts';

/**
 * Structured logs, and metrics in the embedded format: one line of the log each, so that counting
 * costs no call and is never lost with a function that is frozen.
 */
export function journalOf(service: FunctionName): Journal {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName: service });
  return {
    count(name, value = 1) {
      metrics.singleMetric().addMetric(name, MetricUnit.Count, value);
    },
    info(message, details) {
      logger.info(message, { details });
    },
    error(message, { fault, ...details }) {
      logger.error(message, {
        details,
        ...(fault instanceof Error ? { error: fault } : { fault: String(fault) }),
      });
    },
  };
}
