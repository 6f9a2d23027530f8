// Where an order and a site stand in a JSON document, in numbers: the JSON Pointer is written when somebody asks.

export interface JsonPointer {
  /** Of the list of orders: "" or "/orders". */
  readonly list: string;
  /** Null: the document is the order itself. */
  readonly order: number | null;
  readonly site: number;
}

export function orderPointer({ list, order }: Pick<JsonPointer, "list" | "order">): string {
  return order === null ? "" : `${list}/${String(order)}`;
}

export function sitePointer(pointer: JsonPointer): string {
  return `${orderPointer(pointer)}/sites/${String(pointer.site)}`;
}
