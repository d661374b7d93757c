/*
 * Loaded before a measured program: answers what its process, with all of its threads, has used so far.
 */

export interface Usage {
  /** Processor time since the start. */
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
// The benchmark may be gone: the channel alone must not keep the program running.
process.channel?.unref();
