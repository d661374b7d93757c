import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';

/*
 * What this browser keeps: drafts of forms, and for a short time what it has sent. Storage can be
 * switched off or full. Then nothing is kept, and nothing else changes.
 */

/** What is filled in, by the names of the fields. A field of several choices has several values. */
export type Fields = Readonly<Record<string, readonly string[]>>;

interface KeptDraft {
  readonly fields: Fields;
  /** When the version that the form edited was received. Null: it edited none, or it is not known. */
  readonly from: string | null;
  /** True once it was sent as it is. When a receipt is shown, it is no longer a draft. */
  readonly sent: boolean;
}

interface SentBefore {
  readonly reference: string;
  /** When the version was received: its name here. It is stored, so the property keeps its word. */
  readonly version: string;
  /** See `marksOf`. */
  readonly marks: readonly number[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const DRAFT = 'draft:';
const SENT = 'sent:';

export function readDraft(name: string): KeptDraft | null {
  return read(DRAFT + name) as KeptDraft | null;
}

export function keepDraft(name: string, draft: KeptDraft): void {
  keep(DRAFT + name, draft, DRAFT_DAYS * DAY_MS);
}

export function forgetDraft(name: string): void {
  forget(DRAFT + name);
}

/**
 * Puts the draft aside: it is offered, and what is typed from now on does not replace it. It ends
 * when it would have ended.
 */
export function setAside(name: string): void {
  try {
    const draft = localStorage.getItem(DRAFT + name);
    if (draft !== null) localStorage.setItem(DRAFT + nameAside(name), draft);
    forgetDraft(name);
  } catch {
    // Storage is switched off or full: the draft stays where it is.
  }
}

/** Returns a name for one more draft that is put aside. */
export function nameAside(name: string): string {
  return `${name}#${Date.now()}`;
}

/** Returns the names of the drafts that were put aside, in the order of time. */
export function namesAside(name: string): string[] {
  return namesIn(`${DRAFT + name}#`).map((one) => one.slice(DRAFT.length));
}

/** Returns what was sent from this browser to the consultation, the last first. */
export function readSent(consultation: string): readonly SentBefore[] {
  return (read(SENT + consultation) as readonly SentBefore[] | null) ?? [];
}

export function keepSent(consultation: string, sent: SentBefore): void {
  const others = readSent(consultation).filter(({ reference }) => reference !== sent.reference);
  keep(SENT + consultation, [sent, ...others].slice(0, MAX_SENT), SENT_HOURS * HOUR_MS);
}

/** How many submissions a browser recognises for each consultation. */
const MAX_SENT = 5;

/** Removes everything whose time is over, also what other forms have left. */
export function forgetWhatHasEnded(): void {
  for (const name of [...namesIn(DRAFT), ...namesIn(SENT)]) {
    if (read(name) === null) forget(name);
  }
}

/** Returns the names that begin so, in order. */
function namesIn(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(start))
      .toSorted();
  } catch {
    return [];
  }
}

/** Returns what is kept under the name, or null if there is nothing or its time is over. */
function read(name: string): unknown {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? '{}') as {
      until?: number;
      what?: object;
    };
    return (kept.until ?? 0) > Date.now() ? (kept.what ?? null) : null;
  } catch {
    return null;
  }
}

function keep(name: string, what: object, ms: number): void {
  try {
    localStorage.setItem(name, JSON.stringify({ until: Date.now() + ms, what }));
  } catch {
    // Storage is switched off or full.
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Storage is switched off.
  }
}
