// A certificate's body as a calm night writes it.
import { BREAK_CLASSES, type CertificateBody, type ClassCounts } from "../../../contracts/certificate.ts";

const NONE: ClassCounts = { compared: 3, healed: 0, breaks: 0, accepted: 0, notAskable: 0, failed: 0 };

export function certificateBody(changes: Partial<Omit<CertificateBody, "key">> = {}): Omit<CertificateBody, "key"> {
  return {
    version: 1,
    service: "apex-bulk",
    date: "2027-01-05",
    startedAt: "2027-01-05T09:30:00.000Z",
    endedAt: "2027-01-05T09:31:00.000Z",
    complete: true,
    missing: [],
    windowDays: 30,
    classes: Object.fromEntries(BREAK_CLASSES.map((name) => [name, NONE])) as CertificateBody["classes"],
    sides: { orders: { lines: 1, sha256: "ab".repeat(32) } },
    breaksTotal: 0,
    breaks: [],
    previous: null,
    ...changes,
  };
}
