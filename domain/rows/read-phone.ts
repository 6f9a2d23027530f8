// Phone numbers: ten digits of the North American Numbering Plan, or + and a country's number (ITU-T E.164), with an extension
// behind x. A number that cannot exist reaches nobody on the day of the installation.

/** E.164: at most fifteen digits with the country code. The shortest numbers in use have eight. */
const DIGITS_MIN = 8;
const DIGITS_MAX = 15;
/** Area code and exchange begin with 2 to 9. */
const NANP = /^[2-9]\d{2}[2-9]\d{6}$/;
/** As it is kept: `303-555-0162 x4`, `(303) 555-0162 ext. 4`, `303-555-0162 #4`. */
const EXTENSION = /\s*(?:ext[.:]?|x|#)\s*(\d{1,8})$/i;
/** Read as `x4`: `303-555-0162 extension 4`, `…;ext=4` (RFC 3966), `…, ext 4`. */
const LONG_EXTENSION = /\s*(?:[,;]\s*(?:extension|extn|ext|x)|extension|extn)[.:=\s]*(\d{1,8})$/i;

export type ReadPhone =
  | { readonly kind: "phone"; readonly phone: string; readonly rewritten: boolean }
  /** `why`: behind "This is not a valid phone number"; "": there is nothing to add. */
  | { readonly kind: "wrong"; readonly why: string };

export function readPhone(text: string): ReadPhone {
  const phone = text.replace(/^tel:\s*/i, "").replace(LONG_EXTENSION, " x$1");
  const main = phone.replace(EXTENSION, "").trim();
  const why = faultOf(main);
  if (why !== undefined) return { kind: "wrong", why };
  return { kind: "phone", phone, rewritten: phone !== text };
}

function faultOf(main: string): string | undefined {
  if (!/^\+?[\d\s().\-/]+$/.test(main)) return "";
  const digits = main.replaceAll(/\D/g, "");
  const isInternational = main.startsWith("+");
  if (/^(\d)\1+$/.test(digits) && digits.length >= DIGITS_MIN) return ": all of its digits are equal";
  if (isInternational && !digits.startsWith("1")) {
    if (digits.startsWith("0")) return ": no country code begins with 0";
    return digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX ? undefined : countOf(digits);
  }
  const isLong = digits.length === 11 && digits.startsWith("1");
  const national = isLong || isInternational ? digits.slice(1) : digits;
  if (national.length !== 10) return countOf(national, isLong || isInternational);
  if (/^(\d)\1+$/.test(national)) return ": all of its digits are equal";
  if (NANP.test(national)) return undefined;
  return /^[01]/.test(national)
    ? `: no area code begins with ${national.slice(0, 1)}`
    : ": no exchange begins with 0 or 1";
}

const countOf = (digits: string, afterCountry = false): string =>
  `: it has ${String(digits.length)} digit${digits.length === 1 ? "" : "s"}${afterCountry ? " after the country code" : ""}`;
