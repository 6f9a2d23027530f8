// The parts of Eleventy that are used here; the package has no types of its own.
declare module "@11ty/eleventy" {
  import type { MarkdownIt } from "markdown-it";
  export interface Settings {
    setTemplateFormats(formats: readonly string[]): void;
    setUseGitIgnore(isUsed: boolean): void;
    amendLibrary(name: "md", change: (library: MarkdownIt) => void): void;
    addTemplate(path: string, content: string, data: object): void;
  }
  export default class Eleventy {
    constructor(
      input: string,
      output: string,
      options: { quietMode: boolean; configPath: false; config: (settings: Settings) => void },
    );
    write(): Promise<unknown>;
  }
}
