import type { ComponentChildren } from 'preact';

/*
 * The fields of forms. Every input is joined with its label, its hint and its error, so that screen
 * readers read them together. An input's id is the field's name. The first of several radio buttons
 * or checkboxes has this id too, so that `#name` always leads to an input.
 */

interface Labelled {
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: string;
  readonly error: string | undefined;
  /** Read out before the error to people who cannot see that it is an error. */
  readonly errorPrefix: string;
}

interface TextFieldProps extends Labelled {
  /** The input's id, if another form on the page has a field of the same name. */
  readonly id?: string;
  readonly value: string;
  readonly type?: 'text' | 'email';
  readonly autocomplete?: 'organization' | 'name' | 'email' | 'off';
  /** The field is as wide as the answer that we expect. */
  readonly width?: 'short' | 'medium';
  /**
   * The field is refused if it is empty. We tell assistive software, but the browser must not check
   * it.
   */
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
  /** In UTF-16 units. The browser only counts: if it cut off what is pasted, text would be lost. */
  readonly limit: number;
  readonly required?: boolean;
}

export function TextArea(props: TextAreaProps) {
  const { name, label, hint, error, errorPrefix, value, limit, required = false } = props;
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
        aria-required={required || undefined}
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
  /** `scale` places the choices side by side where there is space, for the steps of a scale. */
  readonly layout: 'list' | 'scale';
  readonly required?: boolean;
}

/** Radio buttons: one of several choices. */
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

interface SelectionProps {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly chosen: string;
}

/** A list of which one choice shows: for choices that are many, and none of them wrong. */
export function Selection({ name, label, choices, chosen }: SelectionProps) {
  return (
    <div class="ds-field">
      <label class="ds-label" for={name}>
        {label}
      </label>
      <select class="ds-input" id={name} name={name}>
        {choices.map(({ value, label: words }) => (
          <option value={value} selected={value === chosen}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface CheckboxesProps extends Labelled {
  readonly choices: readonly Choice[];
  readonly chosen: readonly string[];
}

/** Checkboxes: any of several choices, or none. */
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
  /**
   * Set on each checkbox, because a group of checkboxes has no such state. A group of radio buttons
   * has one.
   */
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
