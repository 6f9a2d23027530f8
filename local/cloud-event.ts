// What the embedded cloud tells its owner while it runs. The command line stops on some of these; tests collect them.

export type CloudEvent =
  | {
      readonly type: "functionFailed";
      readonly functionName: string;
      readonly phase: "init" | "invoke";
      readonly errorName: string;
      readonly message: string;
    }
  | {
      readonly type: "accessDenied";
      /** The function, state machine, rule or role that asked. */
      readonly principal: string;
      readonly action: string;
      readonly resource: string;
    }
  | {
      readonly type: "serviceFailed";
      readonly service: string;
      readonly action: string;
      readonly message: string;
      /** What was thrown: of the system, a damaged file, or a fault of ours. */
      readonly error: unknown;
    }
  /** A part of the template that is checked and not run on one machine. `reason`: a sentence. */
  | { readonly type: "notRunHere"; readonly resource: string; readonly reason: string }
  /** A message that would have invoked the function once more in a chain that goes round was parked instead. */
  | { readonly type: "recursionStopped"; readonly functionName: string; readonly messageId: string }
  | {
      readonly type: "alarmStateChanged";
      readonly alarm: string;
      readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
      readonly description: string;
    }
  | {
      readonly type: "executionStatusChanged";
      readonly executionArn: string;
      readonly status: string;
      readonly redriveCount: number;
    };

export type OnCloudEvent = (event: CloudEvent) => void;
