/** Returns what stands before an item of a list, where the page has no list of its own. */
export function markerOf(start: number | null, index: number): string {
  return start === null ? '–' : `${start + index}.`;
}
