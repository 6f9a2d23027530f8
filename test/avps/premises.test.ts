// Which delivery lines name no premises, and which have no house number.
import { expect, test } from "vitest";
import { hasHouseNumber, noPremisesIn } from "../../avps/premises.ts";

const BOXES =
  "PO Box 12|P.O. Box 12-A|P. O. Box 12|po box 12|POBox 12|P O Box 7|POB 12|P.O.B. 12|Post Office Box 99|PO BOX|P.O. BOX #12|PO Box A|PO Drawer 12|Drawer C|Lockbox 12|Lock Box 12|Caller 12|Firm Caller 12|Caller Service 12|Bin 12|Box 12|Box 12-A|Postal Box 5|PO Box 12 Suite 4|PO Box 12, Attn AP".split(
    "|",
  );
test.each(BOXES)("%s is a box of the post office", (line) => {
  expect(noPremisesIn(line)).toBe("poBox");
});

test.each(["General Delivery", "GEN DEL", "General Delivery 12"])("%s is a counter", (line) => {
  expect(noPremisesIn(line)).toBe("generalDelivery");
});

test.each(["PSC 1234 Box 567", "CMR 415 Box 3000", "Unit 2050 Box 4190", "12 X St, APO AE 09012"])(
  "%s is military mail",
  (line) => {
    expect(noPremisesIn(line)).toBe("military");
  },
);

const STREETS =
  "12 Drawer Ln|Box Elder Rd|10 Box Elder Rd|12 Main St PO Box 100|PO Box 12, 350 Fifth Ave|1 Post Office Sq|RR 2 Box 152|HC 68 Box 23A|350 Fifth Ave|Bin St|5 Caller Ave|12 Po River Rd|5 Lockbox Rd|Boxwood Ln 5|1200 General Booth Blvd|100 P St|5 Apo Ct".split(
    "|",
  );
test.each(STREETS)("%s is a street", (line) => {
  expect(noPremisesIn(line)).toBeUndefined();
});

test.each("Ste 5|Suite 5|Main Street|5th Ave|Corner of Main & 5th|Unit 4|#5|Fifth Ave|Apt 3|Floor 2".split("|"))(
  "%s has no house number",
  (line) => {
    expect(hasHouseNumber(line)).toBe(false);
  },
);

const NUMBERED =
  "1 City Hall Sq|One Liberty Plaza|350 Fifth Ave|N6W23001 Bluemound Rd|Main St 350|Highway 50 West|12-A Main St|123A Main|100 1/2 Main St|RR 2 Box 152|Two Bryant Park|5 Main St Ste 4|Pier 39|10118 5th Ave".split(
    "|",
  );
test.each(NUMBERED)("%s has one", (line) => {
  expect(hasHouseNumber(line)).toBe(true);
});
