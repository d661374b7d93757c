import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A request under way when the stack stops has that long: the time-out of what answers requests. */
const GRACE_MS = 10_000;

/**
 * A connection that waits is kept for longer than anything here can take: else a busy moment closes it
 * under a request that has just come.
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
    // Whoever asks before all is ready waits.
    server.on('request', (request, response) => {
      this.#underWay.add(response);
      response.once('close', () => this.#underWay.delete(response));
      if (this.#closing) lastOnItsConnection(response);
      void this.#ready.promise.then((answer) => answered(answer, request, response));
    });
  }

  /** Throws when the port is taken; 0 is any that is free. */
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

  /** Answers from now on, what waits already too. */
  serve(answer: Answer): void {
    this.#ready.resolve(answer);
  }

  /** Requests under way are answered; connections that only wait are not waited for. */
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

  /** Closes at once, answered or not. */
  abandon(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Else whoever asks again and again on the same connection is answered for ever. */
function lastOnItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

async function answered(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await answer(request, response);
  } catch (fault) {
    // Whoever has gone away is owed no answer.
    if (request.destroyed && !request.complete) return;
    console.error('A request failed on this machine:', fault);
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end('{"message":"Internal Server Error"}');
  }
}
