import {
  type Consultation,
  type ConsultationState,
  inReadingOrder,
  stateOf,
} from '../../domain/consultation.ts';
import type { Language } from '../../domain/text.ts';
import { daysUntil, deadlineOf, type Instant } from '../../domain/time.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface HomeModel extends PageContext {
  readonly consultations: readonly Consultation[];
  readonly now: Instant;
}

const STATES: readonly ConsultationState[] = ['open', 'upcoming', 'closed'];

/** Lists all consultations. Consultations that wait for opinions come first. */
export function homePage({ consultations, now, ...context }: HomeModel): string {
  const { language } = context;
  const { home } = copyFor(language);
  const inOrder = inReadingOrder(consultations, now);
  return renderPage(context, {
    title: home.title,
    description: home.description,
    alternates: alternatesOf('home', (one) => ({ language: one })),
    listed: true,
    children: (
      <div class="page">
        <header class="page-head">
          <h1>{home.title}</h1>
          <p class="lead">{home.lead}</p>
          <p class="promise">
            <strong>{home.promiseTitle}.</strong> {home.promise}
          </p>
        </header>
        {consultations.length === 0 && (
          <section class="empty">
            <h2>{home.empty}</h2>
            <p>{home.emptyHint}</p>
          </section>
        )}
        {consultations.length > 0 && !inOrder.some((one) => stateOf(one, now) === 'open') && (
          <p class="empty">{home.noneOpen}</p>
        )}
        {STATES.map((state) => {
          const those = inOrder.filter((one) => stateOf(one, now) === state);
          return <Group language={language} state={state} consultations={those} now={now} />;
        })}
      </div>
    ),
  });
}

interface GroupProps {
  readonly language: Language;
  readonly state: ConsultationState;
  readonly consultations: readonly Consultation[];
  readonly now: Instant;
}

function Group({ language, state, consultations, now }: GroupProps) {
  if (consultations.length === 0) return null;
  const { home } = copyFor(language);
  return (
    <section class="listing" aria-labelledby={`group-${state}`}>
      <h2 id={`group-${state}`}>{home.groups[state]}</h2>
      <ul>
        {consultations.map((consultation) => (
          <li>
            <Entry language={language} state={state} consultation={consultation} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  readonly language: Language;
  readonly state: ConsultationState;
  readonly consultation: Consultation;
  readonly now: Instant;
}

function Entry({ language, state, consultation, now }: EntryProps) {
  const { home, window } = copyFor(language);
  const { opensAt, closesAt } = consultation;
  const words = wordsOf(consultation.kind, language);
  const when = {
    open: words.closes(closesAt),
    upcoming: words.opens(opensAt),
    closed: home.closed(closesAt),
  };
  const remaining = {
    open: window.daysLeft(daysUntil(now, deadlineOf(closesAt))),
    upcoming: window.daysToOpening(daysUntil(now, opensAt)),
    closed: window.state.closed,
  };
  return (
    <article class="entry" data-state={state}>
      <p class="state" data-state={state}>
        {remaining[state]}
      </p>
      <div class="entry-text">
        <p class="plan">{consultation.plan[language]}</p>
        <h3>
          <a
            class="ds-link"
            href={pathTo('consultation', { language, consultation: consultation.id })}
          >
            {consultation.title[language]}
          </a>
        </h3>
        <p>{consultation.summary[language]}</p>
        <p class="when">{when[state]}</p>
      </div>
    </article>
  );
}
