import { outliveReader } from '../local/standard-output.ts';

/**
 * `amiss`: done, but what was asked about is not as it should be. `refused`: understood but not
 * possible, and the command has said why. `misused`: the command line was not understood. `failed`:
 * it could not be carried out, and what went wrong was printed.
 */
export type CommandOutcome = 'done' | 'amiss' | 'refused' | 'misused' | 'failed';

const EXIT_CODES = {
  done: 0,
  amiss: 1,
  refused: 1,
  misused: 2,
  failed: 3,
} as const satisfies Record<CommandOutcome, number>;

const EXIT_USAGE =
  'Exit code: 0 done, 1 refused or not as it should be, 2 not understood, 3 could not be carried out';

/** Thrown for a command line that is not understood. */
export class Misuse extends Error {}

/**
 * Runs a command and sets the exit code. Prints an error in one line, because an operator has no
 * use for a stack trace.
 */
export async function runCommand(
  usage: string,
  command: () => Promise<CommandOutcome>,
): Promise<void> {
  outliveReader();
  try {
    const outcome = await command();
    if (outcome === 'misused') console.error(`${usage}\n${EXIT_USAGE}`);
    process.exitCode = EXIT_CODES[outcome];
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : fault);
    process.exitCode = EXIT_CODES[isMisuse(fault) ? 'misused' : 'failed'];
  }
}

/** Says whether the fault is about the command line: ours, or one of `parseArgs`. */
function isMisuse(fault: unknown): boolean {
  if (fault instanceof Misuse) return true;
  return (
    fault instanceof Error && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS')
  );
}
