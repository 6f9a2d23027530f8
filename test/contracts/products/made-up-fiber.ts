// A product that AT&T does not sell, described as contracts/products/adi.ts describes ADI, and nothing else.
import { error } from "../../../contracts/issues/issue-text.ts";
import type { Product } from "../../../contracts/products/product.ts";

export const FIBER = {
  code: "FIB",
  name: "Made-up Fiber",
  offerId: "OFF_FIBER",
  columns: {
    interface: { kind: "text", description: "Interface of the port.", example: "1000Base-LX" },
    download_speed: { required: true, kind: "speed", description: "Download speed.", example: "1 Gbps" },
    upload_speed: { required: true, kind: "speed", description: "Upload speed.", example: "100M" },
    modem: { kind: "choice", values: ["Ours", "Yours"], byDefault: "Ours", description: "Whose.", example: "Ours" },
  },
  speedRules: [{ column: "upload_speed", limit: "download_speed", code: "speed.uploadAboveDownload" }],
  issues: {
    "speed.uploadAboveDownload": error({
      message: "The upload speed is above the download speed.",
      fix: "Lower upload_speed or raise download_speed.",
      about: "Fiber is no faster upward.",
      example: "Upload `1 Gbps`, download `100M`.",
    }),
  },
  features: [
    { name: "Down", from: { column: "download_speed" } },
    { name: "Up", from: { column: "upload_speed" } },
    { name: "Handoff", from: { column: "interface" } },
    { name: "Modem Rented", from: { column: "modem", words: { Ours: "Y", Yours: "N" } } },
    { name: "Months", from: { order: "contractTermMonths" } },
  ],
  priceParts: ["fiber", "modem"],
  identity: ["download_speed"],
  refusals: [[/\bgateway\b/i, "modem"]],
} as const satisfies Product;
