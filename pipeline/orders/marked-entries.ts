// Entries of an order's timeline that its marks tell: what can happen only once, in one way, by one function, is told by the moment that
// `marks` keeps of it. Everything else has its entry written out (timeline.ts).
import { type EventRecord, OrderRecordSchema } from "../../contracts/records.ts";
import { looseObject } from "../../contracts/object-schemas.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Item } from "../../adapters/aws/table.ts";

/** Undefined values are left out of the record. */
export type TimelineEvent = {
  readonly [K in keyof EventRecord]: EventRecord[K] | undefined;
} & Pick<EventRecord, "at" | "type" | "orderId" | "actor">;

type Plain = Pick<EventRecord, "actor"> & Partial<Pick<EventRecord, "stage" | "to">>;

/** What is said of each such entry beside its moment. A version that says otherwise of a type must write its entry out. */
const PLAIN: ReadonlyMap<string, Plain> = new Map([
  ["orderAcknowledged", { to: "acknowledged", actor: "start-order" }],
  ["execution1Started", { actor: "start-order" }],
  ...STAGES.map((stage): [string, Plain] => [`${stage}Started`, { stage, to: "inProgress", actor: stage }]),
  ["quoteCreated", { stage: "quote", actor: "quote" }],
  ["creditRequested", { stage: "credit", actor: "credit" }],
  ["contractSent", { stage: "contract", actor: "contract" }],
  ["orderCreated", { stage: "order", actor: "order" }],
  ["orderCompleted", { stage: "settle", to: "completed", actor: "settle" }],
]);

const MarkedSchema = looseObject(() => OrderRecordSchema.pick({ orderId: true, marks: true }).shape);

export function isPlain({ at: _at, type, orderId: _orderId, ...rest }: TimelineEvent): boolean {
  const plain = PLAIN.get(type);
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return (
    plain !== undefined &&
    said.length === Object.keys(plain).length &&
    said.every(([name, value]) => Reflect.get(plain, name) === value)
  );
}

/** Also of marks whose entries are written out: the reader takes the written one. */
export function markedEntries(record: Item): EventRecord[] {
  const order = MarkedSchema.safeParse(record);
  if (!order.success) return [];
  const { orderId, marks = {} } = order.data;
  return Object.entries(marks).flatMap(([type, at]) => {
    const plain = PLAIN.get(type);
    return plain === undefined ? [] : [{ at, type, orderId, ...plain }];
  });
}
