// The canonical order: what intake makes of rows and every stage reads. Values are normalized (states as two letters,
// ZIP as 5 or 5-4 digits, speeds as AT&T writes them, dates as ISO days); a missing optional value is absent, never "".
// Names are docs/bulk-file.md's, in camelCase.
import * as z from "zod";
import { type ColumnSpec, camelNameOf } from "./column-spec.ts";
import type { Product } from "./products/product.ts";
import { PRODUCTS } from "./products/products.ts";
import { looseObject, plainObject } from "./object-schemas.ts";

const text = z.string().min(1);
/** `75075` or `75075-8004`. */
export const ZipSchema = z.string().regex(/^\d{5}(-\d{4})?$/);
/** An ISO day, `2026-12-01`. */
export const DaySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

export const AddressSchema = plainObject(() => ({
  street: text,
  /** Suite, floor or other secondary unit; sites only. */
  unit: text.optional(),
  city: text,
  state: z.string().regex(/^[A-Z]{2}$/),
  zip: ZipSchema,
}));
export type Address = z.infer<typeof AddressSchema>;

export const ContactSchema = plainObject(() => ({ firstName: text, lastName: text, email: text, phone: text }));
export type Contact = z.infer<typeof ContactSchema>;

const siteFields = () => ({
  /** The row's line number in the file as an editor shows it; for JSON the site's ordinal in the file, from 1. */
  row: z.int().positive(),
  siteRef: text.max(64),
  address: AddressSchema,
  install: ContactSchema,
  requestedStartDate: DaySchema,
  requestedDueDate: DaySchema,
  premiseNotes: text.optional(),
  startBillingEarly: z.boolean(),
  /** Already resolved: a blank column means the site's address. */
  shipping: z.object({ email: text.optional(), address: AddressSchema, notes: text.optional() }),
  port: z.object({ floor: text, room: text, tspCode: text.optional(), notes: text.optional() }),
  /** Already resolved: blank columns mean the order's contact and customer address. */
  billing: z.object({
    contact: ContactSchema,
    address: AddressSchema,
    paperless: z.boolean().optional(),
    description: text.optional(),
    invoiceNumber: text.optional(),
  }),
});

/** A column of a product. Speeds are as AT&T writes them: `100M` below one gigabit, `1 Gbps` from there (docs/apex-api.md §5). */
function valueOf({ kind, values, required, byDefault }: Omit<ColumnSpec, "group">): z.ZodType<string | undefined> {
  const value = kind === "choice" && values !== undefined ? z.enum(values) : text;
  return required === true || byDefault !== undefined ? value : value.optional();
}

/** Beside what every site has, its product and the product's columns, in camelCase. */
const siteOf = ({ code, columns }: Product) =>
  looseObject(() => ({
    ...siteFields(),
    product: z.literal(code),
    ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [camelNameOf(name), valueOf(column)])),
  }));
const [first, ...others] = PRODUCTS;
export const SiteDocumentSchema = z.discriminatedUnion("product", [siteOf(first), ...others.map(siteOf)]);
export type SiteDocument = z.infer<typeof SiteDocumentSchema>;

export const OrderDocumentSchema = plainObject(() => ({
  orderId: text,
  fileId: text,
  distributor: text,
  /** From 1; a corrected order_ref is the next revision, with the sites that the earlier ones did not send. */
  revision: z.int().positive(),
  policy: z.enum(["order", "file", "site"]),
  orderRef: text.max(64),
  spId: text,
  opportunityName: text,
  customer: z.object({ name: text, address: AddressSchema }),
  contact: ContactSchema,
  altContact: ContactSchema.optional(),
  approverEmail: text,
  contractTermMonths: z.union([z.literal(12), z.literal(24), z.literal(36), z.literal(48), z.literal(60)]),
  contractEffectiveDate: DaySchema,
  /** The file said yes; an order without it never becomes a document. */
  acceptTerms: z.literal(true),
  discountPercent: z.number().min(0).max(100).optional(),
  promoCode: text.optional(),
  sites: z.array(SiteDocumentSchema).min(1).max(10_000),
}));
export type OrderDocument = z.infer<typeof OrderDocumentSchema>;
