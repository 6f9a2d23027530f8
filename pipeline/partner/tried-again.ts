// A write of what the partner has answered is tried again at once: losing it costs a look-up, or a person's time.
const TRIES = 3;

export async function triedAgain<T>(write: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await write();
    } catch (error) {
      if (tried === TRIES) throw error;
    }
  }
}
