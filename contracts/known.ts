// Messages and records outlive the version that wrote them: while a deployment is under way, both versions read what the other
// writes. So readers are loose (a field that they do not know is no error) and writers are strict (they cannot write a field that
// no schema has): a schema says what is read, its type what is written.

/** The fields that a loose schema names, without the unknown ones that it lets through. */
export type Known<T> = { [name in keyof T as string extends name ? never : name]: T[name] };
