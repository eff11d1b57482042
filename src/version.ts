/** The same as in package.json; test/house.test.ts holds them together. */
export const version = '0.1.0';
