// What AVPS said of a site's address, as the API answers it (A: ours): nothing where it simply passed.
import type { AddressVerdict, StandardAddress } from "../../avps/validate-address.ts";
import type { AddressValidation } from "../served-calls.ts";

/** docs/apex-api.md has no number; as many as a look-up of end customers gives. */
const ALTERNATES_MAX = 5;

export function validationOf(verdict: AddressVerdict): AddressValidation | undefined {
  if (verdict.kind === "success") return undefined;
  if (verdict.kind === "fail") {
    const { code, field, message } = verdict;
    return { status: "fail", findings: [{ code, field: propertyOf(field), message }] };
  }
  return {
    status: "partial",
    findings: verdict.findings.map(({ code, field, message }) => ({ code, field: propertyOf(field), message })),
    standardised: addressOf(verdict.standardised),
    alternates: verdict.alternates.slice(0, ALTERNATES_MAX).map(addressOf),
  };
}

/** The contract's name for the field of AVPS. */
export const propertyOf = (field: string): string => (field === "zip" ? "zipCode" : field);

function addressOf({ zip, ...rest }: StandardAddress) {
  return { ...rest, zipCode: zip };
}
