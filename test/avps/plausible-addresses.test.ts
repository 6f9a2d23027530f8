// Plausible real addresses are never failed: real places of every state and territory, with street lines in all the forms
// that stand in American addresses; and a ZIP of elsewhere is always a failure that the ZIP is blamed for.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validateAddress } from "../../avps/validate-address.ts";
import { statesOfZip } from "../../avps/zip-table.ts";

/** ZIPs and their cities, spread over each state. */
const PLACES: Readonly<Record<string, string>> = {
  AA: "34007 Fpo; 34023 Dpo; 34036 Dpo; 34058 Fpo; 34092 Fpo",
  AE: "09081 Apo; 09323 Apo; 09502 Fpo; 09704 Apo; 09825 Dpo",
  AK: "99546 Adak; 99615 Kodiak; 99676 Talkeetna; 99741 Galena; 99820 Angoon",
  AL: "35135 Riverside; 35553 Double Springs; 35987 Steele; 36351 New Brockton; 36732 Demopolis",
  AP: "96224 Apo; 96346 Fpo; 96516 Fpo; 96601 Fpo; 96667 Fpo",
  AR: "71768 Urbana; 72063 Hattieville; 72333 Elaine; 72550 Locust Grove; 72828 Briggsville",
  AS: "96799 Pago Pago",
  AZ: "85064 Phoenix; 85260 Scottsdale; 85390 Wickenburg; 85735 Tucson; 86339 Sedona",
  CA: "90832 Long Beach; 92283 Winterhaven; 93529 June Lake; 94926 Rohnert Park; 95741 Rancho Cordova",
  CO: "80129 Littleton; 80446 Granby; 80746 Paoli; 81038 Fort Lyon; 81422 Naturita",
  CT: "06064 Poquonock; 06233 Ballouville; 06415 Colchester; 06540 New Haven; 06850 Norwalk",
  DC: "20036 Washington; 20213 Washington; 20374 Washington Navy Yard; 20463 Washington; 20570 Washington",
  DE: "19712 Newark; 19803 Wilmington; 19895 Wilmington; 19941 Ellendale; 19967 Millville",
  FL: "32224 Jacksonville; 32752 Longwood; 33187 Miami; 33713 Saint Petersburg; 34449 Inglis",
  FM: "96941 Pohnpei; 96942 Chuuk; 96943 Yap; 96944 Kosrae",
  GA: "30108 Bowdon; 30363 Atlanta; 30678 White Plains; 31202 Macon; 31776 Moultrie",
  GU: "96912 Dededo; 96915 Santa Rita; 96919 Agana Heights; 96928 Agat; 96931 Tamuning",
  HI: "96716 Hanapepe; 96748 Kaunakakai; 96778 Pahoa; 96811 Honolulu; 96846 Honolulu",
  IA: "50142 Le Grand; 50511 Algona; 51033 Linn Grove; 52049 Garnavillo; 52574 Mystic",
  ID: "83243 Holbrook; 83402 Idaho Falls; 83547 Pollock; 83701 Boise; 83841 Laclede",
  IL: "60183 Wasco; 60960 Rankin; 61563 Saint David; 62257 Marissa; 62820 Burnt Prairie",
  IN: "46165 North Salem; 46614 South Bend; 47010 Bath; 47427 Coal City; 47860 Mecca",
  KS: "66103 Kansas City; 66625 Topeka; 67020 Burrton; 67418 Barnard; 67674 Walker",
  KY: "40207 Louisville; 40724 Bush; 41204 Boons Camp; 41833 Linefork; 42408 Dawson Springs",
  LA: "70121 New Orleans; 70505 Lafayette; 70747 Innis; 71109 Shreveport; 71371 Trout",
  MA: "01101 Springfield; 01527 Millbury; 01915 Beverly; 02222 Boston; 02646 Harwich Port",
  MD: "20688 Solomons; 20874 Germantown; 21156 Upper Falls; 21623 Church Hill; 21795 Williamsport",
  ME: "04048 Limerick; 04270 Oxford; 04476 Penobscot; 04676 Sedgwick; 04935 East Vassalboro",
  MH: "96960 Majuro; 96970 Ebeye",
  MI: "48144 Lambertville; 48506 Flint; 48919 Lansing; 49355 Ada; 49797 Waters",
  MN: "55130 Saint Paul; 55568 Young America; 55991 Zumbro Falls; 56284 Renville; 56586 Underwood",
  MO: "63158 Saint Louis; 63828 Canalou; 64439 Dearborn; 65053 Lohman; 65658 Golden",
  MP: "96950 Saipan; 96951 Rota; 96952 Tinian",
  MS: "38672 Southaven; 38880 Wheeler; 39145 Pelahatchie; 39359 Sebastopol; 39643 Kokomo",
  MT: "59052 Mc Leod; 59260 Richland; 59460 Loma; 59718 Bozeman; 59864 Ronan",
  NC: "27281 Jackson Springs; 27706 Durham; 28089 Lattimore; 28402 Wilmington; 28693 Warrensville",
  ND: "58058 Mantador; 58269 Osnabrock; 58436 Ellendale; 58570 Solen; 58765 Noonan",
  NE: "68106 Omaha; 68406 Milligan; 68702 Norfolk; 68864 Palmer; 69148 Lisco",
  NH: "03070 New Boston; 03258 Chichester; 03465 Troy; 03774 North Haverhill; 03857 Newmarket",
  NJ: "07081 Springfield; 07647 Northvale; 07962 Morristown; 08251 Villas; 08804 Bloomsbury",
  NM: "87048 Corrales; 87375 Yatahey; 87594 Santa Fe; 88039 Glenwood; 88325 High Rolls Mountain Park",
  NV: "89024 Mesquite; 89114 Las Vegas; 89165 Las Vegas; 89430 Smith; 89705 Carson City",
  NY: "10516 Cold Spring; 11801 Hicksville; 12745 Hortonville; 13501 Utica; 14555 Sodus Point",
  OH: "43223 Columbus; 43910 Bloomingdale; 44436 Lowellville; 45148 Midland; 45693 West Union",
  OK: "73084 Spencer; 73543 Geronimo; 74010 Bristow; 74368 Twin Oaks; 74820 Ada",
  OR: "97056 Scappoose; 97250 Portland; 97391 Toledo; 97522 Butte Falls; 97838 Hermiston",
  PA: "15350 Muse; 16210 Adrian; 17103 Harrisburg; 18102 Allentown; 19140 Philadelphia",
  PR: "00631 Castaner; 00704 Parc Parque; 00766 Villalba; 00920 San Juan; 00966 Guaynabo",
  PW: "96939 Palau; 96940 Palau",
  RI: "02814 Chepachet; 02836 Kenyon; 02871 Portsmouth; 02891 Westerly; 02912 Providence",
  SC: "29102 Manning; 29335 Enoree; 29502 Florence; 29647 Greenwood; 29842 Beech Island",
  SD: "57046 Mission Hill; 57243 Henry; 57371 Ree Heights; 57540 Holabird; 57738 Fairburn",
  TN: "37111 Mcminnville; 37365 Palmer; 37821 Newport; 38118 Memphis; 38450 Collinwood",
  TX: "75397 Dallas; 76450 Graham; 77432 Danevang; 78426 Corpus Christi; 79525 Hawley",
  UT: "84038 Laketown; 84112 Salt Lake City; 84325 Mendon; 84629 Fairview; 84747 Loa",
  VA: "22116 Merrifield; 22815 Broadway; 23310 Cape Charles; 23966 Rice; 24445 Hot Springs",
  VI: "00802 St Thomas; 00805 St Thomas; 00823 Christiansted; 00831 St John; 00850 Kingshill",
  VT: "05060 Randolph; 05345 Newfane; 05479 Saint Albans; 05733 Brandon; 05845 Irasburg",
  WA: "98102 Seattle; 98312 Bremerton; 98533 Cinebar; 98844 Oroville; 99174 Steptoe",
  WI: "53109 Camp Lake; 53579 Reeseville; 54139 Lena; 54540 Land O Lakes; 54857 Mikana",
  WV: "24925 Caldwell; 25287 West Columbia; 25704 Huntington; 26150 Mineral Wells; 26576 Idamay",
  WY: "82063 Jelm; 82331 Saratoga; 82604 Casper; 82832 Banner; 83025 Teton Village",
};
const places = Object.entries(PLACES).flatMap(([state, listed]) =>
  listed.split("; ").map((entry) => ({ state, zip: entry.slice(0, 5), city: entry.slice(6) })),
);

