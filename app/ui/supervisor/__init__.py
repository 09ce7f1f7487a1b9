"""The supervisor's tablet: the board, releasing work, orders, what needs a person."""
