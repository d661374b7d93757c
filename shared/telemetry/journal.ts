import { inspect } from 'node:util';
import type { FunctionName } from '../env.ts';
import { type Journal, metricsNamespaceOf } from '../ports/journal.ts';

/** Writes one line to the log of the function. */
type WriteLine = (line: string) => void;

const toStandardOutput: WriteLine = (line) => process.stdout.write(`${line}\n`);

/**
 * Makes a journal that writes each entry as one line of JSON. A metric is a line in CloudWatch's
 * embedded metric format, so counting needs no call, and no count is lost when a function is frozen.
 */
export function journalOf(
  service: FunctionName,
  deployment: string,
  write = toStandardOutput,
): Journal {
  const namespace = metricsNamespaceOf(deployment);
  const log = (level: 'INFO' | 'ERROR', message: string, about: object) => {
    const timestamp = new Date().toISOString();
    write(JSON.stringify({ level, message, timestamp, service, ...about }));
  };
  return {
    count(name, value = 1) {
      const metric = {
        Namespace: namespace,
        Dimensions: [['service']],
        Metrics: [{ Name: name, Unit: 'Count' }],
      };
      const metadata = { Timestamp: Date.now(), CloudWatchMetrics: [metric] };
      write(JSON.stringify({ _aws: metadata, service, [name]: value }));
    },
    info(message, details) {
      log('INFO', message, { details });
    },
    error(message, { fault, ...details }) {
      log('ERROR', message, { details, ...(fault === undefined ? {} : { fault: explain(fault) }) });
    },
  };
}

/** What an operator needs of a fault. An error has no properties of its own that JSON would keep. */
function explain(fault: unknown): object | string {
  if (!(fault instanceof Error)) return typeof fault === 'string' ? fault : inspect(fault);
  const { name, message, stack, cause } = fault;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: explain(cause) }) };
}
