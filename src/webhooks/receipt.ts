/** The outcome of one webhook when it came in. */

/**
 * STORED: a job will handle it. STORED_UNUSED: it is about nothing we look up. DUPLICATE: it was stored before.
 * NOT_OURS: it names no payment of ours. COALESCED: a look at the same payment is due already.
 */
export type Receipt = "STORED" | "STORED_UNUSED" | "DUPLICATE" | "NOT_OURS" | "COALESCED";
