// What a nightly run knows so far: counts by class, the hashes of the sides, the breaks, and where it goes on. All of it is one JSON
// value, because the run goes on in another invocation when time ends.
import { createHash } from "node:crypto";
import * as z from "zod";
import {
  BREAK_CLASSES,
  type Break,
  type BreakClass,
  BreakSchema,
  CERTIFICATE_BREAKS_MAX,
  type ClassCounts,
  CertificateBodySchema,
} from "../../contracts/certificate.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

/** The order in which a run goes through them. */
export const PHASES = ["drops", "list", "files", "expiry", "executions", "end"] as const;

const count = z.int().nonnegative();
const { classes, sides, missing } = CertificateBodySchema.shape;

const NightStateSchema = plainObject(() => ({
  phase: z.enum(PHASES),
  /** The last dropped version that was compared. */
  dropsAfter: z.object({ key: z.string(), versionId: z.string().optional() }).optional(),
  /** Files to compare; which is next, and how many of its orders are done. */
  files: z.array(z.string()),
  nextFile: count,
  nextOrder: count,
  /** Files of which the personal data may be due to expire, and which is next. Absent: of an older version. */
  expiring: z.array(z.string()).default([]),
  nextExpiring: count.default(0),
  /** How often the run has waited for a partner that did not answer. */
  putOff: count,
  classes,
  sides,
  breaks: z.array(BreakSchema),
  repairs: z.record(z.string(), count),
  missing,
}));
export type NightState = z.infer<typeof NightStateSchema>;

/** Undefined: it is damaged. */
export const readNightState = (json: unknown): NightState | undefined => NightStateSchema.safeParse(json).data;

const NOTHING: ClassCounts = { compared: 0, healed: 0, breaks: 0, accepted: 0, notAskable: 0, failed: 0 };
const SIDE_BEGIN = "0".repeat(64);

/** What one comparison came to; it is added to the night in the order of the things compared. */
export type Finding =
  | { readonly kind: "compared" | "failed" | "notAskable" | "accepted"; readonly class: BreakClass }
  | { readonly kind: "healed"; readonly class: BreakClass; readonly repair: string }
  | { readonly kind: "break"; readonly class: BreakClass; readonly found: Break }
  | { readonly kind: "line"; readonly side: string; readonly text: string };

export class Night {
  readonly state: NightState;

  constructor(state: NightState = freshState()) {
    this.state = state;
  }

  add(findings: readonly Finding[]): void {
    for (const finding of findings) this.#add(finding);
  }

  /** A sentence on what this run did not compare. */
  miss(sentence: string): void {
    if (!this.state.missing.includes(sentence)) this.state.missing.push(sentence);
  }

  get breaksTotal(): number {
    return BREAK_CLASSES.reduce((sum, name) => sum + this.state.classes[name].breaks, 0);
  }

  get failedClasses(): readonly BreakClass[] {
    return BREAK_CLASSES.filter((name) => this.state.classes[name].failed > 0);
  }

  #add(finding: Finding): void {
    if (finding.kind === "line") {
      this.#line(finding.side, finding.text);
      return;
    }
    // An order whose record cannot be read is met beside its file, and beside its execution.
    if (finding.kind === "break" && this.state.breaks.some((one) => isSame(one, finding.found))) return;
    const counts = this.state.classes[finding.class];
    const field = finding.kind === "break" ? "breaks" : finding.kind;
    counts[field] += 1;
    if (finding.kind === "healed") this.state.repairs[finding.repair] = (this.state.repairs[finding.repair] ?? 0) + 1;
    if (finding.kind === "break" && this.state.breaks.length < CERTIFICATE_BREAKS_MAX) {
      this.state.breaks.push(finding.found);
    }
  }

  /** As contracts/certificate.ts says. */
  #line(side: string, text: string): void {
    const { lines, sha256 } = this.state.sides[side] ?? { lines: 0, sha256: SIDE_BEGIN };
    const line = createHash("sha256").update(text).digest();
    const next = createHash("sha256").update(Buffer.from(sha256, "hex")).update(line).digest("hex");
    this.state.sides[side] = { lines: lines + 1, sha256: next };
  }
}

const isSame = (one: Break, other: Break): boolean =>
  one.class === other.class && one.kind === other.kind && one.subject === other.subject;

function freshState(): NightState {
  return {
    ...{
      phase: "drops",
      files: [],
      nextFile: 0,
      nextOrder: 0,
      expiring: [],
      nextExpiring: 0,
      putOff: 0,
      sides: {},
      breaks: [],
      repairs: {},
      missing: [],
    },
    classes: {
      drops: { ...NOTHING },
      executions: { ...NOTHING },
      waits: { ...NOTHING },
      partnerOrders: { ...NOTHING },
      results: { ...NOTHING },
      unknownCalls: { ...NOTHING },
      certificates: { ...NOTHING },
    },
  };
}
