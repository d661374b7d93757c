import * as z from 'zod/mini';
import { Publication as AnyPublication } from '../domain/consultation.ts';
import type { FieldFailure } from '../domain/failure.ts';
import { listsOf } from './kind.ts';
import { kindOf, KINDS } from './kinds.ts';

/** What an operator publishes: a consultation of a kind that there is, and the units it names. */
export const Publication = z.extend(AnyPublication, {
  consultation: z.extend(AnyPublication.shape.consultation, {
    kind: z.enum(KINDS.map(({ id }) => id)),
  }),
});
export type Publication = z.infer<typeof Publication>;

/** Returns what the kind of the consultation forbids in its publication. */
export function checkKind({ consultation }: Publication): FieldFailure[] {
  const kind = kindOf(consultation);
  const asked = listsOf(kind);
  const missing = asked.filter((name) => consultation.lists[name] === undefined);
  const others = Object.keys(consultation.lists).filter((name) => !asked.includes(name));
  const hasCommitments = consultation.draft.commitments.length > 0;
  const commitments = '/consultation/draft/commitments';
  return [
    ...missing.map((name): FieldFailure => {
      return { pointer: `/consultation/lists/${name}`, fault: 'required' };
    }),
    ...others.map((name): FieldFailure => {
      return { pointer: `/consultation/lists/${name}`, fault: 'unknown-field' };
    }),
    ...(kind.about === 'commitments' && !hasCommitments
      ? [{ pointer: commitments, fault: 'required' } as const]
      : []),
    ...(kind.about === 'nothing' && hasCommitments
      ? [{ pointer: commitments, fault: 'not-allowed' } as const]
      : []),
  ];
}
