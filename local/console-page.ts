import { TIME_ZONE } from '../shared/domain/time.ts';
import type { ReadMail } from './inbox.ts';
import { FAULTS, type SesAccount } from './ses-account.ts';

interface ConsoleModel {
  /** The newest of the kept mails, newest first. */
  readonly mails: readonly ReadMail[];
  readonly kept: number;
  readonly schedules: readonly { readonly name: string; readonly next: readonly Date[] }[];
  readonly quota: SesAccount['quota'];
  readonly faults: SesAccount['faults'];
  readonly dataFolder: string;
  readonly now: Date;
}

const time = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** Format for the time of a slot. It has no year, because a slot is only days away. */
const slotTime = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d1b19, #edeae6); --dim: light-dark(#5f5a55, #aaa49d);
  --paper: light-dark(#fbfaf8, #191817); --card: light-dark(#fff, #232120); --rule: light-dark(#ddd8d2, #3b3835);
  --accent: light-dark(#8f2a35, #e79aa2); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
body { border-top: 6px solid var(--accent); }
header, main { max-width: 60rem; margin: auto; padding: 0 1rem; }
header { padding-top: .5rem; } main { padding-bottom: 3rem; }
h1 { margin: .5rem 0 0; font-size: 1.6rem; } h2 { margin: 1.5rem 0 .5rem; font-size: 1.2rem; }
p, li, summary { overflow-wrap: anywhere; } .dim { color: var(--dim); }
a { color: var(--accent); }
details, .schedule { background: var(--card); border: 1px solid var(--rule); border-radius: 6px; margin: .5rem 0; padding: .75rem 1rem; }
summary { cursor: pointer; display: grid; grid-template-columns: 1.25rem 1fr; }
summary::before { content: '▸'; color: var(--accent); } details[open] > summary::before { content: '▾'; }
summary::-webkit-details-marker { display: none; } summary .dim { grid-column: 2; font-size: .9rem; }
iframe { width: 100%; height: 40rem; border: 1px solid var(--rule); margin-top: .75rem; background: #fff; }
label { margin-right: .5rem; } input, select { font: inherit; max-width: 100%; }
form { display: inline-block; margin: .35rem .25rem 0 0; }
button { font: inherit; padding: .35rem .75rem; border: 1px solid var(--accent); border-radius: 4px; background: none; color: var(--accent); cursor: pointer; }
button:hover, button:focus-visible { background: var(--accent); color: var(--paper); }
`;

/** Renders the page of the local console: the inbox as a person reads it, and the schedules. */
export function consolePage(model: ConsoleModel): string {
  const { mails, kept, schedules, dataFolder, now } = model;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Local stack – Sadzirdēts</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Sadzirdēts on this machine</h1>
<p>The stack’s clock: <strong>${time.format(now)}</strong> in Riga. Data: <code>${escapeHtml(dataFolder)}</code>.
<a href="/lv/">The site</a></p>
</header>
<main>
<section aria-labelledby="schedules">
<h2 id="schedules">Schedules</h2>
<p class="dim">Running a later slot first winds the stack’s clock on to it: nothing runs before its time. Times are Riga’s.</p>
${schedules.map(schedule).join('\n')}
</section>
<section aria-labelledby="mail-system">
<h2 id="mail-system">Mail system</h2>
${mailSystem(model)}
</section>
<section aria-labelledby="inbox">
<h2 id="inbox">Inbox: ${kept}</h2>
${mails.length === 0 ? '<p class="dim">No mail has been sent yet.</p>' : mails.map(mail).join('\n')}
${mails.length < kept ? `<p class="dim">The newest ${mails.length} are shown; <a href="/local/mail">all, as JSON</a>.</p>` : ''}
</section>
</main>
</body>
</html>`;
}

function mailSystem({ quota, faults }: ConsoleModel): string {
  const { sentLast24Hours, max24HourSend, maxSendRate } = quota;
  const ordered = faults.map(
    ({ address, fault, left }) =>
      `<li>${escapeHtml(address)}: ${fault}, ${left === 'always' ? left : `${left} more`}</li>`,
  );
  const options = FAULTS.map((fault) => `<option>${fault}</option>`).join('');
  return `<div class="schedule">
<p class="dim">${sentLast24Hours} of ${max24HourSend} mails in 24 hours, at most ${maxSendRate} a second.</p>
${ordered.length === 0 ? '' : `<ul>${ordered.join('')}</ul>`}
<form method="post" action="/local/ses/faults">
<label>The next mail to <input name="address" required value="*" aria-describedby="every"></label>
<label>meets <select name="fault">${options}</select></label>
<button>Order</button></form>
<p class="dim" id="every">* stands for every address.</p></div>`;
}

function schedule({ name, next }: ConsoleModel['schedules'][number]): string {
  const action = `/local/schedules/${encodeURIComponent(name)}`;
  const slots = next.map((slot) =>
    runButton(action, `Run ${slotTime.format(slot)}`, slot.toISOString()),
  );
  return `<div class="schedule"><strong>${escapeHtml(name)}</strong><br>${runButton(action, 'Run now')}${slots.join('')}</div>`;
}

function runButton(action: string, label: string, scheduledTime?: string): string {
  const slot =
    scheduledTime === undefined
      ? ''
      : `<input type="hidden" name="scheduledTime" value="${escapeHtml(scheduledTime)}">`;
  return `<form method="post" action="${action}">${slot}<button>${escapeHtml(label)}</button></form>`;
}

function mail({ id, at, to, subject, attachments }: ReadMail): string {
  const base = `/local/mail/${encodeURIComponent(id)}`;
  const files = attachments.map(
    ({ filename, size }, index) =>
      `, <a href="${base}/attachments/${index}">${escapeHtml(filename)}</a> (${Math.ceil(size / 1_024)} KB)`,
  );
  return `<details>
<summary><strong>${escapeHtml(subject)}</strong> <span class="dim">to ${escapeHtml(to)}, ${time.format(new Date(at))}</span></summary>
<p>Open as <a href="${base}/html">HTML</a>, <a href="${base}/text">text</a>, <a href="${base}/source">source</a>${files.join('')}</p>
<iframe src="${base}/html" title="${escapeHtml(subject)}" sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy"></iframe>
</details>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
