/*
 * Computes what the product costs on AWS. The quantities follow from the code. The prices are the
 * list prices of eu-north-1 as they were known in November 2025, in US dollars, without any free
 * tier. Check the prices before you quote them.
 */

import { reportTable } from './report.ts';

const PRICE = {
  /** Per million write and read request units, on demand. */
  writes: 0.6425,
  reads: 0.1285,
  /** Per million requests of an HTTP API, up to 300 million. */
  apiRequests: 1.0,
  /** Per million invocations, and per GB-second on arm64. */
  invocations: 0.2,
  gbSeconds: 0.0000133334,
  /** Per million requests of SQS. */
  queueRequests: 0.4,
  /** Per thousand mails of SES. */
  mails: 0.1,
  /** Per GB-month of the table, and of its point-in-time recovery. */
  tableStorage: 0.26,
  recoveryStorage: 0.21,
  /** Per GB of logs that are ingested. */
  logs: 0.54,
  /** Per alarm and month, and per custom metric and month. */
  alarm: 0.1,
  metric: 0.3,
  /** Per million invocations by the Scheduler. */
  schedules: 1.0,
};

const MILLION = 1_000_000;
/** Billed duration of recording one report of SES, in milliseconds. */
const REPORT_MS = 25;

/** Of a submission of two opinions of 700 characters, with its keys, as DynamoDB counts it. */
const ITEM_BYTES = 2_400;
/** Billed duration of a warm `submit-opinions`: waiting for DynamoDB and SQS, and 3 ms of work. */
const SUBMIT_MS = 18;
/** Billed duration of composing and sending a receipt, mostly waiting for SES. */
const SEND_MS = 150;

/**
 * Prints the cost in dollars of a million submissions with their receipts, and of a month in which
 * nobody writes.
 */
export function reportCost(): void {
  const writeUnits = Math.ceil(ITEM_BYTES / 1_024);
  const readUnits = Math.ceil(ITEM_BYTES / 4_096);
  const perSubmission = {
    // The item and its key in `received`. The row of the receipt with its keys in `received` and
    // `outbox`. Claiming the receipt rewrites that row, removes its outbox entry and adds a new
    // one. Settling it rewrites the row and removes the outbox entry. The report of SES rewrites
    // the row. A count of the source, and one of the address.
    writes: writeUnits + 1 + 3 + 3 + 2 + 1 + 2,
    // `send-mail` reads the receipt, the item, the suppression and the proof of the address,
    // `record-delivery` the receipt, the digest the index entry and the item. Consultation, units
    // and keys are remembered for a minute.
    reads: 1 + readUnits + 2 + 1 + (1 + readUnits),
    lambdaGbSeconds: (0.5 * SUBMIT_MS + 1 * SEND_MS + 0.25 * REPORT_MS) / 1_000,
    // Sending, receiving and deleting the nudge. At best, a batch shares the last two.
    queue: 3,
    logBytes: 1_500,
  };
  const rows: [string, string, number][] = [
    [
      'DynamoDB writes',
      `${perSubmission.writes} units of 1 KB`,
      perSubmission.writes * PRICE.writes,
    ],
    ['DynamoDB reads', `${perSubmission.reads} units of 4 KB`, perSubmission.reads * PRICE.reads],
    ['HTTP API', '1 request', PRICE.apiRequests],
    [
      'Lambda',
      `3 invocations, ${perSubmission.lambdaGbSeconds.toFixed(4)} GB-s`,
      3 * PRICE.invocations + perSubmission.lambdaGbSeconds * PRICE.gbSeconds * MILLION,
    ],
    ['SQS', `${perSubmission.queue} requests`, perSubmission.queue * PRICE.queueRequests],
    ['SES', '1 receipt', PRICE.mails * 1_000],
    [
      'Logs',
      `${perSubmission.logBytes} bytes`,
      ((perSubmission.logBytes * MILLION) / 2 ** 30) * PRICE.logs,
    ],
  ];
  table('Cost on AWS: a million submissions, each with its receipt', rows);

  const sweeps = 30 * 24 * 60;
  /** Two runs a day: the digests and the reconciliation. */
  const runs = 30 * 2;
  const alarms = 33;
  const metrics = 10;
  table('Cost on AWS: a month in which nobody writes, 1 GB stored', [
    ['Schedules', `${sweeps + runs} invocations`, ((sweeps + runs) / MILLION) * PRICE.schedules],
    [
      'Lambda',
      `${sweeps} sweeps of 100 ms at 256 MB`,
      (sweeps / MILLION) * PRICE.invocations + sweeps * 0.1 * 0.25 * PRICE.gbSeconds,
    ],
    ['DynamoDB reads', `${4 * sweeps} queries`, ((4 * sweeps) / MILLION) * 0.5 * PRICE.reads],
    [
      'SQS long polls',
      '10 pollers of 20 s',
      ((10 * 30 * 24 * 180) / MILLION) * PRICE.queueRequests,
    ],
    ['Storage, with recovery', '1 GB', PRICE.tableStorage + PRICE.recoveryStorage],
    ['Alarms', `${alarms}`, alarms * PRICE.alarm],
    ['Metrics', `at most ${metrics}`, metrics * PRICE.metric],
  ]);
}

function table(title: string, rows: readonly [string, string, number][]): void {
  const sum = rows.reduce((total, [, , dollars]) => total + dollars, 0);
  reportTable({
    title,
    rows: [
      ['what', 'quantity', 'USD'],
      ...rows.map(([name, quantity, dollars]) => [name, quantity, dollars.toFixed(2)]),
      ['together', '', sum.toFixed(2)],
    ],
  });
}
