/** What was given is not what it should be. The message says what is wrong, in a sentence. */
export class Refusal extends Error {}

/** Something cannot be read at all. The message says what to do. */
export class Unreadable extends Error {}
