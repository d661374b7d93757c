import type { Purpose, SecretKey } from '../shared/domain/secret-key.ts';
import type { Dependents, StandingKey } from '../shared/usecases/manage-keys.ts';
import { countOf } from './count-of.ts';
import { showInstant } from './show-instant.ts';

/* What the commands about keys print, line by line. Times are in Riga. No line holds a secret. */

const STAYS_VALID: Record<Purpose, string> = {
  links: 'Links that were mailed before stay valid for their time',
  addresses:
    'Known addresses stay where they are and are found there; what is kept about them still holds',
  references: 'What was submitted before keeps its reference, also when it is sent again',
};

export const KEPT_LINES = [
  'A key for addresses is never retired: what stands under it would not be found any more.',
  'People who have complained would get mail again, and subscribers could not be found by their address.',
  'The key alone opens nothing. docs/runbook.md says what to do when it has leaked.',
];

/** Returns the lines about all keys of a purpose. */
export function keyLines(purpose: Purpose, keys: readonly StandingKey[]): string[] {
  if (keys.length === 0) return [`${purpose}: no key yet; the first publication makes one`];
  return keys.flatMap((standing) => [
    `${purpose} ${standing.key.number}  made ${showInstant(standing.key.madeAt)}  ${roleOf(standing)}`,
    ...(standing.dependents === null
      ? []
      : dependentLines(standing.dependents).map((line) => `  ${line}`)),
    ...(standing.role === 'verifies' && purpose === 'addresses'
      ? ['  whoever stands under it is found by it alone']
      : []),
  ]);
}

function roleOf({ key, role, until }: StandingKey): string {
  const from = showInstant(key.signsFrom);
  const span =
    until === null ? `signed from ${from}` : `signed from ${from} to ${showInstant(until)}`;
  switch (role) {
    case 'signs':
      return `signs since ${from}`;
    case 'waits':
      return `signs from ${from} on`;
    case 'verifies':
      return `${span}, still verifies`;
    case 'retired':
      return key.state === 'retired' ? `${span}, retired ${showInstant(key.retiredAt)}` : span;
  }
}

/** Returns a line for each thing that depends on the key. None: nothing does. */
export function dependentLines(dependents: Dependents): string[] {
  const { consultations, references, confirmations, subscribers } = dependents;
  return [
    ...(consultations === 0
      ? []
      : [
          `links to submissions of ${countOf(consultations, 'consultation', 'consultations')}, to edit or withdraw them, to change their publication and to get their proof; they do not expire`,
        ]),
    ...(references === null
      ? []
      : [
          `finding the earlier reference when the same content is sent again, until ${showInstant(references)}`,
        ]),
    ...(confirmations === null
      ? []
      : [`links to confirm a sign-up, until ${showInstant(confirmations)}`]),
    ...(subscribers === 0
      ? []
      : [
          `links to change topics and to unsubscribe in mails to ${countOf(subscribers, 'person', 'people')} on the list, for as long as each is on it`,
        ]),
  ];
}

/** Returns when the new key signs, and what stays valid. */
export function rotationLines(purpose: Purpose, { signsFrom }: SecretKey): [string, string] {
  return [
    `It signs from ${showInstant(signsFrom)} on; by then every function knows it`,
    STAYS_VALID[purpose],
  ];
}
