// The state machine as the board draws it, read from its definition: states in rank order, arrows, and which stage each state sends
// its orders to. Nothing here names a state.
import * as z from "zod";

export interface MachineState {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
  /** Stages of the messages that it sends, those of its inner states too. */
  readonly stages: readonly string[];
  /** Steps on the longest way from the start. */
  readonly rank: number;
  readonly isMap: boolean;
  readonly isEnd: boolean;
}

export interface MachineArrow {
  readonly from: string;
  readonly to: string;
  /** What is caught, joined; "": the ordinary way on. */
  readonly caught: string;
}

export interface MachineGraph {
  readonly start: string;
  readonly states: readonly MachineState[];
  readonly arrows: readonly MachineArrow[];
}

const way = z.object({ Next: z.string() });
const StateSchema = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  End: z.boolean().optional(),
  Choices: z.array(way).optional(),
  Catch: z.array(way.extend({ ErrorEquals: z.array(z.string()) })).optional(),
  get ItemProcessor() {
    return MachineSchema.optional();
  },
  get Branches() {
    return z.array(MachineSchema).optional();
  },
  Arguments: z.unknown().optional(),
});
type State = z.infer<typeof StateSchema>;
const MachineSchema = z.object({
  StartAt: z.string(),
  get States(): z.ZodRecord<z.ZodString, typeof StateSchema> {
    return z.record(z.string(), StateSchema);
  },
});
const MessageSchema = z.object({ MessageBody: z.object({ stage: z.string() }) });

/** `definition`: Amazon States Language. Throws where it is none. */
export function machineGraph(definition: unknown): MachineGraph {
  const { StartAt: start, States: states } = MachineSchema.parse(definition);
  const arrows = Object.entries(states).flatMap(([from, state]) => arrowsOf(from, state));
  const ranks = ranksOf(start, arrows);
  return {
    start,
    arrows,
    states: Object.entries(states)
      .map(([name, state]) => ({
        name,
        type: state.Type,
        comment: state.Comment ?? "",
        stages: stagesOf(state),
        rank: ranks.get(name) ?? 0,
        isMap: state.Type === "Map",
        isEnd: state.End === true || state.Type === "Succeed" || state.Type === "Fail",
      }))
      .sort((one, other) => one.rank - other.rank),
  };
}

function arrowsOf(from: string, state: State): MachineArrow[] {
  const { Next: next, Default: otherwise, Choices: choices = [], Catch: catches = [] } = state;
  const ways = [next, otherwise, ...choices.map(({ Next }) => Next)].filter((to) => to !== undefined);
  return [
    ...[...new Set(ways)].map((to) => ({ from, to, caught: "" })),
    ...catches.map(({ ErrorEquals: names, Next: to }) => ({ from, to, caught: names.join(", ") })),
  ];
}

function stagesOf(state: State): string[] {
  const message = MessageSchema.safeParse(state.Arguments);
  const inner = [state.ItemProcessor, ...(state.Branches ?? [])].flatMap((machine) =>
    machine === undefined ? [] : Object.values(machine.States).flatMap(stagesOf),
  );
  return [...new Set([...(message.success ? [message.data.MessageBody.stage] : []), ...inner])];
}

/** By ordinary arrows; a way back does not count. */
function ranksOf(start: string, arrows: readonly MachineArrow[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const visit = (name: string, rank: number, path: ReadonlySet<string>): void => {
    if (path.has(name) || (ranks.get(name) ?? -1) >= rank) return;
    ranks.set(name, rank);
    for (const { from, to, caught } of arrows) {
      if (from === name && caught === "") visit(to, rank + 1, new Set([...path, name]));
    }
  };
  visit(start, 0, new Set());
  // What is only caught comes behind all that it is caught from.
  for (const { from, to, caught } of arrows) {
    if (caught !== "" && !ranks.has(to)) visit(to, (ranks.get(from) ?? 0) + 1, new Set());
  }
  return ranks;
}
