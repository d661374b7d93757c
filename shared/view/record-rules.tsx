import type { Rule } from '../domain/consultation-record.ts';
import type { Language } from '../domain/text.ts';
import { recordCopyFor } from './copy/record.ts';

const STANDARDS = 'https://www.opengovpartnership.org/ogp-participation-co-creation-standards/';

interface RecordRulesProps {
  readonly language: Language;
  readonly rules: readonly Rule[];
}

/** Shows by which rules the consultation was held, and whether it has met each. */
export function RecordRules({ language, rules }: RecordRulesProps) {
  const copy = recordCopyFor(language);
  return (
    <section class="record-part" aria-labelledby="rules-title">
      <h2 id="rules-title">{copy.rules}</h2>
      <p>
        {copy.rulesHint}{' '}
        <a class="ds-link" href={STANDARDS} hreflang="en">
          {copy.ogp}
        </a>
      </p>
      <ul class="verdicts">
        {rules.map((rule) => (
          <li data-verdict={rule.verdict}>
            <p class="verdict">{copy.verdict[rule.verdict]}</p>
            <div>
              <h3>{copy.rule[rule.rule](rule.required)}</h3>
              <p>{copy.because[rule.because](rule)}</p>
              <p class="rule-source">
                {rule.standard === null
                  ? copy.own
                  : `${copy.standard(rule.standard)}. ${copy.standards[rule.standard] ?? ''}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
