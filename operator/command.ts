import { outliveReader } from '../local/standard-output.ts';

/**
 * `amiss`: done, and what was asked about is not as it should be; `refused`: understood, but not possible, as has
 * been said; `misused`: not understood.
 */
export type CommandOutcome = 'done' | 'amiss' | 'refused' | 'misused';

const EXIT_CODES = { done: 0, amiss: 1, refused: 1, misused: 2 } as const satisfies Record<
  CommandOutcome,
  number
>;

/** Sets the exit code. What is thrown is said in one line: an operator has no use for a stack. */
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
