"""Imported lists: checked row by row, written and undone in slices; export for corrections.

    file ──► tables ──► columns ──► row ──► draft ──► verdict ──► questions ──► written ──► undone
         (1)       (2)         (3)      (4)       (5)         (6)           (7)         (8)

1. core/imports/sheets.py opens any file and finds the tables in it; inventory/imports/reading.py
   chooses the sheets that are read, and joins them into one list.
2. core/imports/guessing.py maps columns to fields, by the format of their cells in
   inventory/imports/contents.py; remembered_mapping.py reuses the mapping of the donor's last list.
3. A *row* is {field: text}; words become codes (vocabularies, core/imports/kinds.py).
4. The import-export resource of the kind (core/imports/resource.py) makes a *draft* of each row,
   an unsaved object. A *problem* of a cell is a validation error of its field.
5. check.py runs the rows through the resource, outside any transaction, and stores the *verdict*
   for each row: good, waiting for an answer, the same, changed since, refused.
6. evidence.py compares what the file says with the drafts. Every cell is stored, withheld, in a
   column or a row that the page names as left out, or part of a question (doubts.py): nothing is
   lost or decided in silence. questions.py says what each answer changes.
7. apply.py checks again, then has the resource write its drafts by bulk operations, in slices.
8. apply.py has the kind undo the rows, unless their devices changed since.

A list is *applied* and *undone*, its rows are *written* and *undone*. Steps 7 and 8 run within the
request if the list is short, or in a worker (jobs.py).

Within this app it imports only `devices`, `intake` and `erasure`. Start with check.py.
"""
