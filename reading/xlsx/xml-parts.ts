// Reads the XML parts of a workbook as events while their bytes pass. Names come without their prefix, for some programs write one. A
// document type is refused: workbooks have none, and entities are how XML is made to grow.
import { SaxesParser, type SaxesTagPlain } from "saxes";
import { FileFault } from "../row/file-fault.ts";

export interface XmlEvents {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Reads on while `isEnough` says no: what is left then is not looked at. */
export async function readXml(
  bytes: AsyncIterable<Uint8Array>,
  events: XmlEvents,
  isEnough: () => boolean = () => false,
): Promise<void> {
  const parser = new SaxesParser();
  const damaged = (cause: unknown): FileFault => new FileFault({ code: "file.workbookDamaged" }, null, { cause });
  parser.on("error", (error) => {
    throw damaged(error);
  });
  parser.on("doctype", () => {
    throw damaged(new Error("a document type"));
  });
  parser.on("opentag", (tag: SaxesTagPlain) => events.open?.(local(tag.name), tag.attributes));
  parser.on("text", (text) => events.text?.(text));
  parser.on("cdata", (text) => events.text?.(text));
  parser.on("closetag", (tag: SaxesTagPlain) => events.close?.(local(tag.name)));
  const decoder = new TextDecoder();
  for await (const chunk of bytes) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (isEnough()) return;
  }
  parser.write(decoder.decode()).close();
}

/** An attribute by its local name: `r:id` and `id` are the same. */
export const attribute = (attributes: Readonly<Record<string, string>>, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([key]) => local(key) === name)?.[1];
