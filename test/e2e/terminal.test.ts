// `run` as a person at a terminal sees it: the picture moves, no sentence is cut, another window size leaves nothing of the old one behind, Ctrl-C answers although
// an order still waits and gives the terminal back as it was, and the same command goes on to the end that was left.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, it } from "vitest";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { canOpenTerminals, PseudoTerminal } from "./pseudo-terminal.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-terminal-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const STAGES = ["quote", "credit", "contract", "order", "enrich", "customer", "handoff"];
/** Colors, bold, dim: every "select graphic rendition". */
const COLOR = /\u001b\[[\d;]*m/;
const ADDRESS = /Board: (http:\/\/[^/]+)\/#(\S+)/;
/** Four sites at AT&T, two that wait for a signature. */
const STUCK = /^ {2}handoff +█+░+ 4\/6$/m;

/** What pictures of a run begin their lines with. */
const pictures = (screen: string): string[] =>
  screen.split("\n").flatMap((line) => /^(?:orders\.csv(?=: )| {2}\w+(?= +[█x▒░]))/.exec(line)?.[0].trim() ?? []);

const resultsIn = async (screen: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(dir, "out", /orders-f-\w+/.exec(screen)?.[0] ?? "", "results.csv"), "utf8"), {
    columns: true,
    bom: true,
  });

/** As the board's button does it. */
async function sign(screen: string, orderRef: string): Promise<void> {
  const [, board = "", token = ""] = ADDRESS.exec(screen) ?? [];
  const headers = { "x-board-token": token, "content-type": "application/json" };
  const shown = (await (await fetch(`${board}/api/show?ref=${orderRef}`, { headers })).json()) as {
    ids: { orderId: string };
  };
  const body = JSON.stringify({ orderId: shown.ids.orderId, decision: "sign" });
  const answer = await fetch(`${board}/api/decide`, { method: "POST", headers, body });
  expect(answer.status, JSON.stringify(shown)).toBe(200);
}

it.skipIf(!canOpenTerminals)(
  "run shows what moves, follows the window's size, and Ctrl-C gives the terminal back (needs util-linux's `script`)",
  async () => {
    const file = join(dir, "orders.csv");
    await writeFile(
      file,
      csvOf([...rowsOf("PO-1", "Lone Star Dental", 4), ...rowsOf("PO-2", "SIM SIGN SILENT Co", 2)]),
    );
    const run = `'${process.execPath}' '${MAIN}' run '${file}' --out '${dir}/out'`;
    const settings = 'echo "settings $(stty -g | cksum)."';
    const told = 'echo "status $?"';
    const terminal = new PseudoTerminal(
      120,
      `${settings}; ${run}; ${told}; ${settings}; echo again; NO_COLOR=1 ${run}; ${told}`,
    );
    try {
      await terminal.sees(STUCK);
      expect(pictures(await terminal.shown())).toEqual(["orders.csv", ...STAGES]);
      for (const width of [50, 80]) {
        await terminal.resize(width);
        await terminal.sees(STUCK);
        expect(pictures(await terminal.shown())).toEqual(["orders.csv", ...STAGES]);
      }
      expect(terminal.written).toMatch(COLOR);

      terminal.interrupt();
      await terminal.sees(/^again$/m);
      const interrupted = await terminal.shown();
      expect(interrupted).toContain("Interrupted: these are the results as they stand; the state is kept.");
      expect(interrupted).toMatch(/^status 130$/m);
      // A path that is too long has no blank to be broken at.
      expect((await terminal.cutRows()).filter((row) => row.includes(" "))).toEqual([]);
      expect(pictures(interrupted)).toEqual(["orders.csv", ...STAGES]);
      expect(new Set(interrupted.match(/^settings .+$/gm)).size).toBe(1);
      const before = await resultsIn(interrupted);
      expect(before.map((row) => row["_outcome"])).toEqual([
        ...Array.from({ length: 4 }, () => "handedOff"),
        ...["waiting", "waiting"],
      ]);

      const second = terminal.written.length;
      await terminal.sees(/again[\s\S]*Board: /);
      await sign(terminal.written.slice(second), "PO-2");
      await terminal.sees(/^status 0$/m);
      const written = terminal.written.slice(second);
      expect(written).toContain("6/6");
      expect(written).not.toMatch(COLOR);
      expect(terminal.written).not.toContain("\u001b[?25l");
      const after = await resultsIn(interrupted);
      expect(after.map((row) => row["_outcome"])).toEqual(after.map(() => "handedOff"));
      expect(after.slice(0, 4)).toEqual(before.slice(0, 4));
      await terminal.end();
    } catch (error) {
      throw new Error(await terminal.shown(), { cause: error });
    } finally {
      terminal.close();
    }
  },
  600_000,
);
