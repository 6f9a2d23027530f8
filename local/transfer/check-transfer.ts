// SFTP servers and their users, held against what Transfer Family refuses. Nobody can connect to them on one machine: no server is
// started, and the owner of the cloud is told so. What the users' roles allow is enforced like any other role's.
import type { OnCloudEvent } from "../cloud-event.ts";
import { type JsonObject, isObject, listAt, objectAt, oneOrMany, textAt } from "../json.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";
import { publicKeyFault } from "./public-key.ts";

/** API reference of Transfer Family, CreateUser. */
const USER_NAME = /^\w[\w@.-]{2,99}$/;
const MAPPINGS_MAX = 50_000;
/** API reference, HomeDirectoryMapEntry. */
const MAPPING_LENGTH_MAX = 1024;
const KEYS_MAX = 10;
const POLICY_NAME = /^Transfer[A-Za-z0-9]*SecurityPolicy-[A-Za-z0-9-]+$/;

export function checkTransfer(resources: ResourceSet, onEvent: OnCloudEvent): void {
  const servers = resources.ofType("AWS::Transfer::Server");
  const serverIds = new Set(servers.map(({ attributes }) => attributes["ServerId"]));
  for (const server of servers) {
    refuse(server, serverFault(server.properties));
    onEvent({
      type: "notRunHere",
      resource: resourceName(server),
      reason: "No SFTP server is started on one machine; its users, keys and roles are checked.",
    });
  }
  const seen = new Set<string>();
  for (const user of resources.ofType("AWS::Transfer::User")) {
    const { properties } = user;
    refuse(user, serverIds.has(textAt(properties, "ServerId")) ? undefined : "ServerId: no such server");
    refuse(user, userFault(properties, resources));
    if (seen.has(user.ref)) refuse(user, `UserName: the server has a user ${String(properties["UserName"])} already`);
    seen.add(user.ref);
  }
}

const resourceName = ({ stack, logicalId }: Resource): string => `${stack.name}/${logicalId}`;

function refuse(resource: Resource, fault: string | undefined): void {
  if (fault !== undefined) throw new Error(`${resourceName(resource)}: ${resource.type}: ${fault}`);
}

function serverFault(properties: JsonObject): string | undefined {
  const protocols = oneOrMany(properties["Protocols"] ?? "SFTP");
  const isPlain = protocols.length === 1 && protocols[0] === "SFTP";
  if (!isPlain) return `Protocols: ${protocols.join(", ")} is not supported; SFTP alone is`;
  for (const [name, supported] of Object.entries({
    Domain: "S3",
    EndpointType: "PUBLIC",
    IdentityProviderType: "SERVICE_MANAGED",
  })) {
    const given = textAt(properties, name) ?? supported;
    if (given !== supported) return `${name}: ${given} is not supported; ${supported} is`;
  }
  const policy = textAt(properties, "SecurityPolicyName");
  return policy === undefined || POLICY_NAME.test(policy)
    ? undefined
    : `SecurityPolicyName: ${policy} is not the name of a policy`;
}

function userFault(properties: JsonObject, resources: ResourceSet): string | undefined {
  const name = textAt(properties, "UserName") ?? "";
  if (!USER_NAME.test(name) || name === "root") {
    return `UserName: ${name} is not 3 to 100 letters, digits and _ . @ -, beginning with a letter, a digit or _; root is refused, too`;
  }
  return roleFault(properties, resources) ?? mappingsFault(properties, resources) ?? keysFault(properties);
}

/** Transfer Family takes the role itself. */
function roleFault(properties: JsonObject, resources: ResourceSet): string | undefined {
  const arn = textAt(properties, "Role");
  const role = resources.ofType("AWS::IAM::Role").find(({ attributes }) => attributes["Arn"] === arn);
  if (role === undefined) return "Role: no such role";
  const trusted = listAt(objectAt(role.properties, "AssumeRolePolicyDocument"), "Statement")
    .filter(isObject)
    .filter((statement) => statement["Effect"] === "Allow" && oneOrMany(statement["Action"]).includes("sts:AssumeRole"))
    .flatMap((statement) => oneOrMany(objectAt(statement, "Principal")["Service"]));
  return trusted.includes("transfer.amazonaws.com") ? undefined : "Role: it does not trust transfer.amazonaws.com";
}

function mappingsFault(properties: JsonObject, resources: ResourceSet): string | undefined {
  const isLogical = textAt(properties, "HomeDirectoryType") === "LOGICAL";
  const mappings = listAt(properties, "HomeDirectoryMappings");
  if (isLogical !== mappings.length > 0) {
    return "HomeDirectoryMappings: needed with HomeDirectoryType LOGICAL, and not taken without it";
  }
  if (mappings.length > MAPPINGS_MAX) return `HomeDirectoryMappings: more than ${String(MAPPINGS_MAX)}`;
  const buckets = new Set(resources.ofType("AWS::S3::Bucket").map(({ ref }) => ref));
  const entries: string[] = [];
  for (const mapping of mappings) {
    const [entry = "", target = ""] = [textAt(mapping, "Entry"), textAt(mapping, "Target")];
    const fault = pathFault("Entry", entry) ?? pathFault("Target", target);
    if (fault !== undefined) return fault;
    if (!buckets.has(target.split("/")[1] ?? "")) return `HomeDirectoryMappings: ${target} begins with no bucket`;
    const nested = entries.find((other) => isWithin(entry, other) || isWithin(other, entry));
    if (nested !== undefined) return `HomeDirectoryMappings: ${entry} and ${nested} overlap`;
    entries.push(entry);
  }
  return undefined;
}

function pathFault(what: string, path: string): string | undefined {
  if (path.startsWith("/") && path.length <= MAPPING_LENGTH_MAX) return undefined;
  return `HomeDirectoryMappings: ${what} ${path.slice(0, 80)} is not a path that begins with / and has at most ${String(MAPPING_LENGTH_MAX)} characters`;
}

const isWithin = (path: string, folder: string): boolean =>
  folder === "/" || path === folder || path.startsWith(`${folder}/`);

function keysFault(properties: JsonObject): string | undefined {
  const keys = oneOrMany(properties["SshPublicKeys"]);
  if (keys.length > KEYS_MAX) return `SshPublicKeys: ${String(keys.length)} are more than ${String(KEYS_MAX)}`;
  for (const [index, key] of keys.entries()) {
    const fault = publicKeyFault(key);
    if (fault !== undefined) return `SshPublicKeys[${String(index)}]: ${fault}`;
  }
  return undefined;
}
