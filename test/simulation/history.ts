import fc from 'fast-check';
import { WINDOW_MARGIN_MS } from '../../shared/domain/digest.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { type Consultation, KNOWN_AFTER_MS } from '../../shared/domain/consultation.ts';
import {
  localDate,
  momentInRiga,
  plus,
  type Instant,
  DAY_MS,
  MINUTE_MS,
} from '../../shared/domain/time.ts';
import { type PublicationChoice, PUBLICATIONS } from '../../shared/domain/submission.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { PROJECTION_MARGIN_MS } from '../../shared/usecases/publish-opinions.ts';
import { endSubscription } from '../../shared/usecases/manage-subscription.ts';
import { revisionStatement } from '../../shared/usecases/revise-opinions.ts';
import {
  aConfirmed,
  aConsultation,
  anAnnouncement,
  aPublishedDraft,
  anInput,
  at,
  aUnit,
} from '../support/builders.ts';
import { keyOf } from '../support/ports.ts';
import { CALM, WEATHERS } from './faults.ts';
import type { Ended } from './machine.ts';
import { TOKENS, World } from './world.ts';
import { POISON } from './writers.ts';

/**
 * One thing that somebody does, or that happens. The numbers choose among the things that exist at
 * that time.
 */
const MOVE = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ move: fc.constant('submit'), who: fc.nat(3), what: fc.nat(7) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ move: fc.constant('edit'), which: fc.nat(9), what: fc.nat(7) }),
  },
  { weight: 3, arbitrary: fc.record({ move: fc.constant('withdraw'), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.constant('choose'),
      which: fc.nat(9),
      publication: fc.constantFrom(...PUBLICATIONS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ move: fc.constant('send-again'), which: fc.nat(9), what: fc.nat(7) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ move: fc.constantFrom('hide', 'hide', 'show'), which: fc.nat(9) }),
  },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('to-the-edge') }) },
  {
    weight: 2,
    arbitrary: fc.record({ move: fc.constant('mailboxes'), unit: fc.nat(1), set: fc.nat(3) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      move: fc.constant('hand-over'),
      commitment: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('close') }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('reopen') }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('break-mailbox'), mailbox: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('mend-mailboxes') }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('pause-account') }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('unsubscribe'), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('restore-table') }) },
  {
    weight: 4,
    arbitrary: fc.record({ move: fc.constant('pass'), minutes: fc.constantFrom(1, 6, 45, 600) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ move: fc.constant('next-run'), times: fc.integer({ min: 0, max: 2 }) }),
  },
);
type Move =
  | { readonly move: 'submit'; readonly who: number; readonly what: number }
  | { readonly move: 'edit'; readonly which: number; readonly what: number }
  | { readonly move: 'withdraw'; readonly which: number }
  /** An author changes only whether and how the submission is published. */
  | { readonly move: 'choose'; readonly which: number; readonly publication: PublicationChoice }
  /** An operator hides what an author has published, or shows it again. */
  | { readonly move: 'hide' | 'show'; readonly which: number }
  /**
   * An organisation withdraws its submission and sends the same words again, while a colleague
   * edits the submission.
   */
  | { readonly move: 'send-again'; readonly which: number; readonly what: number }
  /** Moves the time to less than 300 ms before the end of a window. */
  | { readonly move: 'to-the-edge' }
  | { readonly move: 'mailboxes'; readonly unit: number; readonly set: number }
  | { readonly move: 'hand-over'; readonly commitment: number }
  /** Closes the consultation as soon as an operator may, or opens it again. */
  | { readonly move: 'close' | 'reopen' }
  | { readonly move: 'break-mailbox'; readonly mailbox: number }
  | { readonly move: 'mend-mailboxes' | 'pause-account' | 'restore-table' }
  | { readonly move: 'unsubscribe'; readonly who: number }
  | { readonly move: 'pass'; readonly minutes: number }
  /** Moves the time to the next run. With 0 `times`, that run never happens. */
  | { readonly move: 'next-run'; readonly times: number };

export interface History {
  readonly seed: number;
  readonly weather: keyof typeof WEATHERS;
  readonly moves: readonly Move[];
}

export const HISTORIES: fc.Arbitrary<History> = fc.record({
  seed: fc.integer({ min: 1, max: 0x7fffffff }),
  weather: fc.constantFrom(...(Object.keys(WEATHERS) as (keyof typeof WEATHERS)[])),
  moves: fc.array(MOVE as fc.Arbitrary<Move>, { minLength: 4, maxLength: 18 }),
});

