/*
 * Loaded before a measured program. Answers each message with what the process has used so far.
 */

export interface Usage {
  /** Processor time of all threads since the start. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpuMs: (user + system) / 1_000,
    residentBytes: process.memoryUsage.rss(),
  };
  process.send?.(usage);
});
// The channel alone must not keep the program running.
process.channel?.unref();
