// The stages of an order, as names alone: what only says them need not load the schemas of their messages.

/** In their order (docs/apex-api.md §3, S). Each has its queue, its dead-letter queue and its function. */
export const STAGES = ["quote", "credit", "contract", "order", "enrich", "customer", "handoff", "settle"] as const;

/** `settle` only records what has happened: there is nothing in it to pause. */
export const PAUSABLE_STAGES = STAGES.filter((stage) => stage !== "settle");
