import { once } from 'node:events';
import {
  Agent,
  type IncomingMessage,
  request as httpRequest,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebServer } from '../../local/web-server.ts';

async function aServer(): Promise<{ server: WebServer; port: number }> {
  const server = await WebServer.listen(0);
  onTestFinished(() => {
    server.abandon();
  });
  return { server, port: Number(new URL(server.url).port) };
}

function saying(words: string) {
  return (_: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.end(words);
    return Promise.resolve();
  };
}

describe('the server of the site', () => {
  it('lets a request that comes too early wait until all is ready', async () => {
    const { server } = await aServer();
    const early = fetch(server.url);
    const asked = fetch(server.url);
    server.serve(saying('ready'));
    expect(await (await early).text()).toBe('ready');
    expect(await (await asked).text()).toBe('ready');
  });

  it('listens only on the loopback interface, and says when its port is taken', async () => {
    const { server, port } = await aServer();
    expect(server.url).toBe(`http://localhost:${port}`);
    await expect(WebServer.listen(port)).rejects.toThrow(`Port ${port} is taken`);
  });

  it('answers running requests before it closes, and nothing more on their connection', async () => {
    const { server, port } = await aServer();
    const taken = Promise.withResolvers<undefined>();
    const release = Promise.withResolvers<undefined>();
    server.serve(async (_, response) => {
      taken.resolve(undefined);
      await release.promise;
      response.end('answered');
    });
    const agent = new Agent({ keepAlive: true });
    const asked = httpRequest({ host: '127.0.0.1', port, agent }).end();
    await taken.promise;
    const closed = server.close();
    release.resolve(undefined);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.headers.connection).toBe('close');
    expect((await answer.toArray()).join('')).toBe('answered');
    await closed;
  });

  it('answers a request that was still arriving, as the last on its connection', async () => {
    const { server, port } = await aServer();
    server.serve(saying('answered'));
    const socket = connect(port, '127.0.0.1');
    const ended = once(socket, 'end');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    // This request makes a round trip. By then the server has read the first bytes of the other
    // request.
    await (await fetch(server.url)).text();
    const closed = server.close();
    socket.write('\r\n');
    await ended;
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*connection: close\r\n/iu);
    socket.destroy();
    await closed;
  });

  it('answers 500 when answering a request fails, and goes on', async () => {
    const { server } = await aServer();
    server.serve((request, response) =>
      request.url === '/bad'
        ? Promise.reject(new Error('on purpose'))
        : saying('good')(request, response),
    );
    expect((await fetch(`${server.url}/bad`)).status).toBe(500);
    expect(await (await fetch(server.url)).text()).toBe('good');
  });
});
