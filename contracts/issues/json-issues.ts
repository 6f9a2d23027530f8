// What can be wrong with JSON and NDJSON.
import { error, type IssueText } from "./issue-text.ts";

export const JSON_ISSUES = {
  "json.syntax": error({
    message: "This is not valid JSON: {detail}.",
    fix: "Write the file with a JSON library.",
    about: "In NDJSON, one broken line is one failed row; in JSON, reading stops there.",
    example: "A comma after the last order of a list.",
  }),
  "json.shape": error({
    message: "No orders were found: the JSON is neither a list of orders nor an object with a list named orders.",
    fix: 'Write {"orders":[…]} or […].',
    about: "docs/bulk-file.schema.json describes the form that is read.",
    example: '`{"data":[…]}`.',
  }),
  "json.depth": error({
    message: "The JSON is nested deeper than {detail} levels.",
    fix: "Write orders with sites in them, and nothing deeper.",
    about: "Orders and sites need four levels.",
    example: "A list in a list in a list, without end.",
  }),
  "json.duplicateKey": error({
    message: "A key occurs twice in one object: {detail}.",
    fix: "Keep one of the two.",
    about: "Two values for one column leave open which one counts.",
    example: '`{"floor":"3","floor":"4"}`.',
  }),
  "json.tooLarge": error({
    message: "One order is larger than {detail}.",
    fix: "Split the order.",
    about: "An order is read as a whole, so its size is limited.",
    example: "A picture in base64 as a note.",
  }),
  "json.notAnOrder": error({
    message: "This element is not an order.",
    fix: "Write an object with orderRef and sites.",
    about: "Every element of the list must be an order, and every element of its sites a site.",
    example: "The number `12` in the list of orders.",
  }),
} as const satisfies Record<string, IssueText>;
