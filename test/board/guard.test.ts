// Who the board answers: the page that it served itself, with the token, from a browser that says so. Each guard alone keeps the request out.
import { describe, expect, it } from "vitest";
import { refusalOf, SAFE_HEADERS } from "../../board/http/guard.ts";

const TOKEN = "t".repeat(32);
const GOOD = { host: "127.0.0.1:4711", "x-board-token": TOKEN, "sec-fetch-site": "same-origin" };
const read = (headers: Record<string, string | undefined>, path = "/api/welcome") =>
  refusalOf({ method: "GET", path, headers }, TOKEN)?.status;
const change = (headers: Record<string, string | undefined>, path = "/api/cancel") =>
  refusalOf({ method: "POST", path, headers: { "content-type": "application/json", ...headers } }, TOKEN)?.status;

describe("a request to the board", () => {
  it("from its own page with the token is answered", () => {
    expect(read(GOOD)).toBeUndefined();
    expect(change({ ...GOOD, origin: "http://127.0.0.1:4711" })).toBeUndefined();
    expect(read({ ...GOOD, host: "localhost:4711" })).toBeUndefined();
    expect(read({ ...GOOD, host: "[::1]:4711" })).toBeUndefined();
  });

  it.each([
    ["by a name that leads to loopback", { host: "evil.example:4711" }],
    ["by a name that begins like loopback", { host: "127.0.0.1.evil.example" }],
    ["without a Host", { host: undefined }],
    ["from another web page", { origin: "https://evil.example" }],
    ["from a page on another port of this machine", { origin: "http://127.0.0.1:9999" }],
    ["from a file or a sandbox", { origin: "null" }],
    ["that the browser calls cross-site", { "sec-fetch-site": "cross-site" }],
    ["that the browser calls same-site", { "sec-fetch-site": "same-site" }],
    ["for data, that a person typed as an address", { "sec-fetch-site": "none" }],
  ])("%s is refused, token or not", (_, wrong) => {
    expect(read({ ...GOOD, ...wrong })).toBe(403);
    expect(change({ ...GOOD, ...wrong })).toBe(403);
  });

  it.each([
    ["without a token", undefined],
    ["with an empty token", ""],
    ["with another token", "u".repeat(32)],
    ["with a part of the token", TOKEN.slice(1)],
  ])("%s is refused, for reading too", (_, token) => {
    expect(read({ ...GOOD, "x-board-token": token })).toBe(401);
    expect(change({ ...GOOD, "x-board-token": token })).toBe(401);
  });

  it("changes something with POST only, of a type that a form cannot send", () => {
    expect(change({ ...GOOD, "content-type": "application/x-www-form-urlencoded" })).toBe(415);
    expect(change({ ...GOOD, "content-type": "text/plain" })).toBe(415);
    expect(change({ ...GOOD, "content-type": undefined })).toBe(415);
    for (const method of ["PUT", "DELETE", "OPTIONS", "HEAD"]) {
      expect(refusalOf({ method, path: "/api/cancel", headers: GOOD }, TOKEN)?.status).toBe(405);
    }
  });

  it("gets the empty page without a token, from an address that a person typed, and by GET only", () => {
    expect(read({ host: "127.0.0.1:4711", "sec-fetch-site": "none" }, "/")).toBeUndefined();
    expect(read({ host: "127.0.0.1:4711", "sec-fetch-site": "cross-site" }, "/")).toBe(403);
    expect(change({ host: "127.0.0.1:4711" }, "/")).toBe(405);
  });
});

describe("every answer of the board", () => {
  it("lets no other page read, frame or extend it", () => {
    expect(Object.keys(SAFE_HEADERS).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(SAFE_HEADERS["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(SAFE_HEADERS["content-security-policy"]).toContain("default-src 'none'");
    expect(SAFE_HEADERS["content-security-policy"]).not.toContain("unsafe");
    expect(SAFE_HEADERS["cross-origin-resource-policy"]).toBe("same-origin");
    expect(SAFE_HEADERS["referrer-policy"]).toBe("no-referrer");
  });
});
