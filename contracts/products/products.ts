// The products that can be ordered. The first is meant where the `product` cell is blank.
import { ADI } from "./adi.ts";
import type { Product } from "./product.ts";

export const PRODUCTS = [ADI] as const satisfies readonly [Product, ...Product[]];
