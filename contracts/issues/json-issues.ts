// What can be wrong with JSON and NDJSON.
import { error, type IssueText } from "./issue-text.ts";

export const JSON_ISSUES = {
  "json.syntax": error("This is not valid JSON: {detail}.", "Write the file with a JSON library."),
  "json.shape": error(
    "No orders were found: the JSON is neither a list of orders nor an object with a list named orders.",
    'Write {"orders":[…]} or […].',
  ),
  "json.depth": error(
    "The JSON is nested deeper than {detail} levels.",
    "Write orders with sites in them, nothing deeper.",
  ),
  "json.duplicateKey": error("A key occurs twice in one object: {detail}.", "Keep one of the two."),
  "json.tooLarge": error("One order is larger than {detail}.", "Split the order."),
  "json.notAnOrder": error("This element is not an order.", "Write an object with orderRef and sites."),
} as const satisfies Record<string, IssueText>;
