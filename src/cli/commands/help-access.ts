/** `vasculum help access`; the questions themselves stand in `vasculum access --help`. */
export const accessPage = `What you may do follows from your level, your role in what holds the records, and its privacy. What you may
not see is not found: the answer is the same as for what does not exist.

Levels      registered   reads what is shared with them; no role of theirs counts for more than viewer
            full         also makes projects, datasets, groups, persons, locations, taxa and traits
            superadmin   everything; without any user you are anonymous and read what is public

Roles       in a project, dataset, setup, inventory, storage or paradigm; each holds what stands above it:
            viewer         reads
            collaborator   inserts and edits records
            contributor    deletes records
            manager        adds, changes and removes members up to contributor
            owner          managers and owners, title, privacy, licence; publishes it, deletes it
            In a group: member, manager, owner. A role that a group has, each of its members has. The highest counts,
            and none takes another away.

Privacy     public         everybody is a viewer
            registered     every user is
            project        of a dataset: who has a role in its project has it here, too, and the project's privacy holds
            authorized     whoever has a role, and nobody else; what is new is authorized

A measurement is seen by who reads its dataset and that of what was measured. In a managed biocollection its own roles
decide over editing and deleting the vouchers it keeps. Everybody reads persons (but for
e-mail addresses), locations, taxa and traits.

Ask:
  $ vasculum access check me insert dataset/plot-1        yes or no; exit 0 or 4
  $ vasculum access explain me insert dataset/plot-1      why, or what would allow it and who may do that
  $ vasculum access what me                               where you have a role
  $ vasculum access who dataset/plot-1                    who has one, of what you may share
  $ vasculum access rules                                 all the rules
  $ vasculum request create dataset/plot-1 --kind access --role collaborator

Give:
  $ vasculum dataset grant plot-1 vera --role collaborator

All questions: vasculum access --help
`;
