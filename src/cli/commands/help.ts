import { exitCodes } from '../exit.ts';
import { accessPage } from './help-access.ts';
import { importPage } from './help-import.ts';

/** Pages of `vasculum help NAME`; the help of a command of that name is `vasculum NAME --help`. */
export const helpPages: Readonly<Record<string, () => string>> = {
  'exit-codes': () =>
    `Every command ends with one of these; where several apply, with the first in the order 2, 8, 3, 4, 5, 6.\n\n${exitCodes.map(({ exit, meaning }) => `  ${exit}  ${meaning}`).join('\n')}\n  130, 143  interrupted\n`,
  service: () => servicePage,
  import: () => importPage,
  access: () => accessPage,
};

/** How `auth service` is set up; cli/gate.ts and cli/places.ts hold it. */
const servicePage = `A service account owns the database, and people reach it by sudo or by an ssh key. It is the one way in which rights bind
people who could otherwise write the file themselves.

1. Nobody logs in to the account, say labdb: it has no password, and no way in but the two below. It owns the database (mode 0600) in
   a directory of its own (mode 0700). Neither it nor people can write the program, Node, the scripts, sudoers or authorized_keys.

2. A script for sudo, /usr/local/bin/lab. It clears the environment, in which Node would find more to run:

     #!/bin/sh
     cd / || exit 1
     umask 077
     exec /usr/bin/env -i SUDO_UID="$SUDO_UID" HOME=/srv/lab VASCULUM_DB=/srv/lab/lab.db \
       /usr/bin/node /opt/vasculum/bin/vasculum.js "$@"

   In sudoers:  %lab ALL=(labdb) NOPASSWD: /usr/local/bin/lab
   People give:  sudo -u labdb lab dataset list
   Who they are is the number of their account: vasculum user edit ben --os-uid 1001

3. A script for ssh, /usr/local/bin/lab-key, which the line of each key names with its user:

     #!/bin/sh
     cd / || exit 1
     umask 077
     exec /usr/bin/env -i SSH_ORIGINAL_COMMAND="$SSH_ORIGINAL_COMMAND" HOME=/srv/lab VASCULUM_DB=/srv/lab/lab.db \
       /usr/bin/node /opt/vasculum/bin/vasculum.js gate --key-user "$1"

   Its login shell is /bin/sh, by which sshd runs that script; nobody may run it by sudo.
   In authorized_keys, where no line is without a command:
     command="/usr/local/bin/lab-key ben",restrict ssh-ed25519 AAAA...
   People give:  ssh labdb@server vasculum dataset list

4. The first superadmin, say ana, makes the database, binds the accounts, and gives the last of these, which is refused to whoever
   does not come by sudo or by a key:
     sudo -u labdb lab init --user ana --email ana@lab.org --config none
     sudo -u labdb lab user edit ana --os-uid 1000 --as ana
     sudo -u labdb lab config set auth service --as ana

The account has rights over files that people have not, so it goes to none that they name: --db, files to read or write, @FILE,
settings files and init are refused, and so are variables that Node or the linker would obey. Data comes in on standard input and
goes out on standard output; media are files, so none are stored or fetched:

     sudo -u labdb lab import measurements - --dataset plot-1 < trees.csv

It asks no questions: what is destroyed needs --yes.
`;
