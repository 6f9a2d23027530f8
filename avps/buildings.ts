// Office buildings of many tenants, where a street address without a suite leads to a lobby: `STREET LINE ZIP`, in standard
// form. Some of the best known; a building that is not here asks for no suite.
const BUILDINGS: readonly string[] = [
  "350 5TH AVE 10118",
  "1 PENN PLZ 10119",
  "30 ROCKEFELLER PLZ 10112",
  "200 PARK AVE 10166",
  "230 PARK AVE 10169",
  "245 PARK AVE 10167",
  "277 PARK AVE 10172",
  "405 LEXINGTON AVE 10174",
  "420 LEXINGTON AVE 10170",
  "60 E 42ND ST 10165",
  "767 5TH AVE 10153",
  "120 BROADWAY 10271",
  "233 BROADWAY 10279",
  "233 S WACKER DR 60606",
  "875 N MICHIGAN AVE 60611",
  "200 CLARENDON ST 02116",
  "191 PEACHTREE ST NE 30303",
  "901 MAIN ST 75202",
  "2200 ROSS AVE 75201",
  "600 TRAVIS ST 77002",
  "555 CALIFORNIA ST 94104",
  "633 W 5TH ST 90071",
  "1201 3RD AVE 98101",
];
const KNOWN: ReadonlySet<string> = new Set(BUILDINGS);

const ORDINALS: Readonly<Record<string, string>> = { FIRST: "1ST", SECOND: "2ND", THIRD: "3RD", FIFTH: "5TH" };

/** `street` in standard form, `zip` with or without its four last digits. */
export function hasManyTenants(street: string, zip: string): boolean {
  const line = street.replaceAll(/\b(?:FIRST|SECOND|THIRD|FIFTH)\b/g, (word) => ORDINALS[word] ?? word);
  return KNOWN.has(`${line} ${zip.slice(0, 5)}`);
}
