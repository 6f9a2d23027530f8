// The end customer: looked up among the known accounts, then assigned to the quote's sites by name.
import { noteEffect } from "../effects.ts";
import { keys } from "../records.ts";
import { apiError, notFound, refuseIfAny, Refused } from "../refusal.ts";
import { findAccounts, isForbidden } from "../rules/account-directory.ts";
import { isRefused } from "../rules/forced-outcomes.ts";
import { type Call, type CallContext, idParts } from "./call-context.ts";
import { findGroups, findQuote, type FoundQuote } from "./quote-record.ts";

export const NO_CUSTOMER_FOUND = "No customer found.";
/** S: a wildcard of at least three characters; the wildcard signs do not count. */
const NAME_CHARACTERS_MIN = 3;

export const lookupCustomer: Call<"lookupCustomer"> = (request, context) => {
  if (!context.actsFor(request.spId)) {
    throw new Refused(401, [
      apiError("invalidValue", "spId", "These credentials do not act for this Solution Provider."),
    ]);
  }
  if (request.accountName.replaceAll(/[*%\s]/g, "").length < NAME_CHARACTERS_MIN) {
    throw new Refused(422, [apiError("invalidValue", "accountName", "At least three characters are needed.")]);
  }
  const accounts = findAccounts(request);
  return Promise.resolve(
    accounts.length === 0
      ? { accounts: [], message: NO_CUSTOMER_FOUND }
      : { status: "Success", accounts: [...accounts] },
  );
};

export const assignCustomer: Call<"assignCustomer"> = async (request, context) => {
  const quote = await findQuote(context, request.quoteId);
  if (isRefused("assign", `${quote.value.companyName} ${quote.value.opportunityName}`)) {
    throw new Refused(422, [apiError("otherIssue", "quoteId", "The assignment was refused (forced by a name).")]);
  }
  const indexes = request.sites.map(({ siteId }, n) => {
    const path = `sites[${String(n)}].siteId`;
    const { serial, number } = idParts("site", siteId, path);
    if (serial !== quote.serial || number >= quote.value.siteCount) throw notFound(path, "site of this quote");
    return number;
  });
  refuseIfAny(
    request.sites.flatMap(({ accountId }, n) =>
      accountId !== undefined && isForbidden(accountId)
        ? [apiError("invalidValue", `sites[${String(n)}].accountId`, "The account's alliance status forbids the sale.")]
        : [],
    ),
  );
  await context.store.putMany(
    request.sites.map(({ accountName, accountId }, n) => ({
      key: keys.assignment(quote.serial, indexes[n] ?? 0),
      value: { accountName, ...(accountId !== undefined && { accountId }) },
    })),
  );
  return noteEffect(
    context,
    { call: "assignCustomer", quoteId: quote.value.quoteId, sites: await externalIds(context, quote, indexes) },
    { quoteId: quote.value.quoteId, inputValues: request.sites },
  );
};

async function externalIds(
  context: CallContext,
  quote: FoundQuote,
  indexes: readonly number[],
): Promise<readonly string[]> {
  const groups = await findGroups(context.store, quote, Math.min(...indexes), Math.max(...indexes));
  const names = new Map(groups.flatMap(({ from, sites }) => sites.map((site, n) => [from + n, site.externalId])));
  return indexes.map((index) => names.get(index) ?? "");
}
