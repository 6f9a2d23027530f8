// Is anything wrong: the state of every alarm of the template, those that ring first.
import type { AlarmOnBoard } from "../wire.ts";
import { count } from "./words.ts";

const WORDS = { OK: "fine", ALARM: "wrong", INSUFFICIENT_DATA: "nothing measured yet" } as const;
const TONES = { OK: "ok", ALARM: "bad", INSUFFICIENT_DATA: "quiet" } as const;
const ORDER = { ALARM: 0, OK: 1, INSUFFICIENT_DATA: 2 } as const;

export const troubles = (alarms: readonly AlarmOnBoard[]): readonly AlarmOnBoard[] =>
  alarms.filter(({ state }) => state === "ALARM");

export function Health({ alarms }: { readonly alarms: readonly AlarmOnBoard[] }) {
  const wrong = troubles(alarms).length;
  const sorted = [...alarms].sort((one, other) => ORDER[one.state] - ORDER[other.state]);
  return (
    <>
      <h1>{wrong === 0 ? "Nothing is wrong" : `${count(wrong)} of ${count(alarms.length)} alarms ring`}</h1>
      <p class="quiet">
        The alarms of the deployed template, watched on this machine as CloudWatch would: once a minute.
      </p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Alarm</th>
            <th scope="col">What it means, and what to do</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, state, description }) => (
            <tr key={name}>
              <td data-label="State">
                <span class={`badge ${TONES[state]}`}>{WORDS[state]}</span>
              </td>
              <td data-label="Alarm">{name}</td>
              <td data-label="Meaning">{description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
