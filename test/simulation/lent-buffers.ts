// Large buffers for the functions, lent for a run and used again by the next one: spools and parts take some fifty megabytes
// a run from outside the heap, and the engine answers each such growth with a collection of everything.
const LENT_BYTES_MIN = 256 * 1024;

interface Stock {
  readonly buffers: Buffer<ArrayBuffer>[];
  lent: number;
}

const stocks = new Map<number, Stock>();

export function installLentBuffers(): void {
  const allocate = Buffer.allocUnsafe.bind(Buffer);
  Buffer.allocUnsafe = (bytes: number) => {
    if (bytes < LENT_BYTES_MIN) return allocate(bytes);
    const stock = stocks.get(bytes) ?? { buffers: [], lent: 0 };
    stocks.set(bytes, stock);
    const buffer = (stock.buffers[stock.lent] ??= allocate(bytes));
    stock.lent += 1;
    return buffer;
  };
}

/** Between two runs: their users are gone. */
export function takeBackBuffers(): void {
  for (const [bytes, stock] of stocks) {
    // Sizes that no code asks for by name come once.
    if (stock.lent === 0) stocks.delete(bytes);
    stock.lent = 0;
  }
}
