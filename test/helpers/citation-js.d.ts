declare module '@citation-js/core' {
  export class Cite {
    constructor(input: unknown);
    readonly data: Record<string, unknown>[];
  }
  export const plugins: { input: { type(input: unknown): string } };
}
declare module '@citation-js/plugin-bibtex';
declare module '@citation-js/plugin-cff';
