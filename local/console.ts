import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { WrittenInstant } from '../shared/domain/time.ts';
import { html, json, mailPage, plain, problem } from './console-answers.ts';
import { consolePage } from './console-page.ts';
import type { Inbox } from './inbox.ts';
import { KmsFaultOrder, type KmsFaults } from './kms-faults.ts';
import type { Permissions } from './permissions.ts';
import { readAtMost } from './request-body.ts';
import type { LocalScheduler, ScheduleRun } from './scheduler.ts';
import { FaultOrder, QuotaOrder } from './ses-account.ts';
import type { LocalSes } from './ses.ts';

const Slot = z.strictObject({
  scheduledTime: z.optional(WrittenInstant),
});

interface Needs {
  readonly inbox: Inbox;
  readonly ses: LocalSes;
  /** The faults of the local KMS. */
  readonly keyFaults: KmsFaults;
  readonly scheduler: LocalScheduler;
  readonly permissions: Permissions;
  readonly dataFolder: string;
  /** Moves the stack's clock forward to a later time. An earlier time changes nothing. */
  readonly windOn: (time: Date) => void;
}

/** The page shows a person only the newest mails. A program that asks for JSON gets all. */
const SHOWN = 100;
/** Limit of a request body. The console only takes small commands. */
const MAX_BODY_BYTES = 100_000;

/**
 * Serves the pages and commands under `/local/`, for a person and for programs. They exist only on
 * this machine and are never deployed:
 *
 * - `GET /local/`: the inbox, the schedules, the clock
 * - `GET /local/mail`: every mail as JSON, oldest first
 * - `GET /local/mail/ID`: one mail as JSON
 * - `GET /local/mail/ID/html|text|source|attachments/N`: one part of a mail
 * - `POST /local/schedules/NAME`, optionally `{"scheduledTime": ISO 8601}`: runs the target once
 * - `GET /local/ses`: the account's quota and the ordered faults
 * - `POST /local/ses/faults` `{"address", "fault", "times"}`: the next mails to an address fail
 * - `POST /local/ses/quota` `{"maxSendRate", "max24HourSend", "sentLast24Hours", "enforceRate"}`,
 *   each optional: changes the quota
 * - `GET /local/kms`: the ordered faults
 * - `POST /local/kms/faults` `{"action", "fault", "times"}`: the next calls of KMS fail
 * - `GET /local/permissions`: what each function and each schedule may do, how often it has done it
 *   since the start of the stack, and the calls that were refused
 */
export class LocalConsole {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromHere(request)) {
      problem(response, 403, 'The local console answers pages of this machine only');
      return;
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const steps = pathname
      .split('/')
      .slice(2)
      .filter((step) => step !== '');
    const [area, name = '', part = '', number = ''] = steps;
    switch (`${request.method?.replace('HEAD', 'GET') ?? ''} ${area ?? ''}`) {
      case 'GET ':
        await this.#page(response);
        return;
      case 'GET mail':
        await (name === '' ? this.#mails(response) : this.#mail(response, name, part, number));
        return;
      case 'POST schedules':
        await this.#run(request, response, name);
        return;
      case 'GET ses':
        this.#account(response);
        return;
      case 'GET kms':
        json(response, 200, { faults: this.#needs.keyFaults.orders });
        return;
      case 'POST kms':
        await this.#orderOfKeys(request, response, name);
        return;
      case 'GET permissions':
        json(response, 200, this.#needs.permissions.report());
        return;
      case 'POST ses':
        await this.#order(request, response, name);
        return;
      default:
        problem(response, 404, 'There is nothing at this address');
    }
  }

  async #page(response: ServerResponse): Promise<void> {
    const { inbox, ses, scheduler, dataFolder } = this.#needs;
    const schedules = scheduler.names.map((name) => ({ name, next: scheduler.nextRuns(name, 5) }));
    const mails = (await inbox.newest(SHOWN)).toReversed();
    html(
      response,
      consolePage({
        mails,
        kept: inbox.size,
        schedules,
        quota: ses.account.quota,
        faults: ses.account.faults,
        dataFolder,
        now: new Date(),
      }),
    );
  }

  async #mails(response: ServerResponse): Promise<void> {
    json(response, 200, await this.#needs.inbox.newest());
  }

  async #mail(response: ServerResponse, id: string, part: string, number: string): Promise<void> {
    const mail = await this.#needs.inbox.read(id);
    const source = this.#needs.inbox.source(id);
    const attachment = mail?.attachments[Number(number)];
    if (mail === null || source === null) {
      problem(response, 404, 'There is no such mail');
    } else if (part === 'html') {
      mailPage(response, mail.html);
    } else if (part === 'text') {
      plain(response, mail.text);
    } else if (part === 'source') {
      plain(response, source.toString());
    } else if (part === 'attachments' && attachment !== undefined) {
      const file = encodeURIComponent(attachment.filename);
      response.setHeader('content-disposition', `attachment; filename*=UTF-8''${file}`);
      response.setHeader('content-type', attachment.contentType);
      response.end(Buffer.from(attachment.content, 'base64'));
    } else if (part === '') {
      json(response, 200, mail);
    } else {
      problem(response, 404, 'A mail has no such part');
    }
  }

  async #run(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const { value, isForm } = await bodyOf(request);
    const slot = z.safeParse(Slot, value);
    if (!slot.success) {
      const wanted = 'an object with no more than a scheduledTime, in ISO 8601 with an offset';
      problem(response, 400, `The body must be ${wanted}`);
      return;
    }
    const time = new Date(slot.data.scheduledTime ?? Date.now());
    if (!this.#needs.scheduler.names.includes(name)) {
      problem(response, 404, `There is no schedule ${name}`);
      return;
    }
    this.#needs.windOn(time);
    const run = await this.#needs.scheduler.run(name, time);
    if (run !== null) answerRun(response, run, isForm);
  }

