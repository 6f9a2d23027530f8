// Asks before something is changed: a dialog that says what will happen, with the safe answer in focus.
import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

export interface Question {
  readonly title: string;
  readonly what: ComponentChildren;
  /** Of the button that does it. */
  readonly yes: string;
  /** False: it is not known yet what will happen. */
  readonly isReady?: boolean;
  readonly act: () => void;
}

export function Confirm({ question, close }: { readonly question: Question; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="question" onClose={close}>
      <h2 id="question">{question.title}</h2>
      <div>{question.what}</div>
      <p class="buttons">
        <button type="button" autofocus onClick={() => dialog.current?.close()}>
          Not now
        </button>
        <button
          type="button"
          class="primary"
          disabled={question.isReady === false}
          onClick={() => {
            dialog.current?.close();
            question.act();
          }}
        >
          {question.yes}
        </button>
      </p>
    </dialog>
  );
}
