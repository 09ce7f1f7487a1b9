"""The shared store over HTTP: operations in, rows out, nudges, papers to print."""
