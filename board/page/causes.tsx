// Why orders and rows did not go through, the most frequent first, each with its fix.
import type { BatchOnBoard, Cause } from "../wire.ts";
import { Section } from "./section.tsx";
import { count } from "./words.ts";

const SHOWN = 30;

export function Causes({ batches }: { readonly batches: readonly BatchOnBoard[] }) {
  const causes = merged(batches);
  if (causes.length === 0) return null;
  return (
    <Section id="causes" title="What did not go through, by cause">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Count</th>
            <th scope="col">Reason (of the first)</th>
            <th scope="col">Fix</th>
            <th scope="col">Code</th>
          </tr>
        </thead>
        <tbody>
          {causes.slice(0, SHOWN).map(({ code, message, fix, count: times, unit }) => (
            <tr key={`${unit} ${code}`}>
              <td data-label="Count" class="number">
                {count(times)} {unit}
                {times === 1 ? "" : "s"}
              </td>
              <td data-label="Reason">{message}</td>
              <td data-label="Fix">{fix}</td>
              <td data-label="Code">
                <code>{code}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function merged(batches: readonly BatchOnBoard[]): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const cause of batches.flatMap((batch) => batch.causes)) {
    const key = `${cause.unit} ${cause.code}`;
    const known = causes.get(key);
    causes.set(key, { ...(known ?? cause), count: (known?.count ?? 0) + cause.count });
  }
  return [...causes.values()].sort((one, other) => other.count - one.count);
}
