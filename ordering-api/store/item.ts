// A record as an item of a DynamoDB table: partition and sort key, a version that conditions ask for, and its JSON text.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Row } from "./record-texts.ts";

export type Item = Record<string, AttributeValue>;

export function itemOf({ pk, sk, text, version }: Row): Item {
  return { pk: { S: pk }, sk: { S: sk }, v: { N: String(version) }, doc: { S: text } };
}

export function rowOf(item: Item): Row {
  const { pk, sk, v, doc } = item;
  return { pk: pk?.S ?? "", sk: sk?.S ?? "", text: doc?.S ?? "null", version: Number(v?.N) };
}
