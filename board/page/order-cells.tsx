// The cells with which every table of orders begins: the order, as a link to all that is known of it, and its sites.
import { linkTo } from "./route.ts";
import { count } from "./words.ts";

interface OrderCellsProps {
  readonly orderId: string;
  readonly orderRef: string;
  readonly sites: number;
}

export function OrderCells({ orderId, orderRef, sites }: OrderCellsProps) {
  return (
    <>
      <td data-label="Order">
        <a href={linkTo("show", orderId)}>{orderRef}</a>
      </td>
      <td data-label="Sites" class="number">
        {count(sites)}
      </td>
    </>
  );
}
