import { compareWorlds } from './share.ts';

compareWorlds(6);
