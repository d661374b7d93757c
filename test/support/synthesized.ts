/** A file that appears when the stack of a run is synthesized. It holds what went wrong, if anything. */
export const SYNTHESIZED = '.build/tests-synthesized';
