// The calls of the quote stage: opportunity and quote, sites with their address validation, configuration with prices.
import { validateAddress } from "../../avps/validate-address.ts";
import { validationOf } from "../rules/address-answer.ts";
import type { RequestOf } from "../../contracts/apex/calls.ts";
import { newToken, noteEffect, takeEffect } from "../effects.ts";
import { idOf, newSerial } from "../ids.ts";
import { groupName, keys, type Quote, type Site } from "../records.ts";
import { type ApiError, apiError, notFound, refuseIfAny, Refused } from "../refusal.ts";
import { type PricedSite, priceSite } from "../rules/pricing.ts";
import type { AddressValidation } from "../served-calls.ts";
import { quoteChangeFault, termOf } from "../rules/quote-rules.ts";
import { type Call, type CallContext, idParts, untilSaved } from "./call-context.ts";
import { findGroups, findQuote, type FoundGroup, type FoundQuote, GROUP_SITES_MAX } from "./quote-record.ts";

/** docs/bulk-file.md §3 allows as many sites an order. */
const SITES_MAX = 10_000;

export const createQuote: Call<"createQuote"> = async (request, context) => {
  if (!context.actsFor(request.spId)) {
    throw new Refused(401, [
      apiError("invalidValue", "spId", "These credentials do not act for this Solution Provider."),
    ]);
  }
  const termMonths = termOf(request.contractTerm);
  if (termMonths === undefined) {
    throw new Refused(422, [apiError("invalidValue", "contractTerm", "The term is 12, 24, 36, 48 or 60 months.")]);
  }
  return untilSaved(async () => {
    const serial = newSerial(context.random);
    const quote: Quote = {
      quoteId: idOf("quote", serial, 0),
      opportunityId: idOf("opportunity", serial, 0),
      clientId: context.clientId,
      spId: request.spId,
      companyName: request.endCustomer.name,
      opportunityName: request.opportunityName,
      address: request.endCustomer.address,
      termMonths,
      createdAt: context.now().toISOString(),
      siteCount: 0,
      groups: [],
      creditChecks: 0,
      contracts: 0,
      tokens: [],
    };
    return takeEffect(context, {
      key: keys.quote(serial),
      value: quote,
      ifVersion: 0,
      proof: { kind: "quote", id: quote.quoteId },
      about: { call: "createQuote", quoteId: quote.quoteId },
      answer: {
        opportunityId: quote.opportunityId,
        quoteId: quote.quoteId,
        status: "Success",
        statusMessage: "Opportunity and quote have been created",
      },
    });
  });
};

export const addSites: Call<"addSites"> = (request, context) =>
  untilSaved(async () => {
    const quote = await findChangeableQuote(context, request.quoteId, "quoteId");
    if (quote.value.siteCount + request.sites.length > SITES_MAX) {
      throw new Refused(422, [
        apiError("tooManyRecords", "sites", `A quote holds ${String(SITES_MAX)} sites at most.`),
      ]);
    }
    const from = quote.value.siteCount;
    const validated = request.sites.map((site, n) => siteOf(site, idOf("site", quote.serial, from + n)));
    const sites = validated.map(({ site }) => site);
    const groups = siteGroups(sites, from, newToken(context));
    await context.store.putMany(
      groups.map((group) => ({
        key: keys.siteGroup(quote.serial, group.name),
        value: { from: group.from, sites: group.sites },
      })),
    );
    return takeEffect(context, {
      key: keys.quote(quote.serial),
      value: {
        ...quote.value,
        siteCount: from + sites.length,
        groups: [...quote.value.groups, ...groups.map((group) => group.name)],
      },
      ifVersion: quote.version,
      proof: { kind: "quote", id: quote.value.quoteId },
      about: { call: "addSites", quoteId: quote.value.quoteId, sites: sites.map((site) => site.externalId) },
      answer: {
        sites: validated.map(({ site: { externalId, siteId }, addressValidation }) => ({
          externalId,
          siteId,
          ...(addressValidation !== undefined && { addressValidation }),
        })),
      },
    });
  });

