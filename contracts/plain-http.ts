// Where the partner may be called without TLS: on this machine, and at a host that is named for it. Credentials, contacts and
// addresses travel with each call.

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A name or an address of this machine. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/** `allowedHost`: the one host that may be called in the clear. Something that is no URL is another check's. */
export function isSafeUrl(url: string, allowedHost: string | undefined): boolean {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "http:") return true;
  return isLoopback(parsed.hostname) || parsed.hostname === allowedHost?.toLowerCase();
}
