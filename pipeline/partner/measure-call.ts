// What one call to AT&T tells CloudWatch: its outcome, how long it took, and whether AT&T is there, slows us down, or refuses our
// credentials.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { Meter } from "../../contracts/metrics.ts";
import type { ApexResult } from "../../adapters/apex/classify-outcome.ts";

export function measureCall(meter: Meter, call: CallName, result: ApexResult<CallName>, millis: number): void {
  const throttled = result.kind === "noEffect" && result.throttled;
  const failed = result.kind === "unknown" || (result.kind === "noEffect" && !throttled);
  meter.add("PartnerCalls", 1, { call, outcome: throttled ? "throttled" : result.kind });
  meter.add("PartnerMillis", millis, { call });
  // Zeros too: alarms compare these with one another, and CloudWatch cannot compare with what was never told.
  meter.add("PartnerFailed", failed ? 1 : 0);
  meter.add("PartnerAnswered", failed ? 0 : 1);
  meter.add("PartnerThrottled", throttled ? 1 : 0);
  if (result.kind === "unauthorized") meter.add("PartnerUnauthorized", 1);
}