/** Replaces what was configured before; prices come back site by site, in the request's order. */
export const configureQuote: Call<"configureQuote"> = async (request, context) => {
  const { quoteId, id, pricingInputs } = request.configDiscountPromoRequest;
  const quote = await findChangeableQuote(context, quoteId, "configDiscountPromoRequest.quoteId");
  if (idParts("opportunity", id, "configDiscountPromoRequest.id").serial !== quote.serial) {
    throw notFound("configDiscountPromoRequest.id", "opportunity of this quote");
  }
  const indexes = pricingInputs.map((input, n) => siteIndexOf(quote, input.siteId, n));
  refuseIfAny(repeatedSites(indexes));
  const priced = await untilSaved(() => configureGroups(context, quote, pricingInputs, indexes));
  return noteEffect(
    context,
    { call: "configureQuote", quoteId: quote.value.quoteId, sites: priced.map((site) => site.externalId) },
    { status: "Success", quoteId: quote.value.quoteId, pricing: priced.map((site) => site.priced.pricing) },
  );
};

async function findChangeableQuote(context: CallContext, quoteId: string, path: string): Promise<FoundQuote> {
  const quote = await findQuote(context, quoteId, { path });
  const fault = quoteChangeFault(quote.value, context.now(), context.behavior.quoteValidDays);
  if (fault !== undefined) throw fault;
  return quote;
}

interface ValidatedSite {
  readonly site: Site;
  readonly addressValidation?: AddressValidation;
}

function siteOf(site: RequestOf<"addSites">["sites"][number], siteId: string): ValidatedSite {
  const { zipCode: zip, ...rest } = site.address;
  const verdict = validateAddress({ ...rest, zip });
  const addressValidation = validationOf(verdict);
  return {
    site: {
      siteId,
      externalId: site.externalId,
      ...(site.siteName !== undefined && { siteName: site.siteName }),
      address: site.address,
      avps: verdict.kind,
      ...(verdict.kind === "fail" && { avpsFault: { field: verdict.field, message: verdict.message } }),
    },
    ...(addressValidation !== undefined && { addressValidation }),
  };
}

function siteGroups(sites: Site[], from: number, token: string): { name: string; from: number; sites: Site[] }[] {
  return Array.from({ length: Math.ceil(sites.length / GROUP_SITES_MAX) }, (_, n) => {
    const start = n * GROUP_SITES_MAX;
    return {
      name: groupName(from + start, token),
      from: from + start,
      sites: sites.slice(start, start + GROUP_SITES_MAX),
    };
  });
}

function siteIndexOf(quote: FoundQuote, siteId: string, n: number): number {
  const path = `configDiscountPromoRequest.pricingInputs[${String(n)}].siteId`;
  const { serial, number } = idParts("site", siteId, path);
  if (serial !== quote.serial || number >= quote.value.siteCount) throw notFound(path, "site of this quote");
  return number;
}

/** Two configurations of one site in one call contradict each other. */
function repeatedSites(indexes: readonly number[]): readonly ApiError[] {
  const first = new Map(indexes.map((index, n) => [index, n] as const).toReversed());
  return indexes.flatMap((index, n) => {
    const path = `configDiscountPromoRequest.pricingInputs[${String(n)}].siteId`;
    return first.get(index) === n ? [] : [apiError("invalidValue", path, "The site is there twice.")];
  });
}

interface Configured {
  readonly externalId: string;
  readonly priced: PricedSite;
}
type Inputs = RequestOf<"configureQuote">["configDiscountPromoRequest"]["pricingInputs"];

/** Undefined where another call changed a group meanwhile: all is done again, which changes nothing of what was done. */
async function configureGroups(
  context: CallContext,
  quote: FoundQuote,
  inputs: Inputs,
  indexes: readonly number[],
): Promise<readonly Configured[] | undefined> {
  const groups = await findGroups(context.store, quote, Math.min(...indexes), Math.max(...indexes));
  const errors: ApiError[] = [];
  const done: Configured[] = [];
  const touched = new Set<FoundGroup>();
  for (const [n, input] of inputs.entries()) {
    const index = indexes[n] ?? 0;
    const group = groups.find(({ from, sites }) => index >= from && index < from + sites.length);
    const site = group?.sites[index - group.from];
    if (group === undefined || site === undefined) throw new Error("store: a site without its group");
    const path = `configDiscountPromoRequest.pricingInputs[${String(n)}]`;
    const priced = priceSite(input, { termMonths: quote.value.termMonths, state: site.address.state, path });
    if (!("pricing" in priced)) {
      errors.push(...priced);
      continue;
    }
    const { configId, features } = input.configuration;
    group.sites[index - group.from] = { ...site, configuration: { configId, features, ...priced } };
    touched.add(group);
    done.push({ externalId: site.externalId, priced });
  }
  refuseIfAny(errors);
  for (const { name, version, from, sites } of touched) {
    if (!(await context.store.save(keys.siteGroup(quote.serial, name), { from, sites }, version))) return undefined;
  }
  return done;
}
