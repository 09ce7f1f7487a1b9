"""Flet: what people see and touch. Only `live.py` knows its sessions."""
