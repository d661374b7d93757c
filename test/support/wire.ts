import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/** What a client asks of DynamoDB. */
export interface WireRequest {
  /** As `x-amz-target` names it: `PutItem`. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the engine. */
export type Carry = (request: WireRequest) => Promise<WireAnswer>;

/**
 * What becomes of a request.
 * Not made: the connection breaks (`cut`), or an error is answered (`throttle`, `exceed`, `fail-before`).
 * Made: the connection breaks (`lose-answer`), an error is answered (`fail-after`), or nothing is
 * until the client gives up (`delay`).
 * Made late: it reaches the engine when it is let through (`stray`); by then its client has given up.
 */
type Fault =
  'cut' | 'throttle' | 'exceed' | 'fail-before' | 'lose-answer' | 'fail-after' | 'delay' | 'stray';

const ERRORS = {
  throttle: [400, 'ThrottlingException'],
  exceed: [400, 'ProvisionedThroughputExceededException'],
  'fail-before': [500, 'InternalServerError'],
  'fail-after': [500, 'InternalServerError'],
} as const;

interface Circumstances {
  readonly times?: number;
  /** What happens after the request is made, before its client learns of the fault. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface Wire {
  readonly endpoint: string;
  /** The next `times` requests that match meet the fault. The fault that was injected first comes first. */
  inject(
    fault: Fault,
    matches?: (request: WireRequest) => boolean,
    circumstances?: Circumstances,
  ): void;
  /** How many faults wait for their request. */
  waiting(): number;
  /** Lets through what strays, and waits until all that came in is dealt with. */
  letThrough(): Promise<void>;
  close(): Promise<void>;
}

interface Injected extends Pick<Circumstances, 'meanwhile'> {
  readonly fault: Fault;
  readonly matches: (request: WireRequest) => boolean;
}

const Body = z.record(z.string(), z.unknown());

/** A proxy before the engine at that address; `through` may change what is asked of it. */
export async function startWire(
  engine: string,
  through: (carry: Carry) => Carry = (carry) => carry,
): Promise<Wire> {
  const faults: Injected[] = [];
  const underway = new Set<Promise<void>>();
  const strays = new EventEmitter();
  const carry = through(carryTo(engine));

  const takeFault = (request: WireRequest): Partial<Injected> => {
    const at = faults.findIndex(({ matches }) => matches(request));
    return (at < 0 ? undefined : faults.splice(at, 1)[0]) ?? {};
  };

  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const [, action = ''] = String(incoming.headers['x-amz-target']).split('.');
    const request = { action, body: Body.parse(JSON.parse(await text(incoming))) };
    const { fault, meanwhile } = takeFault(request);
    switch (fault) {
      case 'cut':
        incoming.socket.destroy();
        return;
      case 'throttle':
      case 'exceed':
      case 'fail-before':
        answer(response, errorOf(fault));
        return;
      case 'stray':
        await once(strays, 'through');
    }
    const answered = await carry(request);
    await meanwhile?.();
    switch (fault) {
      case 'lose-answer':
        incoming.socket.destroy();
        return;
      case 'fail-after':
        answer(response, errorOf(fault));
        return;
      case 'delay':
        if (!response.closed) await once(response, 'close');
        return;
    }
    answer(response, answered);
  };

  const server = createServer((incoming, response) => {
    const handled = handle(incoming, response).finally(() => underway.delete(handled));
    underway.add(handled);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    inject(fault, matches = () => true, { times = 1, ...circumstances } = {}) {
      for (let time = 0; time < times; time++) faults.push({ fault, matches, ...circumstances });
    },
    waiting: () => faults.length,
    async letThrough() {
      strays.emit('through');
      await Promise.all(underway);
    },
    async close() {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function carryTo(engine: string): Carry {
  return async ({ action, body }) => {
    const response = await fetch(engine, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${action}`,
        // The local engine wants a signature and does not check it.
        'x-amz-date': '20270101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20270101/eu-north-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: Body.parse(await response.json()) };
  };
}

function errorOf(fault: keyof typeof ERRORS): WireAnswer {
  const [status, name] = ERRORS[fault];
  const body = { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'By the test' };
  return { status, body };
}

function answer(response: ServerResponse, { status, body }: WireAnswer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(body));
}
