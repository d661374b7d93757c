/** Returns a number with what it counts. `many` is the word for none, too. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
