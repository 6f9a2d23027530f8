// The funnel by stage: of the sites sent, how many have finished each stage, wait there or stopped there. The figures stand beside the
// bars; nothing is told by color alone.
import type { BatchOnBoard } from "../wire.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { count, STAGE_WORDS } from "./words.ts";

const SHOWN = STAGES.filter((stage) => stage !== "settle");

export function Funnel({ batches }: { readonly batches: readonly BatchOnBoard[] }) {
  const sites = batches.reduce((sum, batch) => sum + batch.sites, 0);
  if (sites === 0) return <p class="quiet">No site has been sent yet.</p>;
  return (
    <ul class="funnel">
      {SHOWN.map((stage) => {
        const at = (kind: "done" | "waiting" | "stopped"): number =>
          batches.reduce((sum, { stages }) => sum + (stages[stage]?.[kind] ?? 0), 0);
        const [done, waiting, stopped] = [at("done"), at("waiting"), at("stopped")];
        const also = [waiting > 0 ? `${count(waiting)} waiting` : "", stopped > 0 ? `${count(stopped)} stopped` : ""];
        return (
          <li key={stage}>
            <span>{STAGE_WORDS[stage]}</span>
            <span class="track" aria-hidden="true">
              <i class="done" style={{ width: share(done, sites) }} />
              <i class="wait" style={{ width: share(waiting, sites) }} />
              <i class="stop" style={{ width: share(stopped, sites) }} />
            </span>
            <span class="figure">
              {count(done)} of {count(sites)}
              <small>{also.filter((text) => text !== "").join(", ")}</small>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const share = (part: number, whole: number): string => `${String((100 * part) / whole)}%`;
