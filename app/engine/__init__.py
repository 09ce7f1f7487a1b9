"""The rules of the warehouse: values in, values out.

Nothing here knows the clock, the disk, the network, a screen or chance. Time and ids
arrive as values, so the same rules give the same answer on a handheld and in the shared
store.
"""
