"""What can go wrong that is nobody's rule: disks, networks, cameras, printers.

* WarehouseError
  * DatabaseUnusable
    * DatabaseFull
    * DatabaseDamaged
    * DatabaseTooNew
    * DatabaseBusy
    * DatabaseUnreachable
    * BooksContradicted
  * StoreUnreachable
    * StoreRefusesStation
  * OrderFileUnreadable
  * CommandUnreadable
  * CommandImpossible
  * DecoderMissing

A picker scanning the wrong bin is not here: that is a `Refused`, a normal answer.
"""


class WarehouseError(Exception):
    """The outside world did something to us; the message says what, and what to do."""


class DatabaseUnusable(WarehouseError):
    """The database cannot be read or written. `path` is its file, or its URL."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        super().__init__(why if " " in why and path in why else f"{path}: {why}.")


class DatabaseFull(DatabaseUnusable):
    """The disk is full. What was being written is not there; everything before it is."""

    def __init__(self, path: str) -> None:
        super().__init__(
            path,
            f"The disk with {path} is full. The last step was not saved; everything "
            "before it is. Free some space and do it again.",
        )


class DatabaseDamaged(DatabaseUnusable):
    """The file is not a database of ours, or is broken."""

    def __init__(self, path: str) -> None:
        super().__init__(
            path,
            f"{path} is damaged or is no Zonewise database. Put it aside and restore a "
            "backup, or start with an empty folder. Nothing was changed in it.",
        )


class DatabaseTooNew(DatabaseUnusable):
    """A newer app wrote this file. Opening it could lose what it does not know."""

    def __init__(self, path: str, *, found: int, known: int) -> None:
        super().__init__(
            path,
            f"The data in {path} is from a newer Zonewise (format {found}; this one knows "
            f"up to {known}). Update Zonewise. Nothing was changed in it.",
        )


class DatabaseBusy(DatabaseUnusable):
    """Another process was in the way. Nothing was done, and it may be done again."""

    def __init__(self, path: str) -> None:
        super().__init__(
            path,
            f"Another process was writing to {path} for too long. Nothing was done here; "
            "do it again in a moment.",
        )


class DatabaseUnreachable(DatabaseUnusable):
    """The database's server does not answer, or stopped answering in the middle.

    `is_unsure` when it went away while it was saving: the step may be there or not.
    """

    def __init__(self, path: str, why: str, *, is_unsure: bool = False) -> None:
        self.is_unsure = is_unsure
        says = (
            "It went away while the last step was being saved: look whether the step is "
            "there before doing it again."
            if is_unsure
            else "What was being done is not saved; everything before it is. Look whether "
            "the server runs, and do it again."
        )
        super().__init__(path, f"The database {path} cannot be reached: {why}. {says}")


class BooksContradicted(DatabaseUnusable):
    """The database refused a row that would break the books; nothing of it is kept."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, f"{path} refused what contradicts the books: {why}.")


class StoreUnreachable(WarehouseError):
    """The shared store does not answer. What was done waits on this station."""


class StoreRefusesStation(StoreUnreachable):
    """The shared store answered that this station may not talk to it."""


class OrderFileUnreadable(WarehouseError):
    """The file cannot be read as orders. Nothing of it was imported."""


class CommandUnreadable(WarehouseError):
    """What somebody wrote is no command. Nothing was done."""


class CommandImpossible(WarehouseError):
    """A command that can be read and that the books have no room for. Nothing was done."""


class DecoderMissing(WarehouseError):
    """No barcode engine could be loaded, so the camera cannot read codes."""
