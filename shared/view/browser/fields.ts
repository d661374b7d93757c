import type { Fields } from './kept.ts';

/* What is filled in in a form. */

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Returns what is filled in. Hidden fields are left out: one of them is the key of an edit. */
export function fieldsOf(form: HTMLFormElement): Fields {
  return group(fieldsIn(form), (field) => (isBox(field) ? field.checked : true) && field.value);
}

/** Returns what was filled in when the server sent the form, whatever the browser has put there. */
export function defaultsOf(form: HTMLFormElement): Fields {
  return group(fieldsIn(form), (field) =>
    isBox(field) ? field.defaultChecked && field.value : field.defaultValue,
  );
}

/** Returns what a form carries in hidden fields, without its key. */
export function carriedFields(form: HTMLFormElement): Fields {
  const hidden = form.querySelectorAll<HTMLInputElement>('input[type="hidden"]');
  return group(
    [...hidden].filter(({ name }) => name !== 'key'),
    ({ value }) => value,
  );
}

/**
 * Makes the form hold these fields and nothing else. What has no field in it any more stays in it out
 * of sight, so that it is kept and sent with the rest. Returns whether there is any.
 */
export function fillIn(form: HTMLFormElement, fields: Fields): boolean {
  for (const stray of form.querySelectorAll('textarea[hidden]')) stray.remove();
  for (const field of fieldsIn(form)) {
    const values = fields[field.name] ?? [''];
    if (isBox(field)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? '';
    field.dispatchEvent(new Event('count'));
  }
  const strays = Object.entries(fields).filter(([name]) => form.elements.namedItem(name) === null);
  for (const [name, values] of strays) {
    for (const value of values) {
      const stray = document.createElement('textarea');
      form.append(Object.assign(stray, { name, value, hidden: true }));
    }
  }
  return strays.length > 0;
}

/** Returns the fields in which people write and choose. */
function fieldsIn(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (one): one is Field =>
      (one instanceof HTMLInputElement && one.type !== 'hidden') ||
      one instanceof HTMLTextAreaElement,
  );
}

function isBox(field: Field): field is HTMLInputElement {
  return field.type === 'radio' || field.type === 'checkbox';
}

/** Puts values together by the names of their fields. A field without a value is left out. */
function group<One extends Field>(all: readonly One[], valueIn: (field: One) => string | false) {
  const fields: Record<string, string[]> = {};
  for (const field of all) {
    const value = valueIn(field);
    if (value !== false && value !== '') (fields[field.name] ??= []).push(value);
  }
  return fields;
}
