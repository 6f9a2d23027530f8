// The default event bus: rules with their patterns, and targets that get the event or the input the rule makes of it.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { ACCOUNT_ID, REGION } from "../identity.ts";
import { type JsonObject, isObject, objectAt, parseObject, textAt } from "../json.ts";
import { checkPattern, matchesPattern } from "./event-pattern.ts";

/** Sends a text to a queue or a function; it knows the ARN's service. */
export type Deliver = (targetArn: string, input: string, options: { readonly groupId: string | undefined }) => void;

interface Rule {
  readonly pattern: JsonObject;
  readonly targets: readonly JsonObject[];
}

export class EventBus {
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  readonly #rules: Rule[] = [];

  constructor(clock: Clock, deliver: Deliver) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  addRule(pattern: JsonObject, targets: readonly JsonObject[]): void {
    checkPattern(pattern);
    for (const target of targets) checkTarget(target);
    this.#rules.push({ pattern, targets });
  }

  publish(event: { source: string; detailType: string; resources: readonly string[]; detail: object }): void {
    const whole = {
      version: "0",
      id: randomUUID(),
      "detail-type": event.detailType,
      source: event.source,
      account: ACCOUNT_ID,
      time: `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`,
      region: REGION,
      resources: event.resources,
      detail: event.detail,
    };
    for (const rule of this.#rules) {
      if (!matchesPattern(rule.pattern, whole)) continue;
      for (const target of rule.targets) {
        const groupId = textAt(objectAt(target, "SqsParameters"), "MessageGroupId");
        this.#deliver(textAt(target, "Arn") ?? "", inputOf(target, whole), { groupId });
      }
    }
  }
}

const TARGET_KNOWN = new Set([
  "Arn",
  "Id",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "SqsParameters",
  "DeadLetterConfig",
  "RetryPolicy",
]);

function checkTarget(target: JsonObject): void {
  const unknown = Object.keys(target).find((name) => !TARGET_KNOWN.has(name));
  if (unknown !== undefined) throw new Error(`event target: ${unknown} is not supported`);
}

export function inputOf(target: JsonObject, event: JsonObject): string {
  const fixed = textAt(target, "Input");
  if (fixed !== undefined) return fixed;
  const path = textAt(target, "InputPath");
  if (path !== undefined) return JSON.stringify(at(event, path) ?? null);
  const transformer = target["InputTransformer"];
  if (!isObject(transformer)) return JSON.stringify(event);
  const paths = objectAt(transformer, "InputPathsMap");
  const template = textAt(transformer, "InputTemplate") ?? "";
  // A value between quotes goes in as text, else as JSON.
  const filled = template.replaceAll(/("?)<([\w.-]+)>\1/g, (_whole, quote: string, name: string) => {
    const value = at(event, textAt(paths, name) ?? `$.${name}`);
    const text = JSON.stringify(value ?? null);
    return quote === '"' && !text.startsWith('"') ? `"${text}"` : text;
  });
  return filled.startsWith("{") ? JSON.stringify(parseObject(filled)) : filled;
}

/** `$.detail.status` */
function at(event: JsonObject, path: string): unknown {
  let found: unknown = event;
  for (const name of path.split(".").slice(1)) found = isObject(found) ? found[name] : undefined;
  return found;
}
