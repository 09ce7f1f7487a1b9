"""Light and keys become codes: decode, steady, meaning; wedge for scanners that type."""
