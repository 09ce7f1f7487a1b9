"""Zonewise: warehouse-floor software. `app/README.md` is the map."""
