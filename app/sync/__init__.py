"""How stations and the shared store tell each other what happened.

Operations go up (`push`), rows come down (`pull`), and what a station did meanwhile is done
again on top of them (`rebase`). ARCHITECTURE: facts are never rejected, only recorded.
"""
