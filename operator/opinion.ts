import { parseArgs } from 'node:util';
import { spellReference } from '../shared/domain/reference.ts';
import { DAY_MS, plus } from '../shared/domain/time.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { logStore } from '../shared/dynamo/log.ts';
import { projectionStore } from '../shared/dynamo/projections.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { standingStore } from '../shared/dynamo/standings.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { suppressionStore } from '../shared/dynamo/suppressions.ts';
import { MODERATION_RULES, ruleOf } from '../shared/moderation-rules.ts';
import { pathTo } from '../shared/routes.ts';
import { findContact } from '../shared/usecases/find-contact.ts';
import { type Moderated, moderateOpinions } from '../shared/usecases/moderate-opinions.ts';
import { projectConsultation } from '../shared/usecases/publish-opinions.ts';
import { publishSubmission } from '../shared/usecases/publish-submission.ts';
import { rebuildProjection } from '../shared/usecases/rebuild-projection.ts';
import { wireTokens } from '../shared/wiring.ts';
import { NO_SITE } from './built-mails.ts';
import { runCommand, type CommandOutcome } from './command.ts';
import { contactLines } from './contact-words.ts';
import { EXPORT_OPTIONS, exportOpinions } from './export-opinions.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run opinion -- hide REFERENCE --reason RULE   hides the text: a line with the rule stays
       npm run opinion -- show REFERENCE                 shows it again
       npm run opinion -- contact REFERENCE              who can be asked about it, and in which language
       npm run opinion -- rebuild CONSULTATION           writes again everything that everybody sees
       npm run --silent opinion -- export CONSULTATION --format csv|json [--out FILE]
                                                         everything that is public, in one file
       RULE: ${MODERATION_RULES.map(({ id }) => id).join(', ')}
       ${TARGET_USAGE}`;

const OPTIONS = { ...TARGET_OPTIONS, ...EXPORT_OPTIONS, reason: { type: 'string' } } as const;

/** What the author gets to know of an act. */
const TOLD = {
  due: 'A mail to the author about it is due',
  'no-contact': 'The author gets no mail about it: the contact was removed',
  suppressed: 'The author gets no mail about it: the address must get no more mail',
} as const;

/** Runs the operator's commands for opinions: what everybody sees of them, and who wrote one. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command = '', named, ...more] = positionals;
  const { reason } = values;
  if (named === undefined || more.length > 0) return 'misused';
  switch (command) {
    case 'hide':
      return reason === undefined || ruleOf(reason) === null ? 'misused' : hide(named, reason);
    case 'show':
      return reason === undefined ? show(named) : 'misused';
    case 'contact':
      return reason === undefined ? contact(named) : 'misused';
    case 'rebuild':
      return reason === undefined ? rebuild(named) : 'misused';
    case 'export':
      return reason === undefined ? exportOpinions(named, values) : 'misused';
    default:
      return 'misused';
  }

  function open() {
    const { table, clock, siteUrl } = targetOf(values);
    const store = {
      ...consultationStore(table),
      ...logStore(table),
      ...projectionStore(table),
      ...publicStore(table),
      ...standingStore(table),
      ...submissionStore(table),
      ...suppressionStore(table),
    };
    const needs = { store, clock, tokens: wireTokens(table, clock) };
    const moderate = moderateOpinions({ ...needs, publish: publishSubmission(needs) });
    return { needs, moderate, siteUrl: siteUrl ?? NO_SITE };
  }

  async function hide(reference: string, rule: string): Promise<CommandOutcome> {
    const { moderate, siteUrl } = open();
    const words = { done: 'Hidden', already: 'Hidden by this rule already' };
    return tell(await moderate.hide(reference, rule), reference, words, siteUrl);
  }

  async function show(reference: string): Promise<CommandOutcome> {
    const { moderate, siteUrl } = open();
    const words = { done: 'Shown again', already: 'Not hidden' };
    return tell(await moderate.show(reference), reference, words, siteUrl);
  }

  function tell(
    moderated: Moderated,
    reference: string,
    words: Readonly<Record<'done' | 'already', string>>,
    siteUrl: string,
  ): CommandOutcome {
    switch (moderated.outcome) {
      case 'unknown':
        console.error(`No consultation has a submission ${reference}`);
        return 'refused';
      case 'not-public':
        console.error(
          moderated.consultation.publishes === 'never'
            ? `${reference} is not public: ${moderated.consultation.id} never publishes what it receives`
            : `${reference} is not public: its author does not publish it, or has withdrawn it`,
        );
        return 'refused';
      case 'done':
      case 'already': {
        const { outcome, submission, consultation, parts, isOut, told } = moderated;
        console.log(`${words[outcome]}: ${spellReference(submission)} of ${consultation.id}`);
        if (!isOut) console.log('  Nothing of it is public before the consultation has closed');
        for (const { id: opinion } of isOut ? parts : []) {
          const parameters = { language: 'lv', consultation: consultation.id, opinion } as const;
          console.log(`  ${siteUrl}${pathTo('opinion', parameters)}`);
        }
        if (told !== null) console.log(TOLD[told]);
        return 'done';
      }
    }
  }

  async function contact(typed: string): Promise<CommandOutcome> {
    const found = await findContact(open().needs)(typed);
    switch (found.outcome) {
      case 'unreadable':
        console.error(`${typed} is no reference: one of its 12 symbols is wrong or missing`);
        return 'refused';
      case 'unknown':
        console.error(`No consultation has a submission ${typed}`);
        return 'refused';
      case 'found':
        for (const line of contactLines(found.submission)) console.log(line);
        return 'done';
    }
  }

  async function rebuild(id: string): Promise<CommandOutcome> {
    const { needs } = open();
    const consultation = await needs.store.findConsultation(id);
    if (consultation === null) {
      console.error(`There is no consultation ${id}`);
      return 'refused';
    }
    await rebuildProjection(needs)(consultation);
    await projectConsultation(needs)(consultation, plus(needs.clock.now(), DAY_MS));
    const made = await needs.store.findProjection(id);
    console.log(`${id} is made again up to ${made?.upTo ?? consultation.opensAt}`);
    return 'done';
  }
});
