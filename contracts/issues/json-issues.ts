// What can be wrong with JSON and NDJSON.
import { error, fixed, type IssueText, warning } from "./issue-text.ts";

export const JSON_ISSUES = {
  "json.syntax": error({
    message: "This is not valid JSON: {detail}.",
    fix: "Correct it there, or write the file with a JSON library.",
    about: "In NDJSON, one broken line is one failed row; in JSON, reading stops there.",
    example: "A comma after the last order of a list.",
  }),
  "json.shape": error({
    message: "No orders were found: the JSON is neither a list of orders nor an object with a list named orders.",
    fix: 'Write {"orders":[…]} or […].',
    about: "docs/bulk-file.schema.json describes the form that is read.",
    example: "`[[…]]`.",
  }),
  "json.ordersElsewhere": error({
    message: "No orders were found where they belong. They seem to stand at {detail}.",
    fix: 'Write {"orders":[…]} with these orders, or the list alone: […].',
    about: "Only a list named orders, or a list by itself, is taken for orders.",
    example: '`{"data":[…]}`.',
  }),
  "json.ordersNotList": error({
    message: "{column} is not a list of orders.",
    fix: 'Put the orders in a list: {"orders":[{…},{…}]}.',
    about: "Orders are the elements of a list, each with its own orderRef.",
    example: '`{"orders":{"NW-1":{…},"NW-2":{…}}}`.',
  }),
  "json.oneOrder": fixed({
    message: "{column} is one order instead of a list. It was read as a list of one.",
    about: "One order can mean nothing else.",
    example: '`{"orders":{"orderRef":"NW-1",…}}`.',
  }),
  "json.noOrders": error({
    message: "The list of orders is empty.",
    fix: "Write at least one order.",
    about: "Without orders there is nothing to send.",
    example: '`{"orders":[]}`.',
  }),
  "json.sitesNotList": error({
    message: "sites is not a list of sites.",
    fix: 'Put the sites in a list: "sites":[{…},{…}].',
    about: "Sites are the elements of a list, each with its own siteRef.",
    example: '`"sites":{"S-1":{…},"S-2":{…}}`.',
  }),
  "json.oneSite": fixed({
    message: "sites is one site instead of a list. It was read as a list of one.",
    about: "One site can mean nothing else.",
    example: '`"sites":{"siteRef":"S-1",…}`.',
  }),
  "json.flatOrder": fixed({
    message: "The order has no list of sites, but the columns of one. It was read as an order with that site.",
    about: "Programs that turn a CSV file into JSON write one object per row. Objects of one orderRef are one order.",
    example: '`{"orderRef":"NW-1","siteRef":"S-1",…}`.',
  }),
  "json.siteKeys": error({
    message: "Keys of a site stand beside the list of sites: {detail}.",
    fix: "Move them into each object of sites.",
    about: "It is not clear whether they are meant for all sites.",
    example: '`{"orderRef":"NW-1","floor":"3","sites":[…]}`.',
  }),
  "json.keyOfSite": warning({
    message: "The key {column} is in the order and belongs to its sites. It was not read, since each site has it.",
    fix: "Remove it from the order.",
    about: "Each site's own value counts. The order's is carried through to the results.",
    example: '`{"orderRef":"NW-1","floor":"3","sites":[{"floor":"4",…}]}`.',
  }),
  "json.unknownKey": warning({
    message: "The key {column} is not known. Its values are carried through to the results.",
    fix: "If it should be read, rename it.{detail}",
    about: "Your own keys may stay: they come back in the results. A misspelled optional key would be missed.",
    example: "`promoCod`, where `promoCode` was meant.",
  }),
  "json.nestedKey": warning({
    message: "The key {column} holds an object. What is in it is carried through to the results and not read.",
    fix: "Write its values beside the order's other keys or in its sites: {detail}.",
    about: "Orders and sites are flat: `customerName`, not `name` within `customer`.",
    example: '`"customer": {"name": "Acme Dental"}`.',
  }),
  "json.tooManyKeys": error({
    message: "The orders of the file have more than {detail} different keys.",
    fix: "Leave out the keys that are not needed.",
    about: "Your own keys come back in the results, each as a column, so their number is limited.",
    example: "A key per site, such as `note1`, `note2`, and so on.",
  }),
  "json.lineComma": fixed({
    message: "A comma after the order was ignored.",
    about: "In NDJSON each line is an order by itself, with nothing between them.",
    example: '`{"orderRef":"NW-1",…},` as a line.',
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
    about: "With two values for one column, it is not clear which one counts.",
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
    about: "Every element of the list must be an order.",
    example: "The number `12` in the list of orders.",
  }),
  "json.notASite": error({
    message: "This element of sites is not a site.",
    fix: "Write an object with siteRef and the other keys of the site, or remove the element.",
    about:
      "Every element of an order's sites must be a site. The order's own keys and its other sites are read all the same.",
    example: "The number `7` in the sites of an order.",
  }),
} as const satisfies Record<string, IssueText>;
