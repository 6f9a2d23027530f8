// What an order waits for, in the words that the terminal and the board share: `waits for …`.
import type { Awaited } from "./wait.ts";

export const AWAITED_WORDS: Readonly<Record<Awaited, string>> = {
  creditDecision: "the credit decision",
  signature: "the signature",
  partnerUnavailable: "an answer",
  rate: "its turn at the allowed rate",
  person: "a decision",
};
