// The funnel by stage as a picture: how many of the sites that were sent have finished each stage. Drawn here, when the report is
// written, so that the page needs nothing to show it; the figures stand beside the bars for those who cannot see them.
import { scaleBand, scaleLinear } from "d3-scale";
import { STAGES } from "../../contracts/stage-names.ts";
import { escaped, plural, section } from "./report-markup.ts";
import type { Report } from "./report.ts";
import { STAGE_WORDS } from "./report-words.ts";

const WIDTH = 640;
const BAR_HEIGHT = 30;
const LABEL_WIDTH = 170;
const FIGURE_WIDTH = 90;
const SHOWN = STAGES.filter((stage) => stage !== "settle");

export function funnelHtml({ progress, sent, rows }: Report): string {
  if (sent === 0) return "";
  const height = SHOWN.length * BAR_HEIGHT;
  const y = scaleBand(SHOWN, [0, height]).padding(0.28);
  const x = scaleLinear([0, sent], [0, WIDTH - LABEL_WIDTH - FIGURE_WIDTH]);
  const bars = SHOWN.map((stage) => {
    const done = progress[stage] ?? 0;
    const top = y(stage) ?? 0;
    const middle = (top + y.bandwidth() / 2).toFixed(1);
    const bar = (width: number, name: string): string =>
      `<rect class="${name}" x="${String(LABEL_WIDTH)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${y.bandwidth().toFixed(1)}" rx="3"/>`;
    return (
      `<text x="${String(LABEL_WIDTH - 10)}" y="${middle}" text-anchor="end" dominant-baseline="central">${escaped(STAGE_WORDS[stage])}</text>` +
      bar(x(sent), "track") +
      (done > 0 ? bar(Math.max(2, x(done)), "done") : "") +
      `<text x="${String(WIDTH)}" y="${middle}" text-anchor="end" dominant-baseline="central">${done.toLocaleString("en-US")} of ${sent.toLocaleString("en-US")}</text>`
    );
  });
  const spoken = SHOWN.map((stage) => `${STAGE_WORDS[stage]}: ${String(progress[stage] ?? 0)}`).join("; ");
  const notSent = rows.total - sent;
  const note =
    notSent > 0 ? `<p class="quiet">${plural(notSent, "row")} of the file did not enter the funnel.</p>` : "";
  return section(
    "stages",
    "Sites that have finished each stage",
    `<svg class="funnel" viewBox="0 0 ${String(WIDTH)} ${String(height)}" role="img" aria-label="${escaped(`Of ${String(sent)} sites sent. ${spoken}.`)}">${bars.join("")}</svg>${note}`,
  );
}
