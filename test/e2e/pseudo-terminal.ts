// A pseudo-terminal with a screen: a shell command runs in one that util-linux's `script` opens, and what it writes is drawn by a terminal
// emulator that rewraps lines when it is resized, as the terminals on people's desks do.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import xterm from "@xterm/headless";

export const canOpenTerminals = existsSync("/usr/bin/script") && existsSync("/usr/bin/stty");

const ROWS = 40;
/** Ends a synchronized update: what is drawn in place comes in those. */
const FRAME_END = "\u001b[?2026l";
/** Node asks these for colors before it asks the terminal. */
const NOBODY_SAYS = {
  ...{
    FORCE_COLOR: undefined,
    NO_COLOR: undefined,
    NODE_DISABLE_COLORS: undefined,
    TMUX: undefined,
    COLORTERM: undefined,
  },
  ...{ CI: undefined, TF_BUILD: undefined, AGENT_NAME: undefined, TEAMCITY_VERSION: undefined },
};
const CTRL_C = "\u0003";

export class PseudoTerminal {
  /** All that was written, with its control sequences. */
  written = "";
  readonly #screen: xterm.Terminal;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #device: Promise<string>;
  #ended = false;
  #waiting: (() => void)[] = [];

  constructor(columns: number, command: string) {
    this.#screen = new xterm.Terminal({ cols: columns, rows: ROWS, scrollback: 1000, allowProposedApi: true });
    // The shell outlives the interrupt, and what it starts does not ignore it.
    const whole = `trap : INT; stty cols ${String(columns)} rows ${String(ROWS)}; tty; ${command}`;
    this.#child = spawn("/usr/bin/script", ["-qfc", whole, "/dev/null"], {
      env: { ...process.env, ...NOBODY_SAYS, TERM: "xterm-256color" },
    });
    this.#child.stdout.on("data", (chunk: Buffer) => {
      this.written += chunk.toString();
      this.#screen.write(chunk);
      this.#hears();
    });
    this.#child.once("close", () => {
      this.#ended = true;
      this.#hears();
    });
    this.#device = this.sees(/^\/dev\/\S+/m).then(([device]) => device);
  }

  /** Waits until the screen, with what has left it above, shows it. */
  async sees(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(await this.shown());
      if (found !== null) return found;
      if (this.#ended) throw new Error(`ended without ${String(pattern)}:\n${await this.shown()}`);
      await this.#more();
    }
  }

  #more(): Promise<void> {
    return new Promise((done) => void this.#waiting.push(done));
  }

  #hears(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  /** Every line that a person can see or scroll to, as it stands now. */
  async shown(): Promise<string> {
    await new Promise<void>((done) => {
      this.#screen.write("", done);
    });
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? "");
    return lines.join("\n").trimEnd();
  }

  /** Rows that the terminal, not the program, has broken off a line. */
  async cutRows(): Promise<readonly string[]> {
    await this.shown();
    const { active } = this.#screen.buffer;
    return Array.from({ length: active.length }, (_, at) => active.getLine(at)).flatMap((line) =>
      line?.isWrapped === true ? [line.translateToString(true)] : [],
    );
  }

  /** As a window that is dragged: the screen first, then the program is told, which draws itself anew. */
  async resize(columns: number): Promise<void> {
    const device = await this.#device;
    await this.shown();
    const { length } = this.written;
    this.#screen.resize(columns, ROWS);
    execFileSync("/usr/bin/stty", ["-F", device, "cols", String(columns)]);
    while (!this.written.slice(length).includes(FRAME_END)) await this.#more();
  }

  interrupt(): void {
    this.#child.stdin.write(CTRL_C);
  }

  async end(): Promise<void> {
    if (!this.#ended) await once(this.#child, "close");
    this.#screen.dispose();
  }

  close(): void {
    this.#child.kill("SIGKILL");
  }
}
