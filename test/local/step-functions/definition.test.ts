// What is refused when a machine is created, with an error that names it: a laptop must not accept what the interpreter
// would run differently from AWS.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkDefinition } from "../../../local/step-functions/check-definition.ts";
import { Bench } from "./virtual-host.ts";

const PASS = { Type: "Pass", End: true };
const machine = (state: object, others: object = {}): object => ({ StartAt: "A", States: { A: state, ...others } });
const SEND = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true };

describe("a definition is refused", () => {
  test.each([
    ["JSONPath as the language", { ...machine(PASS), QueryLanguage: "JSONPath" }, "JSONPath"],
    ["JSONPath in one state", machine({ ...PASS, QueryLanguage: "JSONPath" }), "definition.States.A.QueryLanguage"],
    ["a JSONPath field", machine({ ...PASS, ResultPath: "$.a" }), "States.A: not supported: ResultPath"],
    ["SecondsPath of a Wait", machine({ Type: "Wait", SecondsPath: "$.a", End: true }), "exactly one of Seconds and"],
    [
      "TimestampPath of a Wait",
      machine({ Type: "Wait", TimestampPath: "$.a", End: true }),
      "exactly one of Seconds and",
    ],
    ["a JSONPath template", machine({ ...SEND, Arguments: { "a.$": "$.b" } }), "use JSONata"],
    ["an unknown field", machine({ ...PASS, Colour: "red" }), "Colour"],
    ["an unknown resource", machine({ ...SEND, Resource: "arn:aws:states:::sns:publish" }), "sns:publish"],
    [
      "a synchronous nested execution",
      machine({ ...SEND, Resource: "arn:aws:states:::states:startExecution.sync:2" }),
      "startExecution",
    ],
    ["an unknown type", machine({ ...PASS, Type: "Loop" }), "'Loop' is not supported"],
    [
      "a distributed Map",
      machine({
        Type: "Map",
        ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...machine(PASS) },
        End: true,
      }),
      "DISTRIBUTED",
    ],
    ["a missing target", machine({ Type: "Pass", Next: "B" }), "no state 'B'"],
    ["a broken expression", machine({ ...PASS, Output: "{% $states.( %}" }), "is not JSONata"],
    ["$eval", machine({ ...PASS, Output: "{% $eval('1') %}" }), "$eval is not supported"],
    ["a variable named states", machine({ ...PASS, Assign: { states: 1 } }), "is reserved"],
    ["a state without a way out", machine({ Type: "Pass" }), "exactly one of Next and End"],
    ["what asl-validator refuses", machine({ Type: "Pass", Next: "A" }), "MISSING_TERMINAL_STATE"],
  ])("with %s", (_, definition, message) => {
    expect(() => new Bench(definition)).toThrow(message);
    expect(() => new Bench(definition)).toThrow(expect.objectContaining({ name: "InvalidDefinition" }));
  });

  test("when it is not JSON, or says no language (which means JSONPath)", () => {
    expect(() => new Bench("{")).toThrow("not JSON");
    expect(() => new Bench(JSON.stringify(machine(PASS)))).toThrow("JSONPath (the default) is not supported");
  });
});

test("what was found sound is not asked about again, what was refused is, and another text is a question of its own", () => {
  const directory = mkdtempSync(join(tmpdir(), "sound-"));
  const kept = join(directory, "compiled");
  const sound = { ...machine(PASS), QueryLanguage: "JSONata" };
  const endless = machine({ Type: "Pass", Next: "A" });
  try {
    for (let start = 0; start < 2; start += 1) {
      expect(() => {
        checkDefinition("endless", structuredClone(endless), kept);
      }).toThrow("MISSING_TERMINAL_STATE");
    }
    checkDefinition("sound at http://127.0.0.1:4100/queue", structuredClone(sound), kept);
    expect(readdirSync(kept)).toHaveLength(1);
    // The validator, if it were asked, would refuse this one. Each start's endpoint has a port of its own.
    checkDefinition("sound at http://127.0.0.1:4100/queue", structuredClone(endless), kept);
    checkDefinition("sound at http://127.0.0.1:59999/queue", structuredClone(endless), kept);
    expect(() => {
      checkDefinition("sound at http://127.0.0.1:4100/others", structuredClone(endless), kept);
    }).toThrow("MISSING_TERMINAL_STATE");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
