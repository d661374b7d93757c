import type { ComponentChildren } from 'preact';

/*
 * The fields of forms: every input with its label, its hint and its error, joined so that they are
 * read out together. Ids are the field's name; the first of several radio buttons or checkboxes carries
 * it too, so that `#name` always leads to something that can be typed in or chosen.
 */

interface Labelled {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: string;
  readonly error: string | undefined;
  /** Said before the error to those who cannot see that it is one. */
  readonly errorPrefix: string;
}

interface TextFieldProps extends Labelled {
  /** Where another form of the page has a field of the same name. */
  readonly id?: string;
  readonly value: string;
  readonly type?: 'text' | 'email';
  readonly autocomplete?: 'organization' | 'name' | 'email' | 'off';
  /** Of the answer: the field is as wide as what is expected in it. */
  readonly width?: 'short' | 'medium';
  /** It will be refused empty. Said to assistive software; the browser is not to judge by it. */
  readonly required?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { name, label, hint, error, errorPrefix, value, required = false } = props;
  const { id = name, type = 'text', autocomplete = 'off', width = 'medium' } = props;
  return (
    <div class={`ds-field field-${width}`}>
      <label class="ds-label" for={id}>
        {label}
      </label>
      <Hint name={id} hint={hint} />
      <FieldError name={id} error={error} prefix={errorPrefix} />
      <input
        class="ds-input"
        id={id}
        name={name}
        type={type}
        autocomplete={autocomplete}
        spellcheck={false}
        value={value}
        aria-required={required || undefined}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={descriptionIds(id, hint, error)}
      />
    </div>
  );
}

interface TextAreaProps extends Labelled {
  readonly value: string;
  /** In UTF-16 units. Only counted in the browser: cutting off what is pasted would lose text. */
  readonly limit: number;
}

export function TextArea(props: TextAreaProps) {
  const { name, label, hint, error, errorPrefix, value, limit } = props;
  return (
    <div class="ds-field">
      <label class="ds-label" for={name}>
        {label}
      </label>
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} prefix={errorPrefix} />
      <textarea
        class="ds-input"
        id={name}
        name={name}
        rows={4}
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={descriptionIds(name, hint, error)}
      />
      <p class="counter" data-counter={name} data-limit={limit} hidden />
    </div>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface ChoicesProps extends Labelled {
  readonly choices: readonly Choice[];
  readonly chosen: string | undefined;
  /** Side by side where there is room, for the steps of a scale. */
  readonly layout: 'list' | 'scale';
  readonly required?: boolean;
}

/** One of several. */
export function Choices(props: ChoicesProps) {
  const { name, label, hint, error, errorPrefix, choices, chosen, layout, required } = props;
  return (
    <fieldset
      class="ds-fieldset"
      role="radiogroup"
      aria-required={required === true || undefined}
      aria-invalid={error !== undefined || undefined}
      aria-describedby={descriptionIds(name, hint, error)}
    >
      <legend class="ds-label">{label}</legend>
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} prefix={errorPrefix} />
      <div class={`choices choices-${layout}`}>
        {choices.map((choice, index) => (
          <Option
            type="radio"
            name={name}
            isFirst={index === 0}
            choice={choice}
            checked={choice.value === chosen}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface CheckboxesProps extends Labelled {
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
}

/** Any of several, or none. */
export function Checkboxes(props: CheckboxesProps) {
  const { name, label, hint, error, errorPrefix, choices, chosen } = props;
  return (
    <fieldset class="ds-fieldset" aria-describedby={descriptionIds(name, hint, error)}>
      <legend class="ds-label">{label}</legend>
      <Hint name={name} hint={hint} />
      <FieldError name={name} error={error} prefix={errorPrefix} />
      <div class="choices choices-list">
        {choices.map((choice, index) => (
          <Option
            type="checkbox"
            name={name}
            isFirst={index === 0}
            choice={choice}
            checked={chosen.includes(choice.value)}
            invalid={error !== undefined}
          />
        ))}
      </div>
    </fieldset>
  );
}

interface OptionProps {
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly isFirst: boolean;
  readonly choice: Choice;
  readonly checked: boolean;
  /** Said by each checkbox: their group has no such state, as a group of radio buttons has. */
  readonly invalid?: boolean;
}

function Option({ type, name, isFirst, choice, checked, invalid = false }: OptionProps) {
  const ownName = `${name}-${choice.value || 'none'}`;
  const id = isFirst ? name : ownName;
  return (
    <div class="ds-field">
      <input
        class="ds-input"
        type={type}
        id={id}
        name={name}
        value={choice.value}
        checked={checked}
        aria-invalid={invalid || undefined}
        aria-describedby={descriptionIds(ownName, choice.hint, undefined)}
      />
      <label class="ds-label" for={id}>
        {choice.label}
      </label>
      <Hint name={ownName} hint={choice.hint} />
    </div>
  );
}

function Hint({ name, hint }: { name: string; hint: string | undefined }) {
  if (hint === undefined) return null;
  return (
    <p data-field="description" id={`${name}-hint`}>
      {hint}
    </p>
  );
}

interface FieldErrorProps {
  readonly name: string;
  readonly error: string | undefined;
  readonly prefix: string;
}

function FieldError({ name, error, prefix }: FieldErrorProps) {
  if (error === undefined) return null;
  return (
    <p class="ds-validation-message" id={`${name}-error`}>
      <span class="ds-sr-only">{prefix}</span>
      {error}
    </p>
  );
}

function descriptionIds(
  name: string,
  hint: string | undefined,
  error: string | undefined,
): string | undefined {
  const ids = [
    ...(hint === undefined ? [] : [`${name}-hint`]),
    ...(error === undefined ? [] : [`${name}-error`]),
  ];
  return ids.length === 0 ? undefined : ids.join(' ');
}
