// What an operator has paused, by whom and since when, and the buttons that pause and resume: each asks first and says what it will do.
import { useEffect, useState } from "preact/hooks";
import type { PauseScope } from "../../contracts/pauses.ts";
import { pauseWords } from "../../domain/orders/pause.ts";
import type { Live, PauseOnBoard, BoardSource } from "../wire.ts";
import { type Api, wordsOf } from "./api.ts";
import { Confirm } from "./confirm.tsx";
import { PauseForm } from "./pause-form.tsx";
import { plural, shownInstant } from "./words.ts";

export interface PausesProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly live: Live;
}

interface Asked {
  readonly action: "pause" | "resume";
  readonly scope: PauseScope;
  readonly reason: string;
}

export function Pauses({ api, source, live: { pauses } }: PausesProps) {
  const [asked, ask] = useState<Asked>();
  const [said, setSaid] = useState("");
  const act = ({ action, scope, reason }: Asked): void => {
    const acting = action === "pause" ? api.pause(scope, reason) : api.resume(scope);
    acting.then(
      (answer) => {
        setSaid(answer.said);
      },
      (error: unknown) => {
        setSaid(wordsOf(error));
      },
    );
  };
  if (!source.canPause && pauses.length === 0) return null;
  return (
    <section id="pauses" aria-label="Pauses">
      {pauses.map((pause) => (
        <PauseLine key={`${pause.scope} ${pause.name}`} {...{ source, pause, ask }} />
      ))}
      {source.canPause && (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              ask({ action: "pause", scope: { scope: "all", name: "" }, reason: "" });
            }}
          >
            Pause …
          </button>
          {pauses.length === 0 && <span class="quiet">Nothing is paused.</span>}
        </p>
      )}
      <div role="status">{said !== "" && <p class="note">{said}</p>}</div>
      {asked !== undefined && (
        <Question
          {...{ api, source, asked, ask, act }}
          close={() => {
            ask(undefined);
          }}
        />
      )}
    </section>
  );
}

interface PauseLineProps {
  readonly source: BoardSource;
  readonly pause: PauseOnBoard;
  readonly ask: (asked: Asked) => void;
}

function PauseLine({ source, pause, ask }: PauseLineProps) {
  const { since, by, reason, orders } = pause;
  const words = pauseWords(pause);
  return (
    <div class="note warn paused">
      <span>
        <strong>{words.charAt(0).toUpperCase() + words.slice(1)} is paused</strong> by {by ?? "an operator"} since{" "}
        {shownInstant(since)}
        {reason !== null && `: ${reason}`}. {plural(orders, "order")} {orders === 1 ? "waits" : "wait"} because of it.
      </span>
      {source.canPause && (
        <button
          type="button"
          aria-label={`Resume ${words}`}
          onClick={() => {
            ask({ action: "resume", scope: pause, reason: "" });
          }}
        >
          Resume …
        </button>
      )}
    </div>
  );
}

interface QuestionProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly asked: Asked;
  readonly ask: (asked: Asked) => void;
  readonly act: (asked: Asked) => void;
  readonly close: () => void;
}

function Question({ api, source, asked, ask, act, close }: QuestionProps) {
  const { action, scope, reason } = asked;
  const key = `${scope.scope} ${scope.name}`;
  const [planned, setPlanned] = useState<{ readonly key: string; readonly lines: readonly string[] }>();
  const [fault, setFault] = useState("");
  useEffect(() => {
    setFault("");
    api.pausePlan(action, scope).then(
      ({ lines }) => {
        setPlanned({ key, lines });
      },
      (error: unknown) => {
        setFault(wordsOf(error));
      },
    );
  }, [api, key]);
  const isReady = planned?.key === key;
  const what = (
    <>
      {action === "pause" && (
        <PauseForm
          {...{ source, scope, reason }}
          choose={(choice) => {
            ask({ ...asked, ...choice });
          }}
        />
      )}
      <div role="status" aria-live="polite">
        {isReady && planned.lines.map((line) => <p key={line}>{line}</p>)}
        {!isReady && <p class="quiet">{fault === "" ? "Looking at what it will do …" : fault}</p>}
      </div>
    </>
  );
  const words = pauseWords(scope);
  const title = action === "pause" ? "Pause" : `Resume ${words}?`;
  const yes = `${action === "pause" ? "Pause" : "Resume"} ${words}`;
  return (
    <Confirm
      question={{
        ...{ title, what, yes, isReady },
        act: () => {
          act(asked);
        },
      }}
      close={close}
    />
  );
}
