"""Keeping what became of an imported file in the books."""

import json
from collections.abc import Iterable, Mapping

from app.database.tables import Tables
from app.engine.importing import EventFile, ItemFile, OrderFile
from app.station import Station


def keep_import(
    tables: Tables,
    station: Station,
    file: EventFile | ItemFile | OrderFile,
    counts: Mapping[str, int],
    rows: Iterable[tuple[int, str, str, str]],
) -> None:
    """Keep a file's counts, and the line, ref, fate and reason of the rows worth a look."""
    import_id = station.new_id()
    tables.books.keep_import(
        import_id=import_id,
        name=file.name,
        file_format=file.format,
        digest=file.digest,
        at=station.now(),
        counts=json.dumps(counts, sort_keys=True),
    )
    tables.books.keep_import_rows(import_id, rows)
