import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * When the stack stops, a running request has this long to end. The functions that answer requests
 * have the same time-out.
 */
const GRACE_MS = 10_000;

/**
 * How long an idle connection stays open. It is longer than anything here can take: otherwise the
 * server, in a busy moment, could close a connection on which a request has just arrived.
 */
const KEEP_ALIVE_MS = 75_000;

/** The one public address of the stack, on the loopback interface only. */
export class WebServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly #server: Server;
  readonly #ready = Promise.withResolvers<Answer>();
  readonly #underWay = new Set<ServerResponse>();
  #closing = false;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    // A request that comes before the stack is ready waits.
    server.on('request', (request, response) => {
      this.#underWay.add(response);
      response.once('close', () => this.#underWay.delete(response));
      if (this.#closing) lastOnItsConnection(response);
      void this.#ready.promise.then((answer) => answerOrFail(answer, request, response));
    });
  }

  /** Throws when the port is taken. Port 0 means any free port. */
  static async listen(port: number): Promise<WebServer> {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (fault: NodeJS.ErrnoException) => {
        const taken = fault.code === 'EADDRINUSE';
        reject(taken ? new Error(`Port ${port} is taken: choose another with --port`) : fault);
      });
      server.listen(port, '127.0.0.1', resolve);
    });
    return new WebServer(server);
  }

  /** Says whether a request waits for its answer. */
  get isBusy(): boolean {
    return this.#underWay.size > 0;
  }

  /** Starts to answer requests, also those that already wait. */
  serve(answer: Answer): void {
    this.#ready.resolve(answer);
  }

  /** Answers the running requests. Idle connections are closed at once. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#closing = true;
    for (const response of this.#underWay) lastOnItsConnection(response);
    this.#server.closeIdleConnections();
    const patience = setTimeout(() => {
      this.abandon();
    }, GRACE_MS);
    await closed;
    clearTimeout(patience);
  }

  /** Closes at once, also under running requests. */
  abandon(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/**
 * Makes this the last answer on its connection. Otherwise a client that sends request after request
 * on one connection would keep the server from closing.
 */
function lastOnItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

async function answerOrFail(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await answer(request, response);
  } catch (fault) {
    // The client has gone away, so it needs no answer.
    if (request.destroyed && !request.complete) return;
    console.error('A request failed on this machine:', fault);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end('{"message":"Internal Server Error"}');
  }
}
