"""The packing table's typed line is the one every page has."""

from app.ui.parts.typed_line import KEYS, TypedLine

__all__ = ["KEYS", "TypedLine"]
