/** Returns what stands before an item of a list, in both parts of a mail. */
export function markerOf(start: number | null, index: number): string {
  return start === null ? '–' : `${start + index}.`;
}
