/** `vasculum help import`; what each option takes stands in `vasculum import --help`. */
export const importPage = `Import reads a CSV file of one kind, checks every row, and stores all of them or none.

  $ vasculum template individuals > trees.csv       the columns; --describe says what each takes
  $ vasculum import --inspect trees.csv             what a file seems to hold, and the command that would import it

Columns     In any order, under their names or aliases. What a header does not say, options do:
              --map 'Body mass=value'     this header is that column
              --set 'tag={Plot}-{No}'     one text for every row; {Header} inserts a cell
              --recode 'Sex:m=MALE'       this cell means that
              --ignore rest               leave out what is not known
              --na NA                     these cells are empty
              --dataset plot-1            the dataset of every row
            Dates are 1888-05-12, 1888-05 or 1888, else --date-format dmy. A name is a name; an id is id:12.
Mapping     All of these may stand in a file: --mapping trees.yaml, which --save-mapping trees.yaml writes.
Wide        A sheet with one column for each trait: --wide dbh,height, or --wide auto for all whose header is a trait's
            name. vasculum template measurements --wide dbh,height prints such a header.
Errors      All are named in one pass, by line and column, and nothing is stored (exit 5). --on-invalid skip stores the
            good rows; --rejects bad.csv has the bad ones with what is wrong: mend them, import that file the same way.
Again       A row that is stored already is unchanged. With the same key and other values it is an error, or with
            --if-exists skip left alone, with --if-exists update changed to what the row says.

An example that stores a person and two individuals, first on trial:

  people.csv                 trees.csv
    full_name,abbreviation     tag,date,location,collector
    Bo Lima Santos,SANTOS B    T-1,2026-05,Torgersen,SANTOS B
                               T-2,2026-05,Torgersen,SANTOS B

  $ vasculum import persons people.csv
  $ vasculum import individuals trees.csv --dataset plot-1 --dry-run
  $ vasculum import individuals trees.csv --dataset plot-1

All options: vasculum import --help. What you may import: vasculum access check me insert dataset/plot-1
`;
