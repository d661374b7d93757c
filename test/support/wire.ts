import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

/** A request of a client to DynamoDB. */
export interface WireRequest {
  /** The action by its name in `x-amz-target`, such as `PutItem`. */
  readonly action: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WireAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Passes a request to the engine and returns the engine's answer. */
export type Carry = (request: WireRequest) => Promise<WireAnswer>;

/**
 * What happens to a request.
 *
 * - The engine does not carry it out: the connection breaks (`cut`), or the answer is an error
 *   (`throttle`, `exceed`, `fail-before`).
 * - The engine carries it out: the connection breaks (`lose-answer`), the answer is an error
 *   (`fail-after`), or no answer comes until the client gives up (`delay`).
 * - The engine carries it out late: the request waits for `letThrough` (`stray`). By then its
 *   client has given up.
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
  /** Runs after the engine has carried out the request, before the client learns of the fault. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface Wire {
  readonly endpoint: string;
  /**
   * Makes the next `times` matching requests meet the fault. Faults come in the order in which they
   * were injected.
   */
  inject(
    fault: Fault,
    matches?: (request: WireRequest) => boolean,
    circumstances?: Circumstances,
  ): void;
  /** Returns how many faults still wait for their request. */
  waiting(): number;
  /** Lets the stray requests through, and waits until all incoming requests have been handled. */
  letThrough(): Promise<void>;
  close(): Promise<void>;
}

interface Injected extends Pick<Circumstances, 'meanwhile'> {
  readonly fault: Fault;
  readonly matches: (request: WireRequest) => boolean;
}

const Body = z.record(z.string(), z.unknown());

/** Starts a proxy in front of the engine at that address. `through` may change the requests. */
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
        // The local engine requires a signature but does not check it.
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
