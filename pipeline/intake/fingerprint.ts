// By which two contents of a site are told apart: the domain has no digest of its own.
import { hash } from "node:crypto";

/** SHA-256 in base64url, 43 characters. */
export const fingerprint = (text: string): string => hash("sha256", text, "base64url");
