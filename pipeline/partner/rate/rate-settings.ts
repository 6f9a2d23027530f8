// Every number by which calls are paced and dealt out, in one unit (milliseconds) and in one place, because they depend on
// each other. The relations they must keep are asserted when the module loads. Figures: docs/performance.md, "Rate and fairness".
import { invariant } from "../../../contracts/errors.ts";

export const RATE = {
  /** Of the allowed rate. The rest absorbs clocks and networks that shift a call from one second into the next. */
  shareUsed: 0.97,
  /** A slot this near belongs to its owner for good, so that the owner can write the call's intent before the slot begins. */
  certainMillis: 100,
  /** A consumer reads the plan this long before its next slot, later than the slot becomes certain, so that one read settles several. */
  lookAheadMillis: 60,
  /** It never reads again sooner than this. */
  lookEveryMillis: 5,
  /** A slot not used within this time is gone. The unused share of the rate keeps such calls apart; later ones would crowd the next second. */
  lateMillis: 30,
  /** How long a write of the plan is assumed to take: twice the longest one lately, within these bounds. DynamoDB answers in 5 to 10 ms. */
  writeMillis: { min: 40, max: 500 },
  /** The longest write counts less with every further one. */
  writeDecay: 0.8,
  /** A distributor's plan reaches no further ahead than this much of the rate, so that a newcomer can be placed soon. */
  planAheadMillis: 1_500,
  /** ... but each of its lines may plan this many slots. */
  lineSlotsMin: 2,
  /** A consumer asks for more slots this often: seldom where the queue is long, and then for everything that has come since. */
  askEveryMillis: { min: 30, max: 500 },
  /** A distributor that was quiet may catch up by as many calls as the rate allows in this time. */
  creditMillis: 4_000,
  /** How long a consumer remembers who goes first. Between two stages an order wants no slot, so not every plan shows it. */
  firstMillis: 2_000,
  /** One delivery of a message may wait for slots this long in all: enough for several calls, short enough for others to get the worker. */
  turnMillis: 2_000,
  /** One call waits no longer than this. The function keeps ten seconds for the call itself (deadline-calls.ts). */
  waitMillisMax: 5_000,
  /** A call whose turn is over still waits for a slot planned for it this soon: the slot would pass unused. */
  soonMillis: 1_000,
  /** The same two while another distributor goes first: its next message may need the worker that a call here keeps. */
  yieldWaitMillis: 500,
  yieldSoonMillis: 250,
  /** Several 429 answers mean that the partner allows less than it says: more than this share of the calls within this window, and more than `min`. */
  refused: { withinMillis: 5_000, share: 0.03, min: 3 },
  /** A per-second limit never asks for a longer pause than this; a longer `Retry-After` is taken at its word. */
  limitWindowMillis: 1_000,
};

invariant(RATE.shareUsed > 0 && RATE.shareUsed < 1, "some of the rate stays unused");
invariant(RATE.lookAheadMillis < RATE.certainMillis, "a consumer looks after its slot has become certain");
invariant(RATE.lateMillis < RATE.certainMillis, "a slot is certain before it can be late");
invariant(RATE.writeMillis.min < RATE.certainMillis, "a quick write is done before what it may move becomes certain");
invariant(RATE.certainMillis + RATE.writeMillis.max < RATE.planAheadMillis, "a plan reaches beyond its certain part");
invariant(
  RATE.yieldSoonMillis < RATE.yieldWaitMillis && RATE.yieldWaitMillis < RATE.turnMillis,
  "who yields waits less",
);
invariant(
  RATE.soonMillis < RATE.turnMillis && RATE.turnMillis < RATE.waitMillisMax,
  "a turn has room for several calls",
);
invariant(RATE.planAheadMillis < RATE.creditMillis, "a newcomer's credit outlasts what is planned before it");
