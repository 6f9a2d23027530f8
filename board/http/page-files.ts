// The page's own files: HTML and style as they lie, its modules as one script, made when it is first asked for. Nothing comes from
// another host, and nobody has to build anything.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { THEME } from "../../domain/results/page-theme.ts";
import type { Answer } from "./answers.ts";

const STYLES = ["board.css", "dashboard.css"];
const PAGE = path.resolve(import.meta.dirname, "..", "page");

export class PageFiles {
  #script: Promise<Uint8Array> | undefined;

  /** Undefined: there is no such file. */
  async answer(url: string): Promise<Answer | undefined> {
    switch (url) {
      case "/":
        return { status: 200, type: "text/html; charset=utf-8", body: await readFile(path.join(PAGE, "index.html")) };
      case "/board.css": {
        const own = await Promise.all(STYLES.map((name) => readFile(path.join(PAGE, name), "utf8")));
        return { status: 200, type: "text/css; charset=utf-8", body: [THEME, ...own].join("\n") };
      }
      case "/board.js":
        return { status: 200, type: "text/javascript; charset=utf-8", body: await (this.#script ??= script()) };
      default:
        return undefined;
    }
  }
}

async function script(): Promise<Uint8Array> {
  // Only where somebody looks: a run that nobody watches does not load it.
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [path.join(PAGE, "main.tsx")],
    ...{ bundle: true, write: false, format: "esm", target: "es2022", charset: "utf8", logLevel: "silent" },
    ...{ jsx: "automatic", jsxImportSource: "preact" },
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}
