import { outliveReader } from '../local/standard-output.ts';

/**
 * `amiss`: done, but what was asked about is not as it should be. `refused`: understood but not
 * possible, and the command has said why. `misused`: not understood.
 */
export type CommandOutcome = 'done' | 'amiss' | 'refused' | 'misused';

const EXIT_CODES = { done: 0, amiss: 1, refused: 1, misused: 2 } as const satisfies Record<
  CommandOutcome,
  number
>;

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
    if (outcome === 'misused') console.error(usage);
    process.exitCode = EXIT_CODES[outcome];
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : fault);
    process.exitCode = EXIT_CODES.misused;
  }
}
