import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AwsQuestions } from '../../operator/aws-questions.ts';
import { inEnvironment } from '../support/environment.ts';

/*
 * The clients of AWS talk to a server that answers as AWS documents. They are tools: where only the
 * packages are installed that run and test the product, there is nothing to test here.
 */
const hasTools = existsSync('node_modules/@aws-sdk/client-acm');

interface Answer {
  readonly status?: number;
  readonly body: string;
  /** The code of an error, where the protocol has it in a header. */
  readonly error?: string;
}

const xml = (action: string, result: string): Answer => ({
  body: `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`,
});
const xmlError = (code: string, message: string): Answer => ({
  status: 400,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});
const json = (content: object): Answer => ({ body: JSON.stringify(content) });
const jsonError = (code: string): Answer => ({
  status: 400,
  error: code,
  body: JSON.stringify({ __type: code, message: 'It is so' }),
});

const CERTIFICATE = 'arn:aws:acm:eu-north-1:111122223333:certificate/x';
const ABSENT = 'Stack with id one does not exist';

describe.skipIf(!hasTools)('the account, asked at the wire', () => {
  let server: Server;
  let restore: () => void;
  let aws: AwsQuestions;
  /** What AWS answers, by the action or the path that it is asked for. */
  let answers: Record<string, Answer | Answer[]>;
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { headers, url = '' } = request;
        const target = String(headers['x-amz-target'] ?? '')
          .split('.')
          .at(-1);
        const action = new URLSearchParams(body).get('Action') ?? (target === '' ? url : target);
        asked.push(`${action} ${body}`);
        const known = answers[action ?? ''];
        const {
          status = 200,
          error,
          ...answer
        } = (Array.isArray(known) ? known.shift() : known) ?? {
          ...jsonError('Unexpected'),
        };
        response.writeHead(status, error === undefined ? {} : { 'x-amzn-errortype': error });
        response.end(answer.body);
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    restore = inEnvironment({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
    const { awsAccount } = await import('../../operator/aws-account.ts');
    aws = awsAccount('eu-north-1');
  });
  afterAll(() => {
    restore();
    server.close();
  });
  beforeEach(() => {
    answers = {};
    asked.length = 0;
  });

  it('says whose credentials these are, and passes on the code of a refusal', async () => {
    answers['GetCallerIdentity'] = xml(
      'GetCallerIdentity',
      '<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/a</Arn>',
    );
    expect(await aws.whoAmI()).toEqual({
      account: '111122223333',
      arn: 'arn:aws:iam::111122223333:user/a',
    });
    answers['GetCallerIdentity'] = xmlError('ExpiredToken', 'It has expired');
    await expect(aws.whoAmI()).rejects.toMatchObject({ name: 'ExpiredToken' });
  });

  it('knows the version of the bootstrap', async () => {
    answers['GetParameter'] = json({ Parameter: { Value: '28' } });
    expect(await aws.bootstrapVersion()).toBe(28);
    expect(asked[0]).toContain('/cdk-bootstrap/hnb659fds/version');
    answers['GetParameter'] = jsonError('ParameterNotFound');
    expect(await aws.bootstrapVersion()).toBeNull();
    answers['GetParameter'] = jsonError('AccessDeniedException');
    await expect(aws.bootstrapVersion()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('knows the state of a stack', async () => {
    const stack =
      '<member><StackName>one</StackName><StackStatus>UPDATE_COMPLETE</StackStatus></member>';
    answers['DescribeStacks'] = xml('DescribeStacks', `<Stacks>${stack}</Stacks>`);
    expect(await aws.stackStatus('one')).toBe('UPDATE_COMPLETE');
    answers['DescribeStacks'] = xmlError('ValidationError', ABSENT);
    expect(await aws.stackStatus('one')).toBeNull();
    answers['DescribeStacks'] = xmlError('ValidationError', 'The name is not good');
    await expect(aws.stackStatus('one')).rejects.toMatchObject({ name: 'ValidationError' });
  });

  const page = (type: string, id: string, more = '') =>
    xml(
      'ListStackResources',
      `<StackResourceSummaries><member><ResourceType>${type}</ResourceType><PhysicalResourceId>${id}</PhysicalResourceId></member></StackResourceSummaries>${more}`,
    );

  it('counts the keys of a stack on all its pages', async () => {
    const next = '<NextToken>next</NextToken>';
    answers['ListStackResources'] = [
      page('AWS::KMS::Key', 'one', next),
      page('AWS::KMS::Alias', 'alias/one', next),
      page('AWS::KMS::Key', 'two'),
    ];
    expect(await aws.keysIn('one')).toBe(2);
  });

  it('finds the identity of a stack on whatever page it is', async () => {
    const site = page('AWS::ApiGatewayV2::DomainName', 'a.lv', '<NextToken>next</NextToken>');
    answers['ListStackResources'] = [site, page('AWS::SES::EmailIdentity', 'a.lv')];
    expect(await aws.ownsIdentity('one', 'a.lv')).toBe(true);
    expect(asked.map((one) => one.includes('NextToken=next'))).toEqual([false, true]);
    answers['ListStackResources'] = [site, page('AWS::SES::EmailIdentity', 'b.lv')];
    expect(await aws.ownsIdentity('one', 'a.lv')).toBe(false);
  });

  it('knows how many functions run at once without those that are reserved', async () => {
    answers['/2016-08-19/account-settings'] = json({
      AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 },
    });
    expect(await aws.concurrency()).toBe(900);
  });

  it('knows what the account may send', async () => {
    const SendQuota = { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 };
    const path = '/v2/email/account';
    answers[path] = json({ ProductionAccessEnabled: false, SendingEnabled: true, SendQuota });
    const sandbox = { isInSandbox: true, isPaused: false, daily: 200, perSecond: 1 };
    expect(await aws.mailAccount()).toEqual(sandbox);
    answers[path] = json({ ProductionAccessEnabled: true, SendingEnabled: false, SendQuota });
    expect(await aws.mailAccount()).toEqual({ ...sandbox, isInSandbox: false, isPaused: true });
  });

  it('knows the identity of a domain', async () => {
    answers['/v2/email/identities/a.lv'] = json({ VerifiedForSendingStatus: true });
    expect(await aws.identity('a.lv')).toEqual({ isVerified: true });
    answers['/v2/email/identities/a.lv'] = jsonError('NotFoundException');
    expect(await aws.identity('a.lv')).toBeNull();
  });

  it('knows a certificate', async () => {
    answers['DescribeCertificate'] = json({
      Certificate: {
        Status: 'ISSUED',
        DomainName: 'a.lv',
        SubjectAlternativeNames: ['a.lv', '*.a.lv'],
      },
    });
    expect(await aws.certificate(CERTIFICATE)).toEqual({
      status: 'ISSUED',
      names: ['a.lv', '*.a.lv'],
    });
    answers['DescribeCertificate'] = jsonError('ResourceNotFoundException');
    expect(await aws.certificate(CERTIFICATE)).toBeNull();
  });
});
