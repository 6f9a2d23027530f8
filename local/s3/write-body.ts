// Takes the body of an upload to disk while it computes the digests, and checks the checksum that came with it: as a header,
// as a trailer of `aws-chunked`, or as Content-MD5. What is refused leaves no file behind.
import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { named } from "../named-error.ts";
import { ServiceError } from "../service-error.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { announcedChecksum, badDigest, checksumOf, nameOfChecksum } from "./checksums.ts";

export interface WrittenBody {
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Header of the checksum that the sender gave, e.g. `x-amz-checksum-crc32`. */
  readonly checksum: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string>>;

export async function writeBody(
  path: string,
  source: AsyncIterable<Uint8Array>,
  headers: Headers,
): Promise<WrittenBody> {
  try {
    return await writeChecked(path, source, headers);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function writeChecked(path: string, source: AsyncIterable<Uint8Array>, headers: Headers): Promise<WrittenBody> {
  const chunked = (headers["content-encoding"] ?? "").includes("aws-chunked") ? decodeAwsChunked(source) : undefined;
  const announced = announcedChecksum(headers);
  const digest = announced === undefined ? undefined : checksumOf(announced);
  const md5 = createHash("md5");
  let sizeBytes = 0;
  const file = await open(path, "wx");
  try {
    for await (const chunk of chunked?.bytes ?? source) {
      md5.update(chunk);
      digest?.update(chunk);
      sizeBytes += chunk.length;
      await file.write(chunk);
    }
  } catch (error) {
    throw named(error, path);
  } finally {
    await file.close();
  }
  const whole = md5.digest();
  const expected = announced === undefined ? undefined : (chunked?.trailers.get(announced) ?? headers[announced]);
  const actual = await digest?.value();
  check(
    expected === undefined || expected === actual,
    `The ${nameOfChecksum(announced ?? "")} you specified did not match the calculated checksum.`,
  );
  const contentMd5 = headers["content-md5"];
  check(
    contentMd5 === undefined || contentMd5 === whole.toString("base64"),
    "The Content-MD5 you specified did not match.",
  );
  const length = headers["x-amz-decoded-content-length"];
  if (length !== undefined && Number(length) !== sizeBytes) {
    throw new ServiceError("IncompleteBody", "You did not provide the number of bytes specified.");
  }
  return {
    sizeBytes,
    md5: whole,
    checksum: announced !== undefined && actual !== undefined ? { [announced]: actual } : {},
  };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw badDigest(message);
}
