// What is to be paused, and why.
import type { PauseScope } from "../../contracts/pauses.ts";
import { PAUSABLE_STAGES } from "../../contracts/stage-names.ts";
import type { BoardSource } from "../wire.ts";
import { stageWords } from "./words.ts";

export interface PauseChoice {
  readonly scope: PauseScope;
  readonly reason: string;
}

export interface PauseFormProps extends PauseChoice {
  readonly source: BoardSource;
  readonly choose: (choice: Partial<PauseChoice>) => void;
}

const EVERYTHING = { scope: "all", name: "" } as const;

export function PauseForm({ source, scope, reason, choose }: PauseFormProps) {
  const scopes: readonly PauseScope[] = [
    EVERYTHING,
    ...PAUSABLE_STAGES.map((name) => ({ scope: "stage", name }) as const),
    ...source.distributors.map((name) => ({ scope: "distributor", name }) as const),
  ];
  const valueOf = (one: PauseScope): string => `${one.scope}#${one.name}`;
  const options = (kind: PauseScope["scope"], words: (name: string) => string) =>
    scopes
      .filter((one) => one.scope === kind)
      .map((one) => (
        <option key={valueOf(one)} value={valueOf(one)}>
          {words(one.name)}
        </option>
      ));
  return (
    <div class="choice">
      <label>
        What
        <select
          value={valueOf(scope)}
          onChange={({ currentTarget }) => {
            choose({ scope: scopes.find((one) => valueOf(one) === currentTarget.value) ?? EVERYTHING });
          }}
        >
          {options("all", () => "Everything")}
          <optgroup label="A stage">{options("stage", stageWords)}</optgroup>
          <optgroup label="A distributor">{options("distributor", (name) => name)}</optgroup>
        </select>
      </label>
      <label class="wide">
        Reason (distributors read it too)
        <input
          maxLength={500}
          value={reason}
          onInput={({ currentTarget }) => {
            choose({ reason: currentTarget.value });
          }}
        />
      </label>
    </div>
  );
}
