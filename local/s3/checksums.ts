// The checksums that senders give with a body, by the name of their header: CRC32 and its kin (today's AWS CLI sends CRC64NVME)
// and SHA. A multipart upload's is of the whole object, or of its parts' checksums with their number behind it.
import { createHash } from "node:crypto";
import { Crc32, Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
import { ServiceError } from "../service-error.ts";

const PREFIX = "x-amz-checksum-";

interface Checksum {
  update(chunk: Uint8Array): void;
  /** Base64. */
  value(): Promise<string>;
}

type Headers = Readonly<Record<string, string>>;

/** The header that announces a checksum; its value may follow in a trailer. */
export function announcedChecksum(headers: Headers): string | undefined {
  const trailer = headers["x-amz-trailer"]?.toLowerCase();
  return trailer ?? Object.keys(headers).find(isChecksum);
}

function isChecksum(name: string): boolean {
  const isAbout = name === "x-amz-checksum-mode" || name.endsWith("-algorithm") || name.endsWith("-type");
  return name.startsWith(PREFIX) && !isAbout;
}

/** As S3's errors name it: `SHA256`. */
export const nameOfChecksum = (header: string): string => header.slice(PREFIX.length).toUpperCase();

export function checksumOf(header: string): Checksum {
  const algorithm = header.slice(PREFIX.length);
  switch (algorithm) {
    case "crc32":
      return crc(new Crc32());
    case "crc32c":
      return crc(new Crc32c());
    case "crc64nvme":
      return crc(new Crc64Nvme());
    case "sha1":
    case "sha256": {
      const hash = createHash(algorithm);
      return { update: (chunk) => void hash.update(chunk), value: () => Promise.resolve(hash.digest("base64")) };
    }
    default:
      throw new ServiceError("NotImplemented", `the embedded cloud does not know the checksum ${header}`, {
        status: 501,
      });
  }
}

function crc(sum: { update(chunk: Uint8Array): void; digest(): Promise<Uint8Array> }): Checksum {
  return {
    update: (chunk) => {
      sum.update(chunk);
    },
    value: async () => Buffer.from(await sum.digest()).toString("base64"),
  };
}

/** `{checksum of the parts' checksums}-{parts}` */
export async function compositeChecksum(header: string, parts: readonly string[]): Promise<string> {
  const whole = checksumOf(header);
  for (const part of parts) whole.update(Buffer.from(part, "base64"));
  return `${await whole.value()}-${String(parts.length)}`;
}

export function badDigest(message: string): ServiceError {
  return new ServiceError("BadDigest", message);
}
