import {
  type Consultation,
  type ConsultationState,
  type ResponsibleUnit,
  stateOf,
} from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import type { Language } from '../domain/text.ts';
import { daysUntil, deadlineOf, type Instant } from '../domain/time.ts';
import { wordsOf } from '../kinds/words.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { logCopyFor } from './copy/log.ts';
import { Documents } from './documents.tsx';
import { LogLink } from './log-link.tsx';

interface FactsProps {
  readonly language: Language;
  readonly consultation: Consultation;
  /** All known units. Only the units responsible for something in this consultation are shown. */
  readonly units: readonly ResponsibleUnit[];
  readonly draft: PublishedDraft;
  readonly now: Instant;
  /** Whether to show links to the fields of the form. False where there is no form. */
  readonly jump: boolean;
}

/**
 * Shows what an author needs to know before writing: the deadline, the responsible units and the
 * draft.
 */
export function ConsultationFacts(props: FactsProps) {
  const { language, consultation, units, draft, now, jump } = props;
  const { consultation: copy, draft: draftCopy, window } = copyFor(language);
  const state = stateOf(consultation, now);
  const { id, opensAt, closesAt } = consultation;
  const { draft: words, late } = wordsOf(consultation.kind, language);
  const version = { language, consultation: id, version: String(draft.version) };
  const answering = new Set([consultation.unit, ...draft.commitments.map(({ unit }) => unit)]);
  const responsible = units.filter(({ id }) => answering.has(id));
  return (
    <aside class="facts" aria-labelledby="facts-title">
      <h2 id="facts-title" class="ds-sr-only">
        {copy.facts}
      </h2>
      <dl>
        <div>
          <dt>{copy.state}</dt>
          <dd>
            <State language={language} consultation={consultation} state={state} now={now} />
          </dd>
        </div>
        {state === 'upcoming' && (
          <div>
            <dt>{copy.opening}</dt>
            <dd>
              <time dateTime={opensAt}>{window.opensAt(opensAt)}</time>
            </dd>
          </div>
        )}
        <div>
          <dt>{copy.deadline}</dt>
          <dd>
            <time dateTime={closesAt}>{window.closesAt(closesAt)}</time>
            <p>
              {window.rule} {late}
            </p>
          </dd>
        </div>
        {responsible.length > 0 && (
          <div>
            <dt>{copy.units(responsible.length)}</dt>
            {responsible.map((unit) => (
              <dd>
                {unit.name[language]}
                <p>{copy.digest(unit.digestDays)}</p>
              </dd>
            ))}
          </div>
        )}
        <div>
          <dt>{words.label}</dt>
          <dd>
            <a class="ds-link" href={pathTo('draft', version)}>
              {words.read}
            </a>
            , {copy.version(draft.version)}
          </dd>
          {draft.version > 1 && (
            <dd>
              <a class="ds-link" href={pathTo('draftChanges', version)}>
                {draftCopy.changes}
              </a>
            </dd>
          )}
        </div>
        {draft.documents.length > 0 && (
          <div>
            <dt>{words.documents}</dt>
            <dd>
              <Documents language={language} documents={draft.documents} />
            </dd>
          </div>
        )}
        <div>
          <dt>{logCopyFor(language).term}</dt>
          <dd>
            <LogLink language={language} consultation={consultation} />
          </dd>
        </div>
      </dl>
      {jump && draft.commitments.length > 0 && (
        <Jump language={language} consultation={consultation} />
      )}
    </aside>
  );
}

interface StateProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly state: ConsultationState;
  readonly now: Instant;
}

function State({ language, consultation, state, now }: StateProps) {
  const { window } = copyFor(language);
  const remaining = {
    open: `. ${window.daysLeft(daysUntil(now, deadlineOf(consultation.closesAt)))}`,
    upcoming: `. ${window.daysToOpening(daysUntil(now, consultation.opensAt))}`,
    closed: '',
  };
  return (
    <span class="state" data-state={state}>
      {window.state[state]}
      {remaining[state]}
    </span>
  );
}

function Jump({ language, consultation }: { language: Language; consultation: Consultation }) {
  const { consultation: copy } = copyFor(language);
  return (
    <nav class="jump" aria-labelledby="jump-title">
      <p id="jump-title">{copy.jump}</p>
      <ol>
        {consultation.draft.commitments.map(({ number, title }) => (
          <li>
            <a href={`#commitment-${number}`} title={title[language]}>
              <span class="ds-sr-only">{copy.jumpTo(number, title[language])}</span>
              <span aria-hidden="true">{number}</span>
            </a>
          </li>
        ))}
        <li>
          <a href="#commitment-0">{wordsOf(consultation.kind, language).form.whole}</a>
        </li>
      </ol>
    </nav>
  );
}
