// What can be wrong with a value of one column.
import { AS_STRING, AS_TEXT, error, fixed, type IssueText, warning } from "./issue-text.ts";

export const VALUE_ISSUES = {
  "zip.leadingZeros": fixed("The ZIP had lost its leading zeros; the state proves them."),
  "zip.plusFour": fixed("The ZIP+4 was written with its hyphen."),
  "zip.form": error("This is not a ZIP.", "Write five digits, or five, a hyphen and four."),
  "zip.lostZeros": error(
    "The ZIP has too few digits, and the state does not prove which are missing.",
    AS_TEXT,
    AS_STRING,
  ),
  "zip.state": error(
    "The ZIP does not lie in the state{detail}.",
    "Correct the ZIP; or the state, where that is wrong.",
  ),
  "state.unknown": error("This is not a US state or territory.", "Write its two letters{detail}."),
  "email.form": error("This is not an e-mail address.", "Write one address like name@company.com."),
  "phone.form": error("This is not a phone number.", "Write ten digits with area code, or + and the country's code."),
  "ref.tooLong": error("The reference is longer than 64 characters.", "Shorten it."),
  "text.tooLong": error("The text is longer than {detail} characters.", "Shorten it."),
  "spId.form": error("This is not a Solution Provider's id.", "Write it as AT&T gave it, like A-06399x."),
  "spId.notAllowed": error(
    "This Solution Provider is not in the distributor's profile.",
    "Use one of your own sp_ids, or have the profile changed.",
  ),
  "term.unknown": error("This is not a contract term.", "Write 12, 24, 36, 48 or 60."),
  "terms.notAccepted": error(
    "accept_terms does not say yes, and it is never assumed.",
    "Write yes once the terms and conditions are accepted.",
  ),
  "choice.unknown": error("{column} has no such value.", "Write {detail}."),
  "product.unsupported": error("Only the product ADI can be ordered.", "Leave the cell blank or write ADI."),
  "yesNo.form": error("{column} is neither yes nor no.", "Write yes or no."),
  "percent.form": error("This is not a percentage between 0 and 100.", "Write a number like 7.5."),
  "speed.form": error("This is not a speed.", "Write a number with its unit, like 100M or 1 Gbps."),
  "speed.portAboveAccess": error(
    "The port speed is above the access speed.",
    "Lower port_speed or raise access_speed.",
  ),
  "tsp.form": warning("The TSP code does not have the usual form.", "Compare it with the form TSP645321-44."),
  "tsp.revoked": warning(
    "The TSP code ends in -00, which means revoked.",
    "Ask for a current code, or leave the cell blank.",
  ),
} as const satisfies Record<string, IssueText>;
