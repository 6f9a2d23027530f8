// Conditions and updates of one item as DynamoDB's expressions, with a placeholder for every name and value.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Item, Update, When } from "./table.ts";

/** As values go to the table: what is undefined is left out. */
export const MARSHALL = { removeUndefinedValues: true } as const;

/** Collects `#name` and `:value` placeholders of one request. */
export class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Item = {};
  #count = 0;

  /** A dot makes a document path: `progress.enrich` is the entry `enrich` of the map `progress`. */
  name(attribute: string): string {
    return attribute
      .split(".")
      .map((part) => {
        this.#count += 1;
        const placeholder = `#n${String(this.#count)}`;
        this.names[placeholder] = part;
        return placeholder;
      })
      .join(".");
  }

  value(value: unknown): string {
    this.#count += 1;
    const placeholder = `:v${String(this.#count)}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  request(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  } {
    return {
      ...(Object.keys(this.names).length > 0 && { ExpressionAttributeNames: this.names }),
      ...(Object.keys(this.values).length > 0 && { ExpressionAttributeValues: marshall(this.values, MARSHALL) }),
    };
  }
}

export function condition(when: When, into: Placeholders): string {
  return Object.entries(when)
    .map(([attribute, clause]) => {
      const name = into.name(attribute);
      if (typeof clause !== "object") return `${name} = ${into.value(clause)}`;
      if ("absent" in clause) return `${clause.absent ? "attribute_not_exists" : "attribute_exists"}(${name})`;
      if ("below" in clause) return `${name} < ${into.value(clause.below)}`;
      return `${name} IN (${clause.in.map((value) => into.value(value)).join(", ")})`;
    })
    .join(" AND ");
}

export function updateExpression(update: Update, into: Placeholders): string {
  const set = Object.entries(update.set ?? {}).filter(([, value]) => value !== undefined);
  const clauses = [
    [
      "SET",
      [
        ...set.map(([name, value]) => `${into.name(name)} = ${into.value(value)}`),
        // Not the clause ADD: DynamoDB takes only top-level attributes in it.
        ...Object.entries(update.add ?? {}).map(
          ([name, by]) =>
            `${into.name(name)} = if_not_exists(${into.name(name)}, ${into.value(0)}) + ${into.value(by)}`,
        ),
      ],
    ],
    ["REMOVE", (update.remove ?? []).map((name) => into.name(name))],
  ] as const;
  return clauses
    .filter(([, parts]) => parts.length > 0)
    .map(([verb, parts]) => `${verb} ${parts.join(", ")}`)
    .join(" ");
}
