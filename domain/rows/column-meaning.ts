// Which column a name most likely means: by its words, whatever they are called elsewhere (`Postal Code` is a ZIP), and by its
// letters where the words say nothing. It only ever suggests: nothing is read by likeness.
import { nearestName } from "./nearest-name.ts";

/** Share of words that a name and a column must have in common. */
const WORDS_ALIKE = 0.5;
/** Share of letters that may differ where one of a few columns is being looked for: `Sit Zip Code` for `site_zip`. */
const LOOSELY_ALIKE = 1 / 2;

/** Words of other people's sheets, longest first, and what our columns say. */
const MEANINGS: readonly (readonly [words: RegExp, ours: string])[] = [
  [/\b(?:zip\s*\+\s*4|(?:zip|postal|post)\s*code|postcode|plz|zip)\b/g, "zip"],
  [/\b(?:e\s?mail(?:\s+address)?|mail\s+address)\b/g, "email"],
  [/\b(?:street\s+(?:address|name)|address\s*(?:line)?\s*1|address|addr|str)\b/g, "street"],
  [/\b(?:address\s*(?:line)?\s*2|suite|ste|unit|apartment|apt)\b/g, "unit"],
  [/\b(?:town|municipality)\b/g, "city"],
  [/\b(?:province|region)\b/g, "state"],
  [/\b(?:tele?phone|phone|tel|mobile|cell)(?:\s+(?:number|no|nr))?\b/g, "phone"],
  [/\b(?:first|given|fore)\s*name\b|\bfname\b/g, "first name"],
  [/\b(?:last|family|sur)\s*name\b|\blname\b/g, "last name"],
  [/\b(?:purchase\s+order|po)\b/g, "order"],
  [/\b(?:number|no|nr|num|id|identifier|reference|code)\b/g, "ref"],
  [/\b(?:location|branch|store|premises?|service|facility|building)\b/g, "site"],
  [/\b(?:client|company|account|end\s+(?:user|customer)|business|organi[sz]ation)\b/g, "customer"],
  [/\b(?:solution\s+provider|provider|partner|reseller|dealer|seller)\b/g, "sp"],
  [/\b(?:installation|installer|on\s?site|local\s+contact|lcon|technical\s+contact)\b/g, "install"],
  [/\b(?:shipping|delivery|ship\s+to)\b/g, "ship"],
  [/\b(?:bill\s+to|invoice\s+to|payer)\b/g, "billing"],
  [/\b(?:signer|signatory|authorized\s+signer|signature)\b/g, "approver"],
  [/\b(?:bandwidth|speed|rate|mbps|circuit\s+speed)\b/g, "speed"],
  [/\b(?:due|completion|desired\s+due|want(?:ed)?)\b/g, "due"],
  [/\b(?:begin|from|earliest)\b/g, "start"],
  [/\b(?:day|dt)\b/g, "date"],
  [/\b(?:agreement|term|months?|length|duration)\b/g, "term"],
  [/\b(?:terms|conditions|t\s*&\s*c|agreed|accepted|accept)\b/g, "accept terms"],
  [/\b(?:remarks?|comments?|instructions?)\b/g, "notes"],
  [/\b(?:promotion|coupon)\b/g, "promo"],
  [/\b(?:percentage|pct|%)/g, "percent"],
];

/** The column that a name means, among these; undefined where none is near enough to be worth a suggestion. */
export function columnMeant(name: string, columns: readonly string[], isWantedAmongFew: boolean): string | undefined {
  return byWords(name, columns) ?? nearestName(name, columns, isWantedAmongFew ? LOOSELY_ALIKE : undefined);
}

function byWords(name: string, columns: readonly string[]): string | undefined {
  const words = wordsOf(name);
  let best: string | undefined;
  let bestShare = 0;
  for (const column of columns) {
    const share = shareOf(words, wordsOfColumn(column));
    if (share > bestShare) [best, bestShare] = [column, share];
  }
  return bestShare >= WORDS_ALIKE ? best : undefined;
}

/** Of all words of both, those that both have. */
function shareOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const word of one) if (other.has(word)) common += 1;
  return common / (one.size + other.size - common);
}

/** By column name: the schema's are few, and each is asked for with every name that is not known. */
const WORDS_OF_COLUMNS = new Map<string, ReadonlySet<string>>();

function wordsOfColumn(column: string): ReadonlySet<string> {
  const words = WORDS_OF_COLUMNS.get(column) ?? wordsOf(column);
  WORDS_OF_COLUMNS.set(column, words);
  return words;
}

function wordsOf(name: string): ReadonlySet<string> {
  let text = name
    .slice(0, 80)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}&%+]+/gu, " ")
    .trim();
  for (const [words, ours] of MEANINGS) text = text.replaceAll(words, ours);
  return new Set(text.split(" "));
}
