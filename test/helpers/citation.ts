import { Cite, plugins } from '@citation-js/core';
import * as bibtex from '@citation-js/plugin-bibtex';
import * as cff from '@citation-js/plugin-cff';

/** The formats that the citation processor has learned by being given these. */
export const learned: readonly unknown[] = [bibtex, cff];

/** What a citation processor makes of BibTeX, CSL-JSON or CFF. */
export const itemsOf = (input: unknown): Record<string, unknown>[] => new Cite(input).data;
export const formatOf = (input: unknown): string => plugins.input.type(input);
