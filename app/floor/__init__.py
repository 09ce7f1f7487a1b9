"""The building as numbers: what stands where, where one can walk, and the shortest way round.

Everything is whole millimetres. The origin is the north-west corner; x grows to the east and
y to the south, as on a screen, so a drawing needs no turning over. Nothing here reads a file,
a clock or a random number.
"""
