import { createHash, randomBytes } from 'node:crypto';

/** Scanners for leaked secrets know it by the prefix. */
const prefix = 'vasculum_';

/** 256 random bits: nobody guesses one, so a fast digest keeps it as well as a slow one would. */
export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64url')}`;

export const digestOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
