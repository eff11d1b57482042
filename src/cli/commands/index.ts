import { containerKinds } from '../../kinds/containers.ts';
import { kinds } from '../../kinds/index.ts';
import type { Command } from '../command.ts';
import { check } from './access/check.ts';
import { diff } from './access/diff.ts';
import { explain } from './access/explain.ts';
import { rules } from './access/rules.ts';
import { test } from './access/test.ts';
import { matrix, what } from './access/what.ts';
import { who } from './access/who.ts';
import * as audit from './audit/index.ts';
import { invitationCommands } from './asking/invitation.ts';
import { requestCommands } from './asking/request.ts';
import * as biocollection from './biocollection/manage.ts';
import * as config from './config/config.ts';
import * as container from './container/index.ts';
import { exporting } from './export.ts';
import { fetchFile } from './media/fetch.ts';
import * as identification from './identification/list.ts';
import { importing } from './import/import.ts';
import { init } from './init.ts';
import * as job from './job/index.ts';
import { migrate } from './migrate.ts';
import * as record from './record/index.ts';
import { status } from './status.ts';
import { template } from './template.ts';
import * as user from './user/index.ts';
import { whoami } from './whoami.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  init,
  status,
  migrate,
  whoami,
  config.list,
  config.get,
  config.set,
  config.unset,
  ...user.commands,
  ...containerKinds.flatMap(container.commandsFor),
  ...invitationCommands,
  ...requestCommands,
  biocollection.manage,
  biocollection.unmanage,
  ...kinds.flatMap(record.commandsFor),
  identification.list,
  fetchFile,
  importing,
  exporting,
  template,
  ...job.commands,
  check,
  explain,
  who,
  what,
  matrix,
  diff,
  rules,
  test,
  ...audit.commands,
];
