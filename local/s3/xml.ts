// The little XML that S3 speaks: writing answers, and reading the two request bodies that are lists (DeleteObjects,
// CompleteMultipartUpload), whose elements nest one level deep.

export type XmlValue = string | number | boolean | undefined | XmlNode | readonly XmlNode[];
export interface XmlNode {
  readonly [tag: string]: XmlValue | readonly string[];
}

export function xmlDocument(root: string, content: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner(content)}</${root}>`;
}

export function xmlError(code: string, message: string, more: XmlNode = {}): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inner({ Code: code, Message: message, ...more })}</Error>`;
}

function inner(node: XmlNode): string {
  return Object.entries(node)
    .map(([tag, value]) =>
      Array.isArray(value) ? value.map((one) => element(tag, one)).join("") : element(tag, value),
    )
    .join("");
}

function element(tag: string, value: unknown): string {
  if (value === undefined) return "";
  const content = isNode(value) ? inner(value) : escape(typeof value === "string" ? value : JSON.stringify(value));
  return `<${tag}>${content}</${tag}>`;
}

function isNode(value: unknown): value is XmlNode {
  return typeof value === "object" && value !== null;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escape(text: string): string {
  // XML 1.0 knows no other control characters; S3 writes them as references too.
  return text
    .replaceAll(/[&<>"']/g, (one) => ESCAPES[one] ?? one)
    .replaceAll(/[\u0001-\u001F]/g, (one) => `&#${String(one.charCodeAt(0))};`);
}

/** The elements `tag` of a document, each as its children's texts. */
export function readElements(document: string, tag: string): readonly Readonly<Record<string, string>>[] {
  return [...document.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map((match) =>
    Object.fromEntries(
      [...(match[1] ?? "").matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map((child) => [
        child[1] ?? "",
        unescape(child[2] ?? ""),
      ]),
    ),
  );
}

function unescape(text: string): string {
  return text
    .replaceAll(/&#(x?)([0-9a-fA-F]+);/g, (_all, hex: string, digits: string) =>
      String.fromCodePoint(Number.parseInt(digits, hex === "" ? 10 : 16)),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
