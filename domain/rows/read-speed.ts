// Speeds as people write them, in the form AT&T shows (docs/apex-api.md §5): `100M` below one gigabit, `1 Gbps` from there.

/** Undefined: not a speed. A number without a unit is none: 10 could be either. */
export function readSpeed(text: string): string | undefined {
  const [, digits, letter] =
    /^(\d{1,6}(?:\.\d{1,3})?)\s*(k|m|g)(?:b|bps|bit|bits|bit\/s|b\/s|ig|eg|bps?)?$/i.exec(text) ?? [];
  if (digits === undefined || letter === undefined) return undefined;
  const factor = { k: 0.001, m: 1, g: 1000 }[letter.toLowerCase()] ?? 1;
  const megabits = Math.round(Number(digits) * factor * 1000) / 1000;
  if (megabits <= 0) return undefined;
  return megabits < 1000 ? `${String(megabits)}M` : `${String(megabits / 1000)} Gbps`;
}

/** Of a speed in its normalised form. */
export function megabitsOf(speed: string): number {
  return speed.endsWith("M") ? Number(speed.slice(0, -1)) : Number(speed.slice(0, -5)) * 1000;
}