/** A version of a submission that the product has acknowledged. */
interface Acknowledged {
  readonly reference: string;
  readonly version: number;
  readonly content: string;
}

/** A history after its end, when nothing is due any more. */
export interface Rested {
  readonly world: World;
  readonly consultation: string;
  readonly acknowledged: readonly Acknowledged[];
  readonly subscribers: readonly string[];
  readonly violations: readonly string[];
}

/**
 * The steps that are taken before time passes, at most. They are enough for most of the running
 * work to end.
 */
const LONG = 500;
const START = at('2027-01-06T12:00:00+02:00');
const CLOSES_AT = plus(START, 12 * DAY_MS);
const MAILBOXES = ['a@unit.example', 'b@unit.example', 'c@unit.example'];
const SETS: readonly (readonly string[])[] = [
  ['a@unit.example'],
  ['b@unit.example', 'c@unit.example'],
  ['c@unit.example'],
  [],
];
const UNITS = ['chancellery', 'ministry'];

function aPlan(changes: Partial<Consultation> = {}): Consultation {
  return aConsultation({
    unit: 'chancellery',
    units: UNITS,
    closesAt: CLOSES_AT,
    draft: {
      version: 1,
      commitments: [1, 2, 3].map((number) => ({
        number,
        title: { lv: `Nr. ${number}`, en: `No. ${number}` },
        unit: number === 3 ? 'ministry' : 'chancellery',
      })),
    },
    ...changes,
  });
}

/** What organisations write: the commitments and the words about them. */
const CONTENTS: readonly (readonly (readonly [number | null, string])[])[] = [
  [[1, 'one']],
  [[2, 'two']],
  [
    [1, 'one'],
    [3, 'three'],
  ],
  [
    [1, 'one, otherwise'],
    [3, 'three'],
  ],
  [[3, 'three']],
  [
    [null, 'the whole'],
    [1, 'one'],
  ],
  [
    [1, 'one'],
    [2, 'two'],
    [3, 'three, otherwise'],
  ],
  [
    [2, 'two, otherwise'],
    [3, 'three'],
  ],
];

function typedBy(who: number, what: number) {
  const opinions = (CONTENTS[what] ?? []).map(([commitment, text]) => {
    return { commitment, rating: null, text };
  });
  const organisation = who === 3 ? POISON : `Organisation ${who}`;
  return anInput({
    organisation,
    publication: PUBLICATIONS[what % PUBLICATIONS.length] ?? 'named',
    contact: { name: 'Anna', email: `anna-${who}@ngo.example` },
    opinions,
  });
}

/** Plays a history in bad weather. Then all faults end, and it runs until nothing is due. */
export async function playHistory({ seed, weather, moves }: History): Promise<Rested> {
  const world = new World(seed, START, WEATHERS[weather]);
  const play = new Play(world);
  await play.begin();
  await play.goOn(100);
  for (const move of moves) {
    await play.make(move);
    await play.goOn(world.chance.below(100));
  }
  await play.rest();
  return {
    world,
    consultation: play.consultation.id,
    acknowledged: play.acknowledged,
    subscribers: play.subscribers,
    violations: play.violations,
  };
}

class Play {
  readonly acknowledged: Acknowledged[] = [];
  readonly violations: string[] = [];
  readonly subscribers = [0, 1, 2].map((who) => `reader-${who}@list.example`);
  consultation = aPlan();
  readonly #world: World;
  readonly #typed: ReturnType<typeof typedBy>[] = [];
  #isHeld = false;

  constructor(world: World) {
    this.#world = world;
  }

