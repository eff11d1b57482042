import { compareWorlds } from './share.ts';

compareWorlds(5);
