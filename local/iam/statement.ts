// One statement of an IAM policy: which actions on which resources it speaks of, under which conditions. Keeps count of what
// was used, so that a grant nobody needs can be reported. A condition operator it does not know never counts as fulfilled.
import { type JsonObject, isObject, oneOrMany } from "../json.ts";

export type ConditionContext = Readonly<Record<string, string>>;

interface Pattern {
  readonly text: string;
  readonly matches: (value: string) => boolean;
  used: boolean;
}

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly principals: readonly string[];
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  /** Whether it ever let or kept somebody do this action on this resource, both as the policy writes them. */
  spokeOf(action: Pattern, resource: Pattern): boolean;
  speaksOf(action: string, resource: string, context: ConditionContext): boolean;
}

export function readStatement(raw: JsonObject): Statement {
  if ("NotAction" in raw || "NotResource" in raw || "NotPrincipal" in raw) {
    throw new Error("policy statements with NotAction, NotResource or NotPrincipal are not supported");
  }
  const actions = oneOrMany(raw["Action"]).map((text) => pattern(text, true));
  const resources = oneOrMany(raw["Resource"]).map((text) => pattern(text, false));
  const conditions = isObject(raw["Condition"]) ? raw["Condition"] : {};
  const principal = raw["Principal"];
  const pairs = new Map<Pattern, Set<Pattern>>(actions.map((action) => [action, new Set()]));
  return {
    effect: raw["Effect"] === "Deny" ? "Deny" : "Allow",
    principals: isObject(principal) ? Object.values(principal).flatMap(oneOrMany) : oneOrMany(principal),
    actions,
    resources,
    spokeOf: (action, resource) => pairs.get(action)?.has(resource) ?? false,
    speaksOf(action, resource, context) {
      const byAction = actions.filter((one) => one.matches(action));
      if (byAction.length === 0) return false;
      const byResource = resources.filter((one) => one.matches(resource));
      if (byResource.length === 0 || !fulfilled(conditions, context)) return false;
      for (const one of [...byAction, ...byResource]) one.used = true;
      for (const spoken of byAction) for (const one of byResource) pairs.get(spoken)?.add(one);
      return true;
    },
  };
}

function pattern(text: string, ignoreCase: boolean): Pattern {
  if (!/[*?]/.test(text)) {
    const wanted = ignoreCase ? text.toLowerCase() : text;
    return { text, used: false, matches: (value) => (ignoreCase ? value.toLowerCase() : value) === wanted };
  }
  const expression = wildcard(text, ignoreCase);
  return { text, used: false, matches: (value) => expression.test(value) };
}

/** `*` is any text, `?` any one character. */
function wildcard(text: string, ignoreCase: boolean): RegExp {
  const source = text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, ignoreCase ? "is" : "s");
}

function fulfilled(conditions: JsonObject, context: ConditionContext): boolean {
  return Object.entries(conditions).every(([operator, clauses]) =>
    Object.entries(isObject(clauses) ? clauses : {}).every(([key, wanted]) => {
      const actual = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
      return holds(operator, actual, oneOrMany(wanted));
    }),
  );
}

function holds(operator: string, actual: string | undefined, wanted: readonly string[]): boolean {
  const name = operator.replace(/^ForA(ny|ll)Values:/, "");
  if (name.endsWith("IfExists") && actual === undefined) return true;
  if (actual === undefined) return false;
  switch (name.replace(/IfExists$/, "")) {
    case "StringEquals":
    case "ArnEquals":
    case "Bool":
      return wanted.some((one) => one === actual || wildcardInArn(name, one, actual));
    case "StringLike":
    case "ArnLike":
      return wanted.some((one) => wildcard(one, false).test(actual));
    case "StringNotEquals":
    case "ArnNotEquals":
      return wanted.every((one) => one !== actual);
    default:
      return false;
  }
}

/** ArnEquals behaves like ArnLike (IAM user guide, condition operators). */
function wildcardInArn(operator: string, wanted: string, actual: string): boolean {
  return operator.startsWith("Arn") && wildcard(wanted, false).test(actual);
}
