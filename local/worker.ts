import { parentPort, workerData } from 'node:worker_threads';
import { ACCOUNT } from './account.ts';
import { type ClockShift, installClock } from './clock.ts';

/*
 * One warm environment of one function. It loads the bundle and then answers invocations one at a
 * time, as the Lambda runtime does.
 */

/** What the worker gets at its start. */
export interface WorkerData {
  readonly bundle: string;
  readonly functionName: string;
  readonly shift: ClockShift;
}

export interface Invocation {
  /** The event as JSON. */
  readonly event: string;
  readonly requestId: string;
  /** By the real clock, in milliseconds since 1970. */
  readonly deadline: number;
}

export interface Fault {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string;
}

/** What the function has returned, as JSON, or its fault. */
export type Answer = { readonly json: string } | Fault;

const { bundle, functionName, shift } = workerData as WorkerData;
const realNow = Date.now.bind(Date);
installClock(shift);

const loading = import(bundle) as Promise<{
  handler: (event: unknown, context: object) => Promise<unknown>;
}>;
// The first message says that the environment has started. The first invocation reports a failed
// import. Without this, Node would end the worker before that, for an unhandled rejection.
void loading.catch(() => undefined).then(() => parentPort?.postMessage('started'));

parentPort?.on('message', ({ event, requestId, deadline }: Invocation) => {
  void answer(event, requestId, deadline).then((given) => parentPort?.postMessage(given));
});

async function answer(event: string, requestId: string, deadline: number): Promise<Answer> {
  try {
    const { handler } = await loading;
    const value = await handler(JSON.parse(event), {
      awsRequestId: requestId,
      functionName,
      functionVersion: '$LATEST',
      invokedFunctionArn: `arn:aws:lambda:local:${ACCOUNT}:function:${functionName}`,
      getRemainingTimeInMillis: () => deadline - realNow(),
    });
    return { json: JSON.stringify(value ?? null) };
  } catch (fault) {
    const error = fault instanceof Error ? fault : new Error(String(fault));
    return { errorType: error.name, errorMessage: error.message, trace: error.stack ?? '' };
  }
}
