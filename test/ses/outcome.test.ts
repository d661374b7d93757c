import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { refuse } from '../../local/ses-wire.ts';
import type { SendOutcome } from '../../shared/domain/delivery.ts';
import { sesMailer } from '../../shared/ses/mailer.ts';
import { outcomeOf } from '../../shared/ses/outcome.ts';
import { confirmationOf } from '../support/list-mails.ts';
import { inEnvironment } from '../support/environment.ts';

/*
 * What the installed SDK makes of real connections and real answers, and what the product makes of
 * that.
 */

const ENVIRONMENT = {
  AWS_REGION: 'eu-north-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
let restore: () => void;
beforeAll(() => {
  restore = inEnvironment(ENVIRONMENT);
});
afterAll(() => {
  restore();
});

/** Sends once to the server at that port. */
async function sendTo(
  port: number,
  limits: { readonly timeout?: number; readonly connectionTimeout?: number } = {},
): Promise<SendOutcome> {
  const endpoint = `http://127.0.0.1:${port}`;
  const back = inEnvironment({ AWS_ENDPOINT_URL_SES: endpoint });
  try {
    const send = sesMailer({
      sender: { name: 'S', address: 's@sadzirdets.example' },
      configurationSets: { other: 'others' },
      ...limits,
    });
    return await send(confirmationOf());
  } finally {
    back();
  }
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

describe('a mail is postponed', () => {
  it('when nobody accepts the connection, because nothing has left', async () => {
    const port = await deafPort();
    expect(await sendTo(port, { connectionTimeout: 300 })).toEqual({
      outcome: 'postponed',
      reason: 'connection-timeout',
    });
  });
});

describe('a connection that fails', () => {
  it('at one address after the other sends nothing', async () => {
    const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
    const socket = connect({
      host: 'ses.example',
      // The first address accepts no connection, and the second is closed.
      port: await deafPort(),
      lookup: (_, __, found) => {
        found(null, addresses);
      },
      autoSelectFamilyAttemptTimeout: 50,
    });
    const fault = await once(socket, 'connect').catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'ETIMEDOUT' });
    expect(outcomeOf(fault)).toEqual({ outcome: 'postponed', reason: 'ETIMEDOUT' });
  });

  it('after it was open may have sent everything', async () => {
    const server = createServer((request) => {
      request.resume().on('end', () => request.socket.resetAndDestroy());
    });
    expect(await sendTo(await listening(server))).toEqual({
      outcome: 'unknown',
      reason: 'ECONNRESET',
    });
  });
});

describe('nobody knows what became of a mail', () => {
  it('when the connection is taken and no answer comes', async () => {
    const port = await listening(createServer(() => undefined));
    expect(await sendTo(port, { timeout: 300, connectionTimeout: 200 })).toEqual({
      outcome: 'unknown',
      reason: 'ETIMEDOUT',
    });
  });
});

describe('an answer of SES', () => {
  const NOT_VERIFIED =
    'Email address is not verified. The following identities failed the check in region EU-NORTH-1: a@b.example';
  const PAUSED =
    'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.';

  it.each([
    // The codes that SES writes, and the names that the SDK makes of them.
    [400, 'Throttling', 'Daily message quota exceeded.', 'held', 'daily-quota'],
    [400, 'AccountSendingPausedException', '', 'held', 'AccountSendingPausedException'],
    [400, 'AccountSendingPaused', '', 'held', 'AccountSendingPaused'],
    [
      400,
      'ConfigurationSetSendingPausedException',
      '',
      'held',
      'ConfigurationSetSendingPausedException',
    ],
    [400, 'ConfigurationSetSendingPaused', '', 'held', 'ConfigurationSetSendingPaused'],
    [400, 'ConfigurationSetDoesNotExist', '', 'held', 'ConfigurationSetDoesNotExistException'],
    [400, 'MailFromDomainNotVerifiedException', '', 'held', 'MailFromDomainNotVerifiedException'],
    [400, 'MessageRejected', NOT_VERIFIED, 'held', 'identity-not-verified'],
    [400, 'MessageRejected', PAUSED, 'held', 'account-paused'],
    [403, 'AccessDenied', '', 'held', 'AccessDenied'],
    [403, 'AccessDeniedException', '', 'held', 'AccessDeniedException'],
    [403, 'InvalidClientTokenId', '', 'held', 'InvalidClientTokenId'],
    [403, 'SignatureDoesNotMatch', '', 'held', 'SignatureDoesNotMatch'],
    [403, 'ExpiredToken', '', 'held', 'ExpiredToken'],
    [403, 'ExpiredTokenException', '', 'held', 'ExpiredTokenException'],
    [403, 'UnrecognizedClientException', '', 'held', 'UnrecognizedClientException'],
    [403, 'OptInRequired', '', 'held', 'OptInRequired'],
    [400, 'NotAuthorized', '', 'held', 'NotAuthorized'],
    [400, 'Throttling', 'Maximum sending rate exceeded.', 'postponed', 'Throttling'],
    [400, 'ThrottlingException', 'Rate exceeded', 'postponed', 'ThrottlingException'],
    [400, 'MessageRejected', 'It contained a virus.', 'refused', 'MessageRejected'],
    [
      400,
      'InvalidParameterValue',
      'Local address contains control or whitespace',
      'refused',
      'InvalidParameterValue',
    ],
    [500, 'InternalFailure', 'Email address is not verified.', 'unknown', 'InternalFailure'],
    [503, 'ServiceUnavailable', '', 'unknown', 'ServiceUnavailable'],
  ] as const)('%i %s “%s” is %s, because of %s', async (status, code, message, outcome, reason) => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        refuse(response, [status, code, message]);
      });
    });
    expect(await sendTo(await listening(server))).toEqual({ outcome, reason });
  });
});

/**
 * Opens a port that accepts no connection. Its thread is blocked, and its queue of waiting
 * connections is full.
 */
async function deafPort(): Promise<number> {
  const blocked = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const { parentPort, workerData } = require('node:worker_threads');
     const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       Atomics.wait(workerData, 0, 0);
     });`,
    { eval: true, workerData: blocked },
  );
  const [port] = (await once(worker, 'message')) as [number];
  const waiting: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy();
    Atomics.store(blocked, 0, 1);
    Atomics.notify(blocked, 0);
    await worker.terminate();
  });
  // The kernel answers the first two connections and has no space for more.
  for (let count = 0; count < 8; count++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    waiting.push(socket);
  }
  await Promise.race(waiting.map((socket) => once(socket, 'connect')));
  return port;
}
