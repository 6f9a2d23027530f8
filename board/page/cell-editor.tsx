// A cell while it is edited, in its place in the grid. Enter and Tab take the text and go on, Escape leaves the cell as it was.
import { useLayoutEffect, useRef } from "preact/hooks";

export interface CellEditorProps {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly text: string;
  readonly name: string;
  /** `text` undefined: taken back. `step`: the key that goes on from here. */
  readonly done: (text: string | undefined, step?: "ArrowDown" | "ArrowRight") => void;
}

export function CellEditor({ left, top, width, text, name, done }: CellEditorProps) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    const element = input.current;
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);
  const end = (value: string | undefined, step?: "ArrowDown" | "ArrowRight"): void => {
    // Leaving the field by a key takes the focus away too.
    if (isDone.current) return;
    isDone.current = true;
    done(value, step);
  };
  return (
    <input
      ref={input}
      class="editor"
      aria-label={`New value of ${name}`}
      style={{ left: `${String(left)}px`, top: `${String(top)}px`, width: `${String(width)}px` }}
      defaultValue={text}
      onKeyDown={(event) => {
        event.stopPropagation();
        const { value } = event.currentTarget;
        if (event.key === "Enter") end(value, "ArrowDown");
        else if (event.key === "Tab") end(value, "ArrowRight");
        else if (event.key === "Escape") end(undefined);
        else return;
        event.preventDefault();
      }}
      onBlur={({ currentTarget }) => {
        end(currentTarget.value);
      }}
    />
  );
}
