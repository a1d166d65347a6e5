"""Import of organisations and people from workbooks: read in batches into a staging table, which is the preview, then
applied all or nothing by a few statements over that table.

Reading asks the database with short reads and keeps each batch in a short transaction, so that neither the parsing nor
the matching holds the writer. Applying is one transaction of set-based statements.
"""

from services.imports.applying import Applied, apply
from services.imports.cards import (
    ImportCard,
    RowCard,
    card,
    imports,
    problems,
    rows,
    scope,
)
from services.imports.columns import COLUMNS, Column
from services.imports.keeping import KEEP_ROWS, begin, discard, fail, may_import
from services.imports.reading import read_workbook
from services.imports.workbook import ROWS_MAX, SIZE_MAX, checked

__all__ = [
    "COLUMNS",
    "KEEP_ROWS",
    "ROWS_MAX",
    "SIZE_MAX",
    "Applied",
    "Column",
    "ImportCard",
    "RowCard",
    "apply",
    "begin",
    "card",
    "checked",
    "discard",
    "fail",
    "imports",
    "may_import",
    "problems",
    "read_workbook",
    "rows",
    "scope",
]
