// Draws the pictures of docs/architecture.md from what is there: the imports between the rooms, and the state machine.
import { instance } from "@viz-js/viz";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { dirname, join as joinPosix } from "node:path/posix";
import * as z from "zod";

const PROJECT = join(import.meta.dirname, "..");
/** Deployed or product, by the groups of README's table of folders. */
const ROOMS: Readonly<Record<string, string>> = {
  lambdas: "#dbe8fb",
  infra: "#dbe8fb",
  contracts: "#e3f4e6",
  domain: "#e3f4e6",
  adapters: "#e3f4e6",
  reading: "#e3f4e6",
  pipeline: "#e3f4e6",
  avps: "#fdeccf",
  "ordering-api": "#fdeccf",
  local: "#eee4f7",
  cli: "#f0f0f0",
  board: "#f0f0f0",
};

const FONT = `fontname="Helvetica,Arial,sans-serif"`;
const HEAD = `bgcolor="white" node [shape=box style="rounded,filled" ${FONT} fontsize=13 color="#545b66" penwidth=0.8 margin="0.18,0.08"] edge [color="#545b66" ${FONT} fontsize=11 arrowsize=0.7]`;

async function draw(dot: string, title: string): Promise<string> {
  const svg = (await instance()).renderString(dot, { format: "svg" });
  const plain = svg.replace(/^[\s\S]*?<svg/, "<svg").replaceAll(/<!--[\s\S]*?-->\n?/g, "");
  return plain.replace("<svg", `<svg role="img" aria-label="${title}"`);
}

/** Which room imports which. An import that follows from others is left out: cli → domain where cli → pipeline → domain. */
export async function roomsPicture(): Promise<string> {
  const imports = roomImports();
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...(imports.get(from) ?? [])].some(
      (next) => !seen.has(next) && (next === to || reaches(next, to, seen.add(next))),
    );
  const edges = [...imports].flatMap(([from, targets]) =>
    [...targets]
      .filter((to) => ![...targets].some((other) => other !== to && reaches(other, to)))
      .map((to) => `"${from}" -> "${to}"`),
  );
  const rooms = [...imports.keys()].map((room) => `"${room}" [label="${room}/" fillcolor="${ROOMS[room] ?? "#fff"}"]`);
  return draw(
    `digraph { rankdir=TB ranksep=0.45 nodesep=0.35 ${HEAD}\n${[...rooms, ...edges].join("\n")} }`,
    "Which folder imports which: all arrows lead down to contracts",
  );
}

function roomImports(): Map<string, Set<string>> {
  const rooms = Object.keys(ROOMS);
  const imports = new Map<string, Set<string>>();
  for (const path of globSync(
    rooms.map((room) => `${room}/**/*.ts`),
    { cwd: PROJECT },
  ).sort()) {
    const [room = ""] = path.split("/");
    const targets = imports.get(room) ?? new Set<string>();
    imports.set(room, targets);
    for (const [, target = ""] of readFileSync(join(PROJECT, path), "utf8").matchAll(/from "(\.[^"]+)"/g)) {
      const [other = ""] = joinPosix(dirname(path), target).split("/");
      if (other !== room && rooms.includes(other)) targets.add(other);
    }
  }
  return new Map([...imports].map(([room, targets]) => [room, new Set([...targets].sort())]));
}

const StateSchema = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).default([]),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).default([]),
});
const MachineSchema = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), StateSchema) });

/** The deployed definition, its `Catch`es dashed. */
export async function stateMachinePicture(): Promise<string> {
  const file = join(PROJECT, "statemachines", "order.asl.json");
  const { StartAt, States } = MachineSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const states = Object.entries(States).map(([name, { Type, TimeoutSeconds }]) => {
    const kind =
      Type === "Map" ? "chunks of sites" : TimeoutSeconds === undefined ? Type : `at most ${days(TimeoutSeconds)}`;
    return `"${name}" [fillcolor="#dbe8fb" label=<<b>${name}</b><br/><font point-size="10">${kind}</font>>]`;
  });
  const ways = Object.entries(States).flatMap(([name, { Next, Default, Choices, Catch }]) => [
    ...[Next, Default, ...Choices.map((choice) => choice.Next)]
      .filter((next) => next !== undefined)
      .map((next) => `"${name}" -> "${next}" [weight=10]`),
    ...Catch.map(({ Next: next }) => `"${name}" -> "${next}" [style=dashed color="#a8201a" constraint=false]`),
  ]);
  return draw(
    `digraph { rankdir=LR ranksep=0.35 ${HEAD}\nstart [shape=circle label="" width=0.16 fillcolor="#16191d"]\nstart -> "${StartAt}"\n${[...states, ...ways].join("\n")} }`,
    "The state machine of an order: Quote, Credit, Contract, Order, Enrich, Customer, Handoff, Settle; a stop leads to Settle",
  );
}

function days(seconds: number): string {
  const whole = Math.round(seconds / 86_400);
  return whole >= 1
    ? `${String(whole)} ${whole === 1 ? "day" : "days"}`
    : `${String(Math.round(seconds / 3600))} hours`;
}
