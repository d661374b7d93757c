declare module 'dynalite' {
  import type { Server } from 'node:http';

  /**
   * `path`: where the data lies; without it, the data lies in memory. `createTableMs`: how many
   * milliseconds a table takes to become active.
   */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
