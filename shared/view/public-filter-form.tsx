import type { Consultation } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import { countedValues } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { filterQuery, type PublicFilter } from '../kinds/public-filter.ts';
import { choiceLabel, fieldWordsOf, wordsOf } from '../kinds/words.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';
import { publicCopyFor } from './copy/public.ts';
import { Selection, TextField } from './fields.tsx';

interface FilterFormProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly filter: PublicFilter;
}

/** The form that narrows the list down. Its answer is an address that can be kept and passed on. */
export function FilterForm({ language, consultation, filter }: FilterFormProps) {
  const copy = publicCopyFor(language).opinions;
  const { errorPrefix } = copyFor(language).site;
  const kind = kindOf(consultation);
  const counted = fieldWordsOf(wordsOf(kind.id, language), kind.counted);
  const action = pathTo('opinions', { language, consultation: consultation.id });
  const plain = { error: undefined, errorPrefix };
  return (
    <details class="filter" open={Object.keys(filterQuery(filter)).length > 0}>
      <summary>{copy.filter}</summary>
      <form method="get" action={action}>
        {kind.about === 'commitments' && (
          <Selection
            name="commitment"
            label={copy.commitment}
            chosen={filter.commitment === null ? '' : String(filter.commitment)}
            choices={[
              { value: '', label: copy.anyCommitment },
              ...consultation.draft.commitments.map(({ number, title }) => {
                return { value: String(number), label: copy.numbered(number, title[language]) };
              }),
              { value: '0', label: copy.whole },
            ]}
          />
        )}
        <Selection
          name="value"
          label={counted.label}
          chosen={filter.value}
          choices={[
            { value: '', label: copy.any },
            ...countedValues(kind, consultation).map((value) => {
              return { value, label: choiceLabel(consultation, kind.counted, value, language) };
            }),
          ]}
        />
        <TextField
          name="organisation"
          label={copy.organisation}
          hint={copy.organisationHint}
          value={filter.organisation}
          {...plain}
        />
        <TextField
          name="search"
          label={copy.search}
          hint={copy.searchHint}
          value={filter.search}
          {...plain}
        />
        {kind.about === 'commitments' && (
          <Selection
            name="order"
            label={copy.order}
            chosen={filter.order}
            choices={(['newest', 'commitment'] as const).map((value) => {
              return { value, label: copy.orders[value] };
            })}
          />
        )}
        <p class="filter-actions">
          <button class="ds-button" type="submit">
            {copy.submit}
          </button>{' '}
          <a class="ds-link" href={action}>
            {copy.clear}
          </a>
        </p>
      </form>
    </details>
  );
}
