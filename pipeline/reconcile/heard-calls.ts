// Questions to the partner in a nightly run: each is asked again for a while where the allowed rate puts it off, and the comparison
// learns whether any was left without an answer.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../../domain/ports.ts";

/** The nightly run has hours; a call that is put off longer than all of these is left to the next night. */
const TRIES = 3;
const WAIT_SECONDS_MAX = 10;

/** What one invocation has seen of the partner: where it answers nobody, not every question waits for it anew. */
export interface PartnerSeen {
  unanswered: number;
}

export interface HeardDeps {
  readonly calls: PartnerCalls;
  readonly sleep: (millis: number) => Promise<unknown>;
  readonly timeIsShort: () => boolean;
  readonly seen: PartnerSeen;
}

export class HeardCalls implements PartnerCalls {
  readonly #deps: HeardDeps;
  unanswered = 0;

  constructor(deps: HeardDeps) {
    this.#deps = deps;
  }

  async perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#deps.calls.perform(call, request, context);
      if (outcome.kind === "confirmed" || outcome.kind === "refused") return outcome;
      const isPutOff = outcome.kind === "retryLater" && outcome.untried === true;
      const { seen, timeIsShort } = this.#deps;
      if (!isPutOff || tries === TRIES || seen.unanswered > 0 || timeIsShort()) {
        this.unanswered += 1;
        seen.unanswered += 1;
        return outcome;
      }
      await this.#deps.sleep(Math.min(WAIT_SECONDS_MAX, Math.max(1, outcome.afterSeconds)) * 1000);
    }
  }
}
