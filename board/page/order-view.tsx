// Where an order, a site or a file is, why, what it waits for and what to do now: what `show` prints, with its timeline and, where it
// can be done here, the buttons that do it.
import { useEffect, useState } from "preact/hooks";
import type { Live, BoardSource, ShownOnBoard } from "../wire.ts";
import { type Api, Refused, wordsOf } from "./api.ts";
import { PartnerButtons } from "./partner-bar.tsx";
import { OrderActions } from "./order-actions.tsx";
import { useNow } from "./waits.tsx";
import {
  ageText,
  AWAITED_WORDS,
  dollars,
  leaseWords,
  plainWords,
  shownInstant,
  shownMoment,
  stageWords,
  tone,
} from "./words.ts";

export interface OrderViewProps {
  readonly api: Api;
  readonly source: BoardSource;
  readonly reference: string;
  /** Asked anew whenever something has changed. */
  readonly live: Live | undefined;
}

export function OrderView({ api, source, reference, live }: OrderViewProps) {
  const [shown, setShown] = useState<ShownOnBoard>();
  const [fault, setFault] = useState("");
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isWanted = true;
    api.show(reference).then(
      (found) => {
        if (!isWanted) return;
        setShown(found);
        setFault("");
      },
      (error: unknown) => {
        // What is on the screen stays where the board has ended.
        if (isWanted && !(error instanceof Refused && error.status === 0)) setFault(wordsOf(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [api, reference, asked, live?.at]);
  if (fault !== "") return <p role="alert">{fault}</p>;
  if (shown === undefined) return <p class="quiet">Looking for {reference} …</p>;
  return (
    <>
      <p>
        <a href="#/live">← Live</a>
      </p>
      <Head shown={shown} />
      <PartnerAnswers {...{ api, source, shown }} />
      <OrderActions
        {...{ api, source, shown }}
        done={() => {
          setAsked(asked + 1);
        }}
      />
      <Facts shown={shown} />
      <Timeline shown={shown} />
    </>
  );
}

function Head({ shown }: { readonly shown: ShownOnBoard }) {
  const { title, status, stage, notes, reason, waitingFor } = shown;
  const now = useNow();
  return (
    <>
      <h1>
        {title} <span class={`badge ${tone(status)}`}>{plainWords(status)}</span>
      </h1>
      {stage !== null && <p class="quiet">Stage: {stageWords(stage)}</p>}
      {notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
      {reason !== null && (
        <p class="note warn">
          {reason.message} <code>{reason.code}</code>
          {reason.fix !== null && (
            <>
              <br />
              {reason.fix}
            </>
          )}
        </p>
      )}
      {waitingFor !== null && (
        <p class="note">
          Waits for {AWAITED_WORDS[waitingFor.what]} by {waitingFor.who} since {shownInstant(waitingFor.since)} (
          {ageText(waitingFor.since, now)}){waitingFor.until !== null && `, until ${shownInstant(waitingFor.until)}`}.
        </p>
      )}
    </>
  );
}

/** Where the order waits for AT&T, and AT&T is the sandbox. */
function PartnerAnswers({
  api,
  source,
  shown,
}: Pick<OrderViewProps, "api" | "source"> & { readonly shown: ShownOnBoard }) {
  const { waitingFor, ids, title } = shown;
  const orderId = ids["orderId"];
  if (!source.canPlayPartner || waitingFor === null || orderId === undefined) return null;
  return <PartnerButtons {...{ api, orderId }} orderRef={title} waitsFor={waitingFor.what} />;
}

function Facts({ shown: { ids, price, leases, counts, kind } }: { readonly shown: ShownOnBoard }) {
  const counted = Object.entries(counts).map(([name, number]) => `${String(number)} ${plainWords(name)}`);
  return (
    <dl class="facts">
      {counted.length > 0 && (
        <>
          <dt>{kind === "batch" ? "Orders" : "Sites"}</dt>
          <dd>{counted.join(", ")}</dd>
        </>
      )}
      {price !== null && (
        <>
          <dt>Price</dt>
          <dd>
            {dollars(price.recurring)} per month, {dollars(price.oneTime)} once
          </dd>
        </>
      )}
      {leases.map(({ lease, expires }) => (
        <>
          <dt>{leaseWords(lease)}</dt>
          <dd>{shownInstant(expires)}</dd>
        </>
      ))}
      {Object.entries(ids).map(([name, id]) => (
        <Id key={name} name={name} id={id} />
      ))}
    </dl>
  );
}

function Id({ name, id }: { readonly name: string; readonly id: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <button
          type="button"
          class="id"
          title={`Copy ${name}`}
          onClick={() => {
            void navigator.clipboard.writeText(id).then(() => {
              setCopied(true);
            });
          }}
        >
          {id}
        </button>
        {copied && <small role="status"> copied</small>}
      </dd>
    </>
  );
}

const EVENTS_SHOWN = 500;

function Timeline({ shown: { timeline } }: { readonly shown: ShownOnBoard }) {
  if (timeline.length === 0) return null;
  return (
    <section aria-labelledby="timeline-h">
      <h2 id="timeline-h">Timeline</h2>
      {timeline.length > EVENTS_SHOWN && (
        <p class="quiet">
          The latest {EVENTS_SHOWN} of {timeline.length} events; <code>show --json</code> has all.
        </p>
      )}
      <ol class="timeline">
        {timeline.slice(-EVENTS_SHOWN).map(({ at, what, actor, detail }, n) => (
          <li key={`${at} ${what} ${String(n)}`}>
            <time dateTime={at}>{shownMoment(at)}</time>
            <div>
              <strong>{plainWords(what)}</strong> <span class="quiet">by {actor}</span>
              {detail !== "" && <div class="quiet">{detail}</div>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
