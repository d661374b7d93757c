/** `refused`: understood, but not possible, as has been said; `misused`: not understood. */
type CommandOutcome = 'done' | 'refused' | 'misused';

const EXIT_CODES = { done: 0, refused: 1, misused: 2 } as const satisfies Record<
  CommandOutcome,
  number
>;

/** Sets the exit code. What is thrown is said in one line: an operator has no use for a stack. */
export async function carriedOut(
  usage: string,
  command: () => Promise<CommandOutcome>,
): Promise<void> {
  try {
    const outcome = await command();
    if (outcome === 'misused') console.error(usage);
    process.exitCode = EXIT_CODES[outcome];
  } catch (fault) {
    console.error(fault instanceof Error ? fault.message : fault);
    process.exitCode = EXIT_CODES.misused;
  }
}