const STREETS =
  `350 Fifth Avenue|350 5th Ave Ste 3301|One Liberty Plaza|N6W23001 Bluemound Rd|112-10 Bronx Rd|842 E 1700 S
RR 2 Box 152|HC 68 Box 23A|Highway 50 West|12500 US Highway 41 N|2345 County Road 12|1200 FM 1960 Rd W|1 Microsoft Way
500 Avenue of the Americas|1313 Avenue Q|123 E St SE|77 Beale St Fl 24|Calle 1 #45|Urb Las Gladiolas 150 Calle A
Carr 2 Km 14.5|PSC 802 Box 74|CMR 415 Box 3000|Unit 2050 Box 4190|USS Nimitz|Lot 5 Sunset Trailer Park|100 1/2 Main St
123-B Oak Lane|5 & 7 Elm St|Pier 39|Gate 4, Terminal B|Building 400, Fort Gordon|Old Mill Road|Town Hall, Main Street
Corner of 5th and Pine|94-1234 Ka'uka Blvd|1 Infinite Loop|8500 W Sunset Blvd Bldg C Ste 200|10 Box Elder Rd|12 Test Dr
1 Unknown Rd|7 Same St|1000 E 53rd St Rear|4 Penn Center Blvd Mezzanine|1st & Main|State Street|125 Broadway|3 Rd 5577
12 Main St PO Box 100|2 World Trade Center 48th Floor|1234 5th St N.W. Apt. #4|c/o Reception, 5 Hill St|Milepost 12`
    .split(/[|\n]/)
    .map((line) => line.trim());

