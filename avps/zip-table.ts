// Which state a ZIP lies in, by its first three digits. The ground for ZIP-against-state checks and for giving a ZIP its
// lost leading zeros back. From USPS's L002 prefixes, compared with GeoNames' US postal codes (CC BY 4.0); gaps between
// two prefixes of one state count as that state's, so that a newly opened prefix is not called wrong.

/** Inclusive ranges of three-digit prefixes. */
const PREFIXES: Readonly<Record<string, string>> = {
  AA: "340",
  AE: "090-099",
  AK: "995-999",
  AL: "350-369",
  AP: "962-966",
  AR: "716-729",
  AS: "967",
  AZ: "850-865",
  CA: "900-961",
  CO: "800-816",
  CT: "060-069",
  DC: "200-205 569",
  DE: "197-199",
  FL: "320-339 341-349",
  FM: "969",
  GA: "300-319 398-399",
  GU: "969",
  HI: "967-968",
  IA: "500-528",
  ID: "832-838",
  IL: "600-629",
  IN: "460-479",
  KS: "660-679",
  KY: "400-427",
  LA: "700-714",
  MA: "010-027 055",
  MD: "205-219",
  ME: "039-049",
  MH: "969",
  MI: "480-499",
  MN: "550-567",
  MO: "630-658 726",
  MP: "969",
  MS: "386-397",
  MT: "590-599",
  NC: "270-289",
  ND: "580-588",
  NE: "680-693",
  NH: "030-038",
  NJ: "070-089",
  NM: "870-884",
  NV: "889-898",
  NY: "005 063 100-149",
  OH: "430-459",
  OK: "730-732 734-749",
  OR: "970-979",
  PA: "150-196",
  PR: "006-007 009",
  PW: "969",
  RI: "028-029",
  SC: "290-299",
  SD: "570-577",
  TN: "370-385",
  TX: "733 739 750-799 885",
  UT: "840-847",
  VA: "201 205 220-246",
  VI: "008",
  VT: "050-059",
  WA: "980-994",
  WI: "530-549",
  WV: "247-268",
  WY: "820-831 834",
};

/** Prefixes that two states share belong to the first but for these ZIPs. */
const MAIN_STATE: Readonly<Record<string, string>> = {
  "063": "CT",
  "205": "DC",
  "726": "AR",
  "739": "OK",
  "834": "ID",
  "967": "HI",
  "055": "MA",
  "201": "VA",
};
/** Single ZIPs that their prefix does not place; most deliver on both sides of a state line (Census Bureau's ZCTAs). */
const SINGLE_ZIPS: Readonly<Record<string, readonly string[]>> = {
  "02861": ["RI", "MA"],
  "05501": ["MA"],
  "05544": ["MA"],
  "06390": ["NY"],
  "20588": ["MD", "DC"],
  "20598": ["VA", "DC"],
  "42223": ["KY", "TN"],
  "51001": ["IA", "SD"],
  "51023": ["IA", "SD"],
  "59221": ["MT", "ND"],
  "63673": ["MO", "IL"],
  "71749": ["AR", "LA"],
  "72643": ["MO", "AR"],
  "73949": ["OK", "TX"],
  "73960": ["TX", "OK"],
  "81137": ["CO", "NM"],
  "83414": ["WY", "ID"],
  "84536": ["UT", "AZ"],
  "86044": ["AZ", "UT"],
  "86515": ["AZ", "NM"],
  "88063": ["NM", "TX"],
  "89439": ["NV", "CA"],
  "96799": ["AS"],
  "96939": ["PW"],
  "96940": ["PW"],
  "96941": ["FM"],
  "96942": ["FM"],
  "96943": ["FM"],
  "96944": ["FM"],
  "96950": ["MP"],
  "96951": ["MP"],
  "96952": ["MP"],
  "96960": ["MH"],
  "96970": ["MH"],
  "97635": ["OR", "CA"],
};

/** Made when the first ZIP is asked for. */
let statesByPrefix: ReadonlyMap<string, readonly string[]> | undefined;

function expand(): ReadonlyMap<string, readonly string[]> {
  const states = new Map<string, string[]>();
  for (const [state, ranges] of Object.entries(PREFIXES)) {
    for (const range of ranges.split(" ")) {
      const [first = "", last = first] = range.split("-");
      for (let prefix = Number(first); prefix <= Number(last); prefix += 1) {
        const key = String(prefix).padStart(3, "0");
        states.set(key, [...(states.get(key) ?? []), state]);
      }
    }
  }
  for (const [prefix, main] of Object.entries(MAIN_STATE)) {
    states.set(prefix, [main, ...(states.get(prefix) ?? []).filter((state) => state !== main)]);
  }
  return states;
}

/**
 * States in which a ZIP (`75075`, `75075-8004`) or a prefix of three digits can lie, the likeliest first; none where the
 * Postal Service has assigned nothing.
 */
export function statesOfZip(zip: string): readonly string[] {
  statesByPrefix ??= expand();
  return SINGLE_ZIPS[zip.slice(0, 5)] ?? statesByPrefix.get(zip.slice(0, 3)) ?? [];
}

export function zipIsInState(zip: string, state: string): boolean {
  return statesOfZip(zip).includes(state);
}