  async begin(): Promise<void> {
    const { stores } = this.#world;
    await stores.identify();
    for (const [index, id] of UNITS.entries()) {
      await stores.saveUnit(
        aUnit({
          id,
          mailboxes: SETS[index] ?? [],
          digestDays: index === 0 ? ['monday'] : ['monday', 'thursday'],
        }),
      );
    }
    await stores.addDraft(this.consultation.id, aPublishedDraft(this.consultation.draft));
    await stores.saveConsultation(this.consultation);
    for (const email of this.subscribers) {
      await stores.saveRequest(await keyOf(email), null, aConfirmed({ email }));
    }
    const { topic, content } = anAnnouncement();
    if (content.kind !== 'written') throw new Error('It is not a written announcement');
    const sendAt = START;
    const publish = publishAnnouncement({ store: stores, clock: this.#world.clock });
    await publish({ id: 'spring', topic, sendAt, lv: content.lv, en: content.en });
    this.#world.advance(MINUTE_MS);
    void this.#world.sweep();
  }

  /**
   * Takes this many steps. In between, the queues and SES hand over messages and reports, and
   * sweeps run.
   */
  async goOn(steps: number): Promise<void> {
    for (let taken = 0; taken < steps; taken += 5) {
      const world = this.#world;
      await world.machine.run(5);
      if (world.chance.happens(700)) world.deliverMessage();
      if (world.chance.happens(300)) world.deliverReport();
      if (world.chance.happens(100)) void world.sweep();
      if (world.chance.happens(30)) void world.seal();
      if (world.chance.happens(30)) void world.project();
    }
  }

  async make(move: Move): Promise<void> {
    const world = this.#world;
    const { stores } = world;
    switch (move.move) {
      case 'submit':
        this.#typed.push(typedBy(move.who, move.what));
        void this.#hear(world.submit(this.consultation.id, typedBy(move.who, move.what)));
        return;
      case 'edit':
        this.#revise(move.which, move.what);
        return;
      case 'withdraw':
        this.#revise(move.which, null);
        return;
      case 'hide':
      case 'show': {
        const chosen = this.#acknowledgedAt(move.which);
        if (chosen === undefined) return;
        void world.moderate(chosen.reference, move.move === 'hide' ? 'off-topic' : null);
        return;
      }
      case 'choose':
        return this.#choose(move.which, move.publication);
      case 'send-again': {
        const typed = this.#typed.at(move.which % Math.max(1, this.#typed.length));
        if (typed === undefined) return;
        const sent = await this.#complete(world.submit(this.consultation.id, typed));
        if (sent === null) return;
        await this.#complete(this.#revision(sent.reference, null));
        void this.#hear(world.submit(this.consultation.id, typed));
        void this.#hear(this.#revision(sent.reference, typedBy(0, move.what)));
        return;
      }
      case 'to-the-edge': {
        await this.goOn(world.chance.below(LONG));
        const end = plus(nextRunAfter(world.clock.now()), -WINDOW_MARGIN_MS);
        world.setClock(plus(end, -world.chance.below(300)));
        return;
      }
      case 'mailboxes': {
        const unit = await stores.findUnit(UNITS[move.unit] ?? '');
        if (unit !== null) await stores.saveUnit({ ...unit, mailboxes: SETS[move.set] ?? [] });
        return;
      }
      case 'hand-over': {
        const { draft } = this.consultation;
        const commitments = draft.commitments.map((one) =>
          one.number === move.commitment
            ? { ...one, unit: one.unit === 'ministry' ? 'chancellery' : 'ministry' }
            : one,
        );
        this.consultation = { ...this.consultation, draft: { ...draft, commitments } };
        return stores.saveConsultation(this.consultation);
      }
      case 'close':
        return this.#closeAt(plus(world.clock.now(), KNOWN_AFTER_MS));
      case 'reopen':
        return this.#closeAt(CLOSES_AT);
      case 'break-mailbox':
        world.deadMailboxes.add(MAILBOXES[move.mailbox % MAILBOXES.length] ?? '');
        return;
      case 'mend-mailboxes':
        world.deadMailboxes.clear();
        return;
      case 'pause-account':
        world.isPaused = !world.isPaused;
        return;
      case 'unsubscribe': {
        const address = await keyOf(this.subscribers[move.who] ?? '');
        await endSubscription(
          { store: stores, retention: DEFAULT_RETENTION },
          address,
          'unsubscribed',
          world.clock.now(),
        );
        return;
      }
      case 'restore-table':
        return this.#restoreOrAdopt();
      case 'pass':
        await this.goOn(world.chance.below(LONG));
        world.advance(move.minutes * MINUTE_MS);
        return;
      case 'next-run':
        return this.#nextRun(move.times);
    }
  }

  async #closeAt(closesAt: Instant): Promise<void> {
    this.consultation = { ...this.consultation, closesAt };
    return this.#world.stores.saveConsultation(this.consultation);
  }

  /** Ends all faults. Then lets everything that waits go out, and leaves out one digest day. */
  async rest(): Promise<void> {
    const world = this.#world;
    world.weather = CALM;
    world.isPaused = false;
    world.deadMailboxes.clear();
    await world.adoptTable();
    for (const id of UNITS) {
      const unit = await world.stores.findUnit(id);
      if (unit?.mailboxes.length === 0)
        await world.stores.saveUnit({ ...unit, mailboxes: ['c@unit.example'] });
    }
    await this.#settle();
    do await this.#nextRun(0);
    while (!isMonday(world.clock.now()));
    await this.#nextRun(1);
    await this.#settle();
    await this.#nextRun(1);
    await this.#settle();
    world.advance(9 * DAY_MS);
    void world.reconcile();
    await world.machine.run();
    void world.seal();
    await world.machine.run();
    world.advance(PROJECTION_MARGIN_MS + 1_000);
    void world.project();
    await world.machine.run();
  }

  /** Runs until nothing is due within the next three hours, which is longer than any pause. */
  async #settle(): Promise<void> {
    const world = this.#world;
    for (let rounds = 0; rounds < 60; rounds++) {
      void world.sweep();
      do await world.machine.run();
      while (world.deliverMessage() || world.deliverReport());
      const ahead = plus(world.clock.now(), 180 * MINUTE_MS);
      const { batches, announcements } = await world.stores.dueItems(ahead, 100);
      if (batches.length + announcements.length === 0) return;
      world.advance(17 * MINUTE_MS);
    }
    this.violations.push('something is due for ever');
  }

