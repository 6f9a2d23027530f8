// A distributor's export over HTTP, from a real server on this machine: its bytes, or why there are none, without its address.
import { type AddressInfo, createServer } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openExport } from "../../../adapters/runtime/open-export.ts";

const server = createHttpServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (pathname === "/moved") response.writeHead(302, { location: "/full.csv" }).end();
  else if (pathname === "/broken") response.writeHead(500).end("its own words");
  else if (pathname === "/cut") {
    response.writeHead(200, { "content-length": "1000" });
    response.write("order_ref\n", () => response.destroy());
  } else response.end("order_ref\nNW-1\n");
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function textOf(url: string): Promise<string> {
  const opened = await openExport(url);
  if (opened.kind === "none") return opened.why;
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.body) chunks.push(chunk);
  return `${opened.name}: ${Buffer.concat(chunks).toString()}`;
}

test("gives the bytes, under the name at the end of the path", async () => {
  expect(await textOf(`${origin}/nightly/full.csv?token=t`)).toBe("full.csv: order_ref\nNW-1\n");
  expect(await textOf(`${origin}/nightly/caf%C3%A9?token=t`)).toBe("export: order_ref\nNW-1\n");
});

test("follows nobody elsewhere, and says what was answered", async () => {
  expect(await textOf(`${origin}/moved?token=t`)).toBe("The server answered 302.");
  expect(await textOf(`${origin}/broken?token=t`)).toBe("The server answered 500.");
});

test("an answer that is cut off is an error of its bytes", async () => {
  await expect(textOf(`${origin}/cut`)).rejects.toThrow();
});

test("says so where nobody answers", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect(await textOf(`http://127.0.0.1:${String(port)}/full.csv?token=t`)).toBe("The server did not answer.");
});
