// A table of Markdown, as prettier leaves it alone: columns padded to their widest cell.

/** Cells hold one line; a `|` in them is escaped. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [top = [], ...rest] = cells;
  return [line(top), line(widths.map((width) => "-".repeat(width))), ...rest.map(line), ""].join("\n");
}
