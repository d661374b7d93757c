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
export async function carriedOut(
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

/**
 * Writes to standard output and waits for a reader that is slower. `unread`: the reader has gone, as
 * `head` does when it has had enough. Throws when the text cannot be written for another reason.
 */
export async function write(text: string): Promise<'written' | 'unread'> {
  const fault = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (!fault) return 'written';
  if (isUnread(fault)) return 'unread';
  throw fault;
}

/** From now on a reader that goes away ends nothing that is under way. */
export function outliveReader(): void {
  process.stdout.on('error', (fault: Error) => {
    if (!isUnread(fault)) throw fault;
  });
}

function isUnread(fault: Error): boolean {
  return 'code' in fault && fault.code === 'EPIPE';
}
