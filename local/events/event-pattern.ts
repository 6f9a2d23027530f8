// Whether an event matches an EventBridge pattern. Every field of the pattern must match one of its values; the operators
// that are not known stop the start instead of matching nothing.
import { isObject, type JsonObject } from "../json.ts";

export function matchesPattern(pattern: JsonObject, event: unknown): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    const actual = isObject(event) ? event[field] : undefined;
    if (isObject(wanted)) return matchesPattern(wanted, actual);
    const choices: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
    const values: readonly unknown[] = Array.isArray(actual) ? actual : [actual];
    return choices.some((choice) => values.some((value) => matchesChoice(choice, value)));
  });
}

function matchesChoice(choice: unknown, value: unknown): boolean {
  if (!isObject(choice)) return choice === value;
  const [[operator, operand] = ["", undefined]] = Object.entries(choice);
  switch (operator) {
    case "prefix":
      return typeof value === "string" && typeof operand === "string" && value.startsWith(operand);
    case "suffix":
      return typeof value === "string" && typeof operand === "string" && value.endsWith(operand);
    case "exists":
      return (value !== undefined) === operand;
    case "equals-ignore-case":
      return String(value).toLowerCase() === String(operand).toLowerCase();
    case "anything-but":
      return value !== undefined && !anyOf(operand).some((one) => matchesChoice(one, value));
    default:
      throw new Error(`event pattern: ${operator} is not supported`);
  }
}

function anyOf(operand: unknown): readonly unknown[] {
  return Array.isArray(operand) ? operand : [operand];
}

/** Throws for an operator that is not known. */
export function checkPattern(pattern: JsonObject): void {
  for (const wanted of Object.values(pattern)) {
    if (isObject(wanted)) checkPattern(wanted);
    else for (const choice of anyOf(wanted)) matchesChoice(choice, "");
  }
}
