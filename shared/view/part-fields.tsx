import type { Consultation } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import type { Field } from '../kinds/field.ts';
import { formNameOf } from '../kinds/form-fields.ts';
import { fieldsOf } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { choiceLabel, fieldWordsOf, wordsOf } from '../kinds/words.ts';
import { copyFor } from './copy/index.ts';
import { Checkboxes, Choices, TextArea, TextField } from './fields.tsx';
import { type Complaint, errorAt } from './form-state.ts';
import { type Typed, typedChoices, typedText } from './typed.ts';

/** A form as it was filled in, and what is wrong with it. */
export interface Filled {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly typed: Typed;
  readonly complaints: readonly Complaint[];
  readonly labels: ReadonlyMap<string, string>;
}

interface PartFieldsProps extends Filled {
  /** The commitment's number, or 0 if the part is about no single commitment. */
  readonly number: number;
}

/** The fields of one part, as the kind of the consultation lists them. */
export function PartFields({ number, ...filled }: PartFieldsProps) {
  const kind = kindOf(filled.consultation);
  return (
    <>
      {fieldsOf(kind).map(([name, field]) => (
        <PartField {...filled} name={name} field={field} at={formNameOf(kind, name, number)} />
      ))}
    </>
  );
}

interface PartFieldProps extends Filled {
  /** The name of the field in its kind. */
  readonly name: string;
  readonly field: Field;
  /** The name of the field in the form. */
  readonly at: string;
}

function PartField(props: PartFieldProps) {
  const { language, consultation, typed, complaints, labels, name, field, at } = props;
  const words = fieldWordsOf(wordsOf(consultation.kind, language), name);
  const labelled = {
    name: at,
    label: <Label short={words.label} full={labels.get(at)} />,
    ...(words.hint === undefined ? {} : { hint: words.hint }),
    error: errorAt(complaints, at),
    errorPrefix: copyFor(language).site.errorPrefix,
    required: field.required,
  };
  const inWords = (value: string) => ({
    value,
    label: choiceLabel(consultation, name, value, language),
  });
  switch (field.control) {
    case 'scale':
      return (
        <Choices
          {...labelled}
          layout="scale"
          choices={[...field.values.map(inWords), { value: '', label: words.none ?? '' }]}
          chosen={typedText(typed, at)}
        />
      );
    case 'choice':
      return (
        <Choices
          {...labelled}
          layout="list"
          choices={field.values.map(inWords)}
          chosen={typedText(typed, at)}
        />
      );
    case 'several':
      return (
        <Checkboxes
          {...labelled}
          choices={(consultation.lists[field.list] ?? []).map(({ id }) => inWords(id))}
          chosen={typedChoices(typed, at)}
        />
      );
    case 'line':
      return <TextField {...labelled} value={typedText(typed, at)} />;
    case 'text':
      return <TextArea {...labelled} value={typedText(typed, at)} limit={field.limit} />;
  }
}

/**
 * People who see the page know from the place of a field what it is about. Screen readers need the
 * full label.
 */
function Label({ short, full = short }: { short: string; full: string | undefined }) {
  if (short === full) return <>{short}</>;
  return (
    <>
      <span aria-hidden="true">{short}</span>
      <span class="ds-sr-only">{full}</span>
    </>
  );
}
