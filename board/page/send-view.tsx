// From a file to an order: dropped or chosen, checked at once with nothing sent, corrected cell by cell, then sent by a button that says
// what it will do.
import { useRef, useState } from "preact/hooks";
import type { Draft, BoardSource, Sent } from "../wire.ts";
import { type Api, type SendChoice, wordsOf } from "./api.ts";
import { DraftView } from "./draft-view.tsx";
import { linkTo } from "./route.ts";

export interface SendViewProps {
  readonly api: Api;
  readonly source: BoardSource;
}

export function SendView({ api, source }: SendViewProps) {
  const [choice, setChoice] = useState<SendChoice>({ distributor: source.distributor, policy: "" });
  const [draft, setDraft] = useState<Draft>();
  const [busy, setBusy] = useState("");
  const [fault, setFault] = useState("");
  const [sent, setSent] = useState<Sent>();
  const show = (doing: string, coming: Promise<Draft>): void => {
    setBusy(doing);
    setFault("");
    coming
      .then(setDraft, (error: unknown) => {
        setFault(wordsOf(error));
      })
      .finally(() => {
        setBusy("");
      });
  };
  const take = (file: File): void => {
    setSent(undefined);
    setDraft(undefined);
    show(`Checking ${file.name} …`, api.drop(file, choice));
  };
  const turnTo = (sheet: string): void => {
    if (draft !== undefined) show(`Checking sheet ${sheet} …`, api.look(draft.id, sheet, choice));
  };
  return (
    <>
      <h1>Send a file</h1>
      <Choice source={source} choice={choice} choose={setChoice} />
      <DropZone take={take} hasFile={draft !== undefined} />
      <div role="status">{busy !== "" && <p class="note">{busy}</p>}</div>
      {fault !== "" && (
        <p class="note bad" role="alert">
          {fault}
        </p>
      )}
      {sent !== undefined && (
        <p class="note ok" role="status">
          {sent.name} is sent. <a href={linkTo("live")}>Follow it</a> · batch <code>{sent.batchId}</code>
        </p>
      )}
      {draft !== undefined && (
        <DraftView
          key={`${draft.id} ${draft.sheet}`}
          {...{ api, source, draft, choice, turnTo }}
          done={(answer) => {
            setSent(answer);
            setDraft(undefined);
          }}
        />
      )}
    </>
  );
}

const POLICIES = [
  ["", "as the distributor's profile says"],
  ["order", "its order: the other orders go"],
  ["file", "the whole file"],
  ["site", "only itself: the good sites go"],
] as const;

interface ChoiceProps {
  readonly source: BoardSource;
  readonly choice: SendChoice;
  readonly choose: (choice: SendChoice) => void;
}

function Choice({ source, choice, choose }: ChoiceProps) {
  return (
    <div class="choice">
      <label>
        Distributor
        <select
          value={choice.distributor}
          onChange={({ currentTarget }) => {
            choose({ ...choice, distributor: currentTarget.value });
          }}
        >
          {source.distributors.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        A bad row holds back
        <select
          value={choice.policy}
          onChange={({ currentTarget }) => {
            const policy = POLICIES.find(([name]) => name === currentTarget.value)?.[0] ?? "";
            choose({ ...choice, policy });
          }}
        >
          {POLICIES.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface DropZoneProps {
  readonly take: (file: File) => void;
  readonly hasFile: boolean;
}

function DropZone({ take, hasFile }: DropZoneProps) {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div
      class={`drop${isOver ? " over" : ""}${hasFile ? " small" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer?.files[0];
        if (file !== undefined) take(file);
      }}
    >
      <p>
        {hasFile
          ? "Drop another file here, or"
          : "Drop a file here: CSV, Excel, JSON or NDJSON. It is checked at once; nothing is sent."}
      </p>
      <button type="button" onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl,.gz"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = "";
          if (file !== undefined) take(file);
        }}
      />
    </div>
  );
}
