import { type Checkpoint, readCheckpoint } from '../../../../verify/checkpoint.ts';
import { findCheckpoint, readReceipt, type Receipt } from '../../../../verify/receipt.ts';
import { Refusal } from '../../../../verify/refusal.ts';

/** What somebody wants to have checked. A mail holds a checkpoint and no receipt. */
export interface Given {
  readonly checkpoint: Checkpoint;
  readonly receipt: Receipt | null;
}

/** Reads the file of a receipt, or the checkpoint in a mail. Returns null if it finds neither. */
export function readGiven(text: string): Given | null {
  const receipt = unlessRefused(() => readReceipt(text));
  if (receipt !== null && receipt.versions.length > 0) {
    return { checkpoint: receipt.checkpoint, receipt };
  }
  const found = findCheckpoint(text);
  const checkpoint = found === null ? null : unlessRefused(() => readCheckpoint(found));
  return checkpoint === null ? null : { checkpoint, receipt: null };
}

function unlessRefused<Read>(read: () => Read): Read | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Refusal) return null;
    throw fault;
  }
}
