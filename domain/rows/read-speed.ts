// Speeds as people write them, in the form AT&T shows (docs/apex-api.md §5): `100M` below one gigabit, `1 Gbps` from there.
import type { IssueCode } from "../../contracts/issues/issues.ts";

const SPEED = /^(\d{1,6}(?:\.\d{1,3})?)\s*(k|m|g)(?:b|bps|bit|bits|bit\/s|bits\/s|b\/s|ig|eg|bps?)?$/i;
/** A point or comma before exactly three digits: decimals here, thousands elsewhere. */
const THOUSANDS = /^\d{1,3}(?:[.,]\d{3})+(?!\d)/;
/** A capital B is bytes to some; `MBPS` in capitals says nothing. */
const BYTES = /^[\d.\s]+[KMGkmg]B(?:\/s|ps|\/S)?$/;

export type ReadSpeed =
  | { readonly kind: "speed"; readonly speed: string; readonly mayBeBytes: boolean }
  | { readonly kind: "wrong"; readonly code: Extract<IssueCode, "speed.form" | "speed.thousands"> };

/** A number without a unit is no speed: 10 could be either. */
export function readSpeed(text: string): ReadSpeed {
  if (THOUSANDS.test(text)) return { kind: "wrong", code: "speed.thousands" };
  const [, digits, letter] = SPEED.exec(text) ?? [];
  if (digits === undefined || letter === undefined) return { kind: "wrong", code: "speed.form" };
  const factor = { k: 0.001, m: 1, g: 1000 }[letter.toLowerCase()] ?? 1;
  const megabits = Math.round(Number(digits) * factor * 1000) / 1000;
  if (megabits <= 0) return { kind: "wrong", code: "speed.form" };
  const speed = megabits < 1000 ? `${String(megabits)}M` : `${String(megabits / 1000)} Gbps`;
  return { kind: "speed", speed, mayBeBytes: BYTES.test(text) };
}

/** Of a speed in its normalized form. */
export function megabitsOf(speed: string): number {
  return speed.endsWith("M") ? Number(speed.slice(0, -1)) : Number(speed.slice(0, -5)) * 1000;
}
