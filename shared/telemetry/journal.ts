import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FunctionName } from '../env.ts';
import { type Journal, METRICS_NAMESPACE } from '../ports/journal.ts';

/**
 * Makes a journal that writes structured logs, and metrics in the embedded metric format. Each
 * metric is one line of the log, so counting needs no call, and no count is lost when a function is
 * frozen.
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
