import { MAX_COMMITMENTS, MAX_DRAFT_BYTES, PublishedDraft } from '../../shared/domain/draft.ts';
import { aConsultation, aPublishedDraft } from './builders.ts';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const both = (text: string) => ({ lv: text, en: text });

/** A first version with text of every kind. `hostile` stands in each of its texts. */
export function aFirstDraft(hostile = 'Beigas.'): PublishedDraft {
  const [first, second, third] = aConsultation().draft.commitments;
  if (first === undefined || second === undefined || third === undefined) throw new Error('Three');
  return PublishedDraft.parse({
    version: 1,
    introduction: {
      lv: `# Par projektu\n\nProjekts ir **pirmais**. ${hostile}\n\n- viens\n- divi`,
      en: `# About the draft\n\nThe draft is the **first**. ${hostile}\n\n- one\n- two`,
    },
    documents: [
      {
        title: { lv: `Izvērtējums ${hostile}`, en: `Review ${hostile}` },
        address: `https://plan.example/draft.pdf?a=1&b="'`,
        sha256: HASH,
        bytes: 1_234_567,
      },
    ],
    commitments: [
      {
        ...first,
        summary: { lv: `Publicēt datus. ${hostile}`, en: `Publish data. ${hostile}` },
        finding: {
          lv: `## Izdarītais\n\nDati ir publicēti **daļēji**. ${hostile}`,
          en: `## Done\n\nThe data is published **in part**. ${hostile}`,
        },
      },
      {
        ...second,
        finding: both(`Garš teksts. ${'Portāls vēl nedarbojas. '.repeat(60)}${hostile}`),
      },
      third,
    ],
  });
}

/** The version after it: one commitment reworded, one removed, one new, and another file. */
export function aSecondDraft(hostile = 'Beigas.'): PublishedDraft {
  const { introduction, documents, commitments } = aFirstDraft(hostile);
  const [first, second] = commitments;
  const [document] = documents;
  if (first === undefined || second === undefined || document === undefined) throw new Error('Two');
  return PublishedDraft.parse({
    version: 2,
    introduction,
    documents: [{ ...document, sha256: HASH.replace('9f', '00'), bytes: 1_300_000 }],
    commitments: [
      {
        ...first,
        finding: {
          lv: `## Izdarītais\n\nDati ir publicēti **pilnībā**. ${hostile}`,
          en: `## Done\n\nThe data is published **in full**. ${hostile}`,
        },
      },
      second,
      { number: 4, title: both('Jauna'), unit: first.unit, summary: both(`Jauns. ${hostile}`) },
    ],
  });
}

/**
 * A draft of the most commitments, as large as a draft may be, in bytes of UTF-8. `words` stand
 * again and again in each of its texts.
 */
export function aLargeDraft(
  words = 'apņemšanās ',
  bytes = MAX_DRAFT_BYTES,
  unit = aConsultation().unit,
): PublishedDraft {
  const text = both(words.repeat(Math.floor(1_360 / sizeOf(words))).trim());
  const draft = aPublishedDraft({
    introduction: both('a'),
    commitments: Array.from({ length: MAX_COMMITMENTS }, (_, index) => ({
      number: index + 1,
      title: both(`${'Ļoti gara apņemšanās '.repeat(5)}${index + 1}`),
      unit,
      summary: text,
      finding: text,
    })),
  });
  const left = bytes - sizeOf(JSON.stringify(draft));
  return {
    ...draft,
    introduction: {
      lv: 'a'.repeat(1 + Math.ceil(left / 2)),
      en: 'a'.repeat(1 + Math.floor(left / 2)),
    },
  };
}

const sizeOf = (text: string) => Buffer.byteLength(text);