  async #nextRun(times: number): Promise<void> {
    const world = this.#world;
    await this.goOn(world.chance.below(LONG));
    const slot = nextRunAfter(world.clock.now());
    world.setClock(slot);
    for (let run = 0; run < times; run++) {
      void world.runDigests(slot);
      await this.goOn(world.chance.below(60));
    }
  }

  async #restoreOrAdopt(): Promise<void> {
    const world = this.#world;
    if (this.#isHeld) {
      await world.adoptTable();
    } else {
      // The processes that worked on the table before the damage end first.
      await world.machine.run();
      world.restoreTable();
      world.advance(10 * MINUTE_MS);
    }
    this.#isHeld = !this.#isHeld;
  }

  #revise(which: number, what: number | null): void {
    const chosen = this.#acknowledgedAt(which);
    if (chosen === undefined) return;
    const typed = what === null ? null : typedBy(which % 3, what);
    void this.#hear(this.#revision(chosen.reference, typed));
  }

  async #choose(which: number, publication: PublicationChoice): Promise<void> {
    const chosen = this.#acknowledgedAt(which);
    if (chosen === undefined) return;
    const { reference } = chosen;
    void this.#world.choose(
      this.consultation.id,
      reference,
      await this.#keyOf(reference),
      publication,
    );
  }

  #acknowledgedAt(which: number): Acknowledged | undefined {
    return this.acknowledged[which % Math.max(1, this.acknowledged.length)];
  }

  /** Returns the key with which an author changes a submission. */
  async #keyOf(reference: string): Promise<string> {
    const submission = await this.#world.stores.findSubmission(this.consultation, reference);
    if (submission === null) throw new Error(`${reference} was acknowledged`);
    return TOKENS.sign(revisionStatement(submission));
  }

  async #revision(reference: string, typed: unknown): Promise<Ended<Answer>> {
    const key = await this.#keyOf(reference);
    return this.#world.revise(this.consultation.id, reference, key, typed);
  }

  /** Runs until the request has ended. Returns null when nothing was acknowledged. */
  async #complete(ended: Promise<Ended<Answer>>): Promise<Acknowledged | null> {
    const heard = this.#hear(ended);
    await this.#world.machine.run();
    return heard;
  }

  /** Remembers what the product acknowledges. */
  async #hear(ended: Promise<Ended<Answer>>): Promise<Acknowledged | null> {
    const process = await ended;
    if (process.end !== 'returned' || process.value.outcome === 'refused') return null;
    const { submission = null } = process.value;
    if (submission === null) return null;
    const { reference, version, content } = submission;
    const acknowledged = { reference, version, content };
    this.acknowledged.push(acknowledged);
    return acknowledged;
  }
}

interface Answer {
  readonly outcome: string;
  readonly submission?: Acknowledged;
}

/** Returns the next 08:00 in Riga, of the same day or the next. */
function nextRunAfter(now: Instant): Instant {
  const today = momentInRiga(`${localDate(now)}T08:00`);
  return today > now ? today : momentInRiga(`${localDate(plus(now, DAY_MS))}T08:00`);
}

function isMonday(now: Instant): boolean {
  return new Date(`${localDate(now)}T00:00Z`).getUTCDay() === 1;
}
