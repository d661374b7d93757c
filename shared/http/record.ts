import * as z from 'zod/mini';
import { ConsultationRecord, Rule } from '../domain/consultation-record.ts';
import { LANGUAGES, type Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { recordCopyFor } from '../view/copy/record.ts';

const Sentence = z.strictObject({ lv: z.string(), en: z.string() });

/** The record of a consultation as the API shows it: with the words of its page. */
export const RecordView = z.extend(ConsultationRecord, {
  rules: z.array(
    z.extend(Rule, {
      /** What is asked for. */
      title: Sentence,
      /** Why the verdict is so. */
      reason: Sentence,
    }),
  ),
  links: z.strictObject({ lv: z.string(), en: z.string(), consultation: z.string() }),
});
type RecordView = z.infer<typeof RecordView>;

export function recordView(record: ConsultationRecord): RecordView {
  const { consultation } = record;
  return {
    ...record,
    rules: record.rules.map((rule) => ({
      ...rule,
      title: inEach((language) => recordCopyFor(language).rule[rule.rule](rule.required)),
      reason: inEach((language) => recordCopyFor(language).because[rule.because](rule)),
    })),
    links: {
      ...inEach((language) => pathTo('record', { language, consultation })),
      consultation: pathTo('apiConsultation', { consultation }),
    },
  };
}

function inEach(say: (language: Language) => string): Record<Language, string> {
  const [lv, en] = LANGUAGES.map(say);
  return { lv: lv ?? '', en: en ?? '' };
}
