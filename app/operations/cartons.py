"""Which cartons there are to pack in."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import cartons
from app.engine.cartons import CartonState, RemoveCartonType, SetCartonType
from app.engine.refusals import Done, Refused, Verdict
from app.operations.doing import Doing


def set_carton_type(tables: Tables, _doing: Doing, asked: SetCartonType) -> Verdict:
    """Put a carton into use, or change what is known of it."""
    made = cartons.set_carton_type(asked)
    if isinstance(made, Refused):
        return made
    tables.parcels.cartons.put(made)
    return Done()


def remove_carton_type(tables: Tables, _doing: Doing, asked: RemoveCartonType) -> Verdict:
    """Take a carton out of use; parcels packed in it keep it."""
    carton = tables.parcels.carton(asked.code)
    no = cartons.may_take(carton, asked.code)
    if no:
        return no
    assert carton is not None, asked
    tables.parcels.cartons.put(replace(carton, state=CartonState.REMOVED))
    return Done()
