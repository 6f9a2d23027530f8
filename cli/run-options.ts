// The options of `run`, checked before anything is started: a wrong one costs no seconds and leaves no trace.
import path from "node:path";
import { type Policy, PolicySchema } from "../contracts/outcomes.ts";
import type { OptionValues } from "./command-call.ts";
import { PROGRAM, UsageError } from "./usage-error.ts";

export interface RunOptions {
  readonly distributor: string;
  readonly out: string;
  readonly policy: Policy | undefined;
  readonly sheet: string | undefined;
  /** The hash of the plan that must still hold. */
  readonly plan: string | undefined;
  readonly orderingUrl: string | undefined;
  readonly callbackPort: number | undefined;
  /** Undefined: the front door stays closed. */
  readonly apiPort: number | undefined;
  readonly timeoutSeconds: number;
  readonly keep: boolean;
  /** Undefined: no board is served. */
  readonly board: { readonly port: number | undefined } | undefined;
  readonly json: boolean;
}

/** docs/bulk-file.md §6. */
const DISTRIBUTOR = "demo";
const OUT = "out";
const TIMEOUT_SECONDS = 1800;

export function runOptions(values: OptionValues): RunOptions {
  return {
    distributor: distributorOption(values),
    out: outOption(values),
    policy: policyOption(values),
    sheet: textOption(values, "sheet"),
    plan: textOption(values, "plan"),
    orderingUrl: orderingUrlOption(values),
    callbackPort: numberOption(values, "callback-port"),
    apiPort: numberOption(values, "api-port"),
    timeoutSeconds: numberOption(values, "timeout") ?? TIMEOUT_SECONDS,
    keep: values["keep"] === true,
    board: values["no-board"] === true ? undefined : { port: numberOption(values, "board-port") },
    json: values["json"] === true,
  };
}

export function distributorOption(values: OptionValues): string {
  return ownerOption(values) ?? DISTRIBUTOR;
}

/** It becomes a part of object keys, as a profile's name does. */
export function ownerOption(values: OptionValues): string | undefined {
  const distributor = textOption(values, "distributor");
  if (distributor === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(distributor)) return distributor;
  throw new UsageError(`--distributor is a name of letters, digits, ".", "_" and "-", not "${distributor}"`);
}

/** With its path. */
export function orderingUrlOption(values: OptionValues): string | undefined {
  const text = textOption(values, "ordering-url");
  return text === undefined ? undefined : checkedUrl(text);
}

/** A closing slash would make `//` in every path. */
export function checkedUrl(text: string): string {
  const parsed = URL.parse(text);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new UsageError(
      `--ordering-url is an http or https URL with its path, such as https://host/api/v1, not "${text}"`,
    );
  }
  return text.replace(/\/+$/, "");
}

/** Relative to the current directory, and shown as the caller wrote it. */
export function outOption(values: OptionValues): string {
  return path.normalize(textOption(values, "out") ?? OUT);
}

/** What a next command needs to find the same stack, as it is to be typed. */
export function sameStackWords(values: OptionValues): string {
  return ["out", "stack-outputs"]
    .map((name) => [name, textOption(values, name)] as const)
    .map(([name, value]) => (value === undefined ? "" : ` --${name} ${shellWord(value)}`))
    .join("");
}

/** A command as it is to be typed, for the same stack. */
export function commandTo(words: readonly string[], values: OptionValues): string {
  return `${PROGRAM} ${words.map(shellWord).join(" ")}${sameStackWords(values)}`;
}

/** As a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w.:/@+=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export function policyOption(values: OptionValues): Policy | undefined {
  const text = textOption(values, "policy");
  return text === undefined ? undefined : PolicySchema.parse(text);
}

export function textOption(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

export function numberOption(values: OptionValues, name: string): number | undefined {
  const value = values[name];
  return typeof value === "number" ? value : undefined;
}
