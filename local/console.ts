import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod/mini';
import { WrittenInstant } from '../shared/domain/time.ts';
import { consolePage } from './console-page.ts';
import type { Inbox } from './inbox.ts';
import type { LocalScheduler, ScheduleRun } from './scheduler.ts';
import { FaultOrder, type LocalSes } from './ses.ts';

const Slot = z.object({
  scheduledTime: z.optional(WrittenInstant),
});

interface Needs {
  readonly inbox: Inbox;
  readonly ses: LocalSes;
  readonly scheduler: LocalScheduler;
  readonly dataFolder: string;
  /** Moves the stack's clock on to a later time; an earlier one changes nothing. */
  readonly windOn: (time: Date) => void;
}

/** A small request body, such as a command holds. */
const MAX_BODY_BYTES = 100_000;

/**
 * What stands under `/local/`, for a person and for programs; only on this machine, never deployed:
 *
 * - `GET /local/`: the inbox, the schedules, the clock
 * - `GET /local/mail`: every mail as JSON, oldest first
 * - `GET /local/mail/ID/html|text|source|attachments/N`
 * - `POST /local/schedules/NAME`, optionally `{"scheduledTime": ISO 8601}`: runs the target once
 * - `POST /local/ses/faults`: the next mails to an address fail
 */
export class LocalConsole {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromHere(request)) {
      json(response, 403, { error: 'The local console answers pages of this machine only' });
      return;
    }
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const steps = pathname
      .split('/')
      .slice(2)
      .filter((step) => step !== '');
    const [area, name = '', part = '', number = ''] = steps;
    switch (`${request.method ?? ''} ${area ?? ''}`) {
      case 'GET ':
        await this.#page(response);
        return;
      case 'GET mail':
        await (name === '' ? this.#mails(response) : this.#mail(response, name, part, number));
        return;
      case 'POST schedules':
        await this.#run(request, response, name);
        return;
      case 'POST ses':
        await this.#fail(request, response);
        return;
      default:
        json(response, 404, { error: 'There is nothing at this address' });
    }
  }

  async #page(response: ServerResponse): Promise<void> {
    const { inbox, scheduler, dataFolder } = this.#needs;
    const schedules = scheduler.names.map((name) => ({ name, next: scheduler.nextRuns(name, 5) }));
    const mails = (await inbox.all()).toReversed();
    html(response, consolePage({ mails, schedules, dataFolder, now: new Date() }));
  }

  async #mails(response: ServerResponse): Promise<void> {
    json(response, 200, await this.#needs.inbox.all());
  }

  async #mail(response: ServerResponse, id: string, part: string, number: string): Promise<void> {
    const mail = await this.#needs.inbox.read(id);
    const source = this.#needs.inbox.source(id);
    const attachment = mail?.attachments[Number(number)];
    if (mail === null || source === null) {
      json(response, 404, { error: 'There is no such mail' });
    } else if (part === 'html') {
      // The mail's own page: it may look like anything, and do nothing.
      response.setHeader(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups",
      );
      html(response, mail.html);
    } else if (part === 'text') {
      plain(response, mail.text);
    } else if (part === 'source') {
      plain(response, source.toString());
    } else if (part === 'attachments' && attachment !== undefined) {
      const file = encodeURIComponent(attachment.filename);
      response.setHeader('content-disposition', `attachment; filename*=UTF-8''${file}`);
      response.setHeader('content-type', attachment.contentType);
      response.end(Buffer.from(attachment.content, 'base64'));
    } else {
      json(response, 200, mail);
    }
  }

  async #run(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const typed = await bodyOf(request);
    const slot = z.safeParse(Slot, typed);
    if (!slot.success) {
      json(response, 400, { error: 'scheduledTime must be a time in ISO 8601 with an offset' });
      return;
    }
    const time = new Date(slot.data.scheduledTime ?? Date.now());
    if (!this.#needs.scheduler.names.includes(name)) {
      json(response, 404, { error: `There is no schedule ${name}` });
      return;
    }
    this.#needs.windOn(time);
    const run = await this.#needs.scheduler.run(name, time);
    if (run !== null) answerRun(request, response, run);
  }

  async #fail(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const order = z.safeParse(FaultOrder, await bodyOf(request));
    if (!order.success) {
      json(response, 400, { error: z.prettifyError(order.error) });
      return;
    }
    this.#needs.ses.failOn(order.data);
    json(response, 200, order.data);
  }
}

function answerRun(request: IncomingMessage, response: ServerResponse, run: ScheduleRun): void {
  const { outcome, ...slot } = run;
  const failed = !('value' in outcome);
  if (isForm(request) && !failed) {
    response.writeHead(303, { location: '/local/' });
    response.end();
  } else if (failed) {
    json(response, 502, { ...slot, error: outcome });
  } else {
    json(response, 200, { ...slot, result: outcome.value });
  }
}

/** Pages elsewhere, and names elsewhere that lead here, must not reach what only a developer may do. */
function isFromHere({ headers, method }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!/^(?:localhost|127\.0\.0\.1|\[::1\]):\d+$/u.test(host)) return false;
  return method === 'GET' || headers.origin === undefined || headers.origin === `http://${host}`;
}

function isForm({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
}

/** JSON or a posted form as an object; an empty body as an empty one; null where it is neither. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.length > MAX_BODY_BYTES) return null;
  }
  if (isForm(request)) return Object.fromEntries(new URLSearchParams(text));
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function html(response: ServerResponse, page: string): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page);
}

function plain(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(text);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