  #account(response: ServerResponse): void {
    const { quota, faults } = this.#needs.ses.account;
    json(response, 200, { quota, faults });
  }

  async #order(request: IncomingMessage, response: ServerResponse, what: string): Promise<void> {
    const { account } = this.#needs.ses;
    const { value, isForm } = await bodyOf(request);
    const order =
      what === 'faults'
        ? z.safeParse(FaultOrder, value)
        : what === 'quota'
          ? z.safeParse(QuotaOrder, value)
          : null;
    if (order === null) {
      problem(response, 404, 'There is nothing at this address');
      return;
    }
    if (!order.success) {
      problem(response, 400, z.prettifyError(order.error));
      return;
    }
    if ('address' in order.data) account.order(order.data);
    else account.orderQuota(order.data);
    if (isForm) backToPage(response);
    else json(response, 200, order.data);
  }

  async #orderOfKeys(
    request: IncomingMessage,
    response: ServerResponse,
    what: string,
  ): Promise<void> {
    if (what !== 'faults') {
      problem(response, 404, 'There is nothing at this address');
      return;
    }
    const order = z.safeParse(KmsFaultOrder, (await bodyOf(request)).value);
    if (!order.success) {
      problem(response, 400, z.prettifyError(order.error));
      return;
    }
    this.#needs.keyFaults.order(order.data);
    json(response, 200, order.data);
  }
}

function backToPage(response: ServerResponse): void {
  response.writeHead(303, { location: '/local/' });
  response.end();
}

function answerRun(response: ServerResponse, run: ScheduleRun, isForm: boolean): void {
  const { outcome, ...slot } = run;
  const failed = !('value' in outcome);
  if (isForm && !failed) {
    backToPage(response);
  } else if (failed) {
    json(response, 502, { ...slot, error: outcome });
  } else {
    json(response, 200, { ...slot, result: outcome.value });
  }
}

/**
 * Returns false for a request from a page of another site, and for a request under a foreign host
 * name that resolves to this machine. Only a developer may use the console.
 */
function isFromHere({ headers, method }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/u.test(host)) return false;
  return method === 'GET' || headers.origin === undefined || headers.origin === `http://${host}`;
}

/**
 * Reads the body: JSON or a posted form as an object, and an empty body as an empty object. Returns
 * null for any other body and for a body that is too large. A text that looks like JSON is read as
 * JSON for any content type, because `curl -d` calls everything a form.
 */
async function bodyOf(request: IncomingMessage): Promise<{ value: unknown; isForm: boolean }> {
  const body = await readAtMost(request, MAX_BODY_BYTES);
  if (body === null) return { value: null, isForm: false };
  const text = body.toString().trim();
  const isForm =
    !/^[[{]/u.test(text) &&
    request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  if (isForm) return { value: Object.fromEntries(new URLSearchParams(text)), isForm };
  try {
    return { value: text === '' ? {} : (JSON.parse(text) as unknown), isForm };
  } catch {
    return { value: null, isForm };
  }
}
