"""One transaction per thing a person does; the same verb as in `engine`.

`do` runs a command on a station, `see_…` reads what a screen shows.
"""