const street = fc.oneof(
  fc.constantFrom(...STREETS),
  fc
    .tuple(
      fc.oneof(fc.integer({ min: 1, max: 99_999 }).map(String), fc.constantFrom("12-34", "100A", "7 1/2", "W140")),
      fc.constantFrom("", "N ", "South ", "N.W. ", "se "),
      fc.constantFrom(
        "Main",
        "Martin Luther King Jr",
        "42nd",
        "St Charles",
        "Avenue C",
        "O'Brien",
        "Cañada",
        "Box",
        "X",
      ),
      fc.constantFrom("", " St", " street", " Blvd.", " Xing", " Ct N", " Parkway East", " Ext"),
      fc.constantFrom("", ", Suite 200", " #4", " Apt 3-B", ", Floor 2, Room 12", " Unit", " Rear"),
    )
    .map((parts) => parts.join("")),
);
const place = fc.constantFrom(...places);
const spelling = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toLowerCase(),
  (text: string) => ` ${text.toUpperCase()}  `,
);

describe("a plausible address", () => {
  it("is never failed, in any of some thousand combinations", () => {
    fc.assert(
      fc.property(street, place, spelling, fc.constantFrom("", "-8004", "8004"), (line, at, spell, four) => {
        const address = { street: spell(line), city: spell(at.city), state: spell(at.state), zip: at.zip + four };
        const verdict = validateAddress(address);
        expect([verdict.kind, address]).not.toEqual(["fail", address]);
        if (verdict.kind === "fail") return;
        // What is in standard form already stays as it is.
        const again = validateAddress(verdict.standardised);
        expect(again.kind === "fail" ? again : again.standardised).toEqual(verdict.standardised);
      }),
      { numRuns: 3_000, seed: 20_261_123 },
    );
  });

  it.each(places)("in $city, $state $zip agrees with its ZIP", (at) => {
    expect(validateAddress({ ...at, street: "100 Main St" }).kind).toBe("success");
  });
});

describe("a ZIP of another state", () => {
  it("is blamed, never the street or the city", () => {
    fc.assert(
      fc.property(place, place, (at, elsewhere) => {
        fc.pre(!statesOfZip(elsewhere.zip).includes(at.state));
        const verdict = validateAddress({ ...at, zip: elsewhere.zip, street: "100 Main St" });
        expect(verdict).toMatchObject({ kind: "fail", code: "zipNotInState", field: "zip" });
      }),
      { numRuns: 1_000, seed: 20_261_123 },
    );
  });
});
