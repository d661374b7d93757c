/*
 * Where the log of a consultation stands. The name of a log is part of what is signed, so this file
 * builds it itself: the table of routes may change. A test compares both.
 */

/** Returns the address, with a slash at the end. `siteUrl` has none. */
export function logUrl(siteUrl: string, consultation: string): string {
  return `${siteUrl}/log/${consultation}/`;
}

/**
 * Returns the name of the log, the first line of each checkpoint: its address without the scheme and
 * without the slash at the end.
 */
export function logOrigin(siteUrl: string, consultation: string): string {
  const { host, pathname } = new URL(logUrl(siteUrl, consultation));
  return `${host}${pathname.replace(/\/$/u, '')}`;
}
