"""Codes become ink: labels for bins, totes, items, people and parcels, and packing slips.

Everything is drawn once, on a `Paper` measured in millimetres; the same drawing becomes
a PDF for a sheet printer, a picture for a screen, or dots for a thermal printer.
"""
