// The commands that breaks name.
/** What a person types. */
export const commandOf = (words: string): string => `npm start -- ${words}`;
