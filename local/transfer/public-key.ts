// Whether a text is a public key that Transfer Family takes: the form of its API, and bytes that say the same type as the text does.

/** API reference of Transfer Family, ImportSshPublicKey. */
const FORM =
  /^\s*((?:ssh|ecdsa)-[a-z0-9-]+)[ \t]+((?:[A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{1,3}={0,3}|(?:[A-Za-z0-9+/]{4})+)(?:\s*|[ \t]+[\S \t]*\s*)$/;
const LENGTH_MAX = 2048;
const TYPES = new Set(["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]);

/** Why not; no message has the key in it. */
export function publicKeyFault(text: string): string | undefined {
  if (text.length > LENGTH_MAX) return `longer than ${String(LENGTH_MAX)} characters`;
  const [, type = "", base64 = ""] = FORM.exec(text) ?? [];
  if (type === "") return "not a public key as OpenSSH writes it: a type, a space, base64";
  if (!TYPES.has(type)) return `${type} is not a type that is supported`;
  const bytes = Buffer.from(base64, "base64");
  const length = bytes.length < 4 ? -1 : bytes.readUInt32BE(0);
  return length === type.length && bytes.toString("latin1", 4, 4 + length) === type
    ? undefined
    : `its bytes are not a key of type ${type}`;
}
