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
  /** Per key of KMS and month, and per million signatures with Ed25519. */
  key: 1.0,
  signatures: 15.0,
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
    // `send-mail` reads the receipt, the item, the suppression, the proof of the address and the
    // newest checkpoint, `record-delivery` the receipt, the digest the index entry and the item. Consultation, units
    // and keys are remembered for a minute.
    reads: 1 + readUnits + 3 + 1 + (1 + readUnits),
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

  reportPublicCost();
  reportLogCost();

  const sweeps = 30 * 24 * 60;
  /** Two runs a day: the digests and the reconciliation. */
  const runs = 30 * 2;
  const alarms = 44;
  const metrics = 12;
  table('Cost on AWS: a month in which nobody writes, 1 GB stored', [
    [
      'Schedules',
      `${2 * sweeps + SEALINGS + runs} invocations`,
      ((2 * sweeps + SEALINGS + runs) / MILLION) * PRICE.schedules,
    ],
    [
      'Lambda',
      `${sweeps} sweeps of 100 ms at 256 MB`,
      (sweeps / MILLION) * PRICE.invocations + sweeps * 0.1 * 0.25 * PRICE.gbSeconds,
    ],
    ['DynamoDB reads', `${4 * sweeps} queries`, ((4 * sweeps) / MILLION) * 0.5 * PRICE.reads],
    [
      'Projection, one consultation open and one closed',
      `${sweeps} runs of 150 ms at 512 MB, 22 queries each`,
      (sweeps / MILLION) * PRICE.invocations +
        sweeps * 0.15 * 0.5 * PRICE.gbSeconds +
        ((22 * sweeps) / MILLION) * PRICE.reads,
    ],
    [
      'Sealing, one consultation open and one closed',
      `${SEALINGS} runs of 300 ms at 512 MB, 24 reads each`,
      (SEALINGS / MILLION) * PRICE.invocations +
        SEALINGS * 0.3 * 0.5 * PRICE.gbSeconds +
        ((24 * SEALINGS) / MILLION) * PRICE.reads,
    ],
    ['Key of the log', '1', PRICE.key],
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

/** Runs in a month: every 15 minutes. */
const SEALINGS = 30 * 24 * 4;
/** Of an entry about a version that concerns three units. */
const ENTRY_OF_LOG_BYTES = 330;
/** Entries that are sealed in one step at most. */
const STEP = 1_000;

/** Prints the cost in dollars of a million entries of a log, sealed a thousand at a time. */
function reportLogCost(): void {
  const steps = MILLION / STEP;
  // Each step writes its entries, the log's own row twice, its checkpoint with its place in an
  // index, and a tile or two.
  const writes = MILLION * (ENTRY_OF_LOG_BYTES / 1_024) + steps * (2 + 2 + 8);
  // Each version is read once, and its keys once more. DynamoDB counts a page as a whole.
  const reads = MILLION * (ITEM_BYTES / 4_096 + 200 / 4_096) + steps * 60;
  const gigabytes = (ENTRY_OF_LOG_BYTES * MILLION) / 2 ** 30;
  table('Cost on AWS: a million entries of a log', [
    ['DynamoDB writes', `${Math.round(writes)} units of 1 KB`, (writes / MILLION) * PRICE.writes],
    ['DynamoDB reads', `${Math.round(reads)} units of 4 KB`, (reads / MILLION) * PRICE.reads],
    ['KMS', `${steps} signatures`, (steps / MILLION) * PRICE.signatures],
    ['Lambda', `${steps} steps of 2 s at 512 MB`, steps * 2 * 0.5 * PRICE.gbSeconds],
    [
      'Storage for a month, with recovery',
      `${gigabytes.toFixed(1)} GB`,
      gigabytes * (PRICE.tableStorage + PRICE.recoveryStorage),
    ],
  ]);
}

/** Of a public opinion of 700 characters with the names of its forty lists, as DynamoDB counts it. */
const PUBLIC_BYTES = 2_600;
const LISTS = 40;
/** Of one entry of a list: its keys, and what DynamoDB adds to each item. */
const ENTRY_BYTES = 100 + 100;

/** Prints the cost in dollars of a million public opinions, and of a million pages of fifty. */
function reportPublicCost(): void {
  const rowUnits = Math.ceil(PUBLIC_BYTES / 1_024);
  const readUnits = Math.ceil(PUBLIC_BYTES / 4_096);
  const gigabytes = ((PUBLIC_BYTES + LISTS * ENTRY_BYTES) * MILLION) / 2 ** 30;
  table('Cost on AWS: a million public opinions', [
    ['DynamoDB writes', `${rowUnits + LISTS} units of 1 KB`, (rowUnits + LISTS) * PRICE.writes],
    // The submission is read once more than for its digest, and the row once after its writing.
    ['DynamoDB reads', `${2 * readUnits + 1} units of 4 KB`, (2 * readUnits + 1) * PRICE.reads],
    [
      'Storage for a month, with recovery',
      `${gigabytes.toFixed(1)} GB`,
      gigabytes * (PRICE.tableStorage + PRICE.recoveryStorage),
    ],
  ]);
  // Fifty rows, two pages of a list, and the totals. A cache or the memory of a second answers most.
  const units = 50 * readUnits + 2 + 1;
  table('Cost on AWS: a million pages of fifty, each read from the table', [
    ['DynamoDB reads', `${units} units of 4 KB`, units * PRICE.reads],
    ['HTTP API', '1 request', PRICE.apiRequests],
    ['Lambda', '60 ms at 512 MB', PRICE.invocations + 0.06 * 0.5 * PRICE.gbSeconds * MILLION],
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
