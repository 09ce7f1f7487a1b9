"""The diagrams people look at are those of the tables that run."""

import importlib.util
import sys
from pathlib import Path

from app.engine import task_states

ROOT = Path(__file__).parents[2]
DRAWER = ROOT / "build-scripts" / "diagrams.py"


def test_the_page_is_what_the_tables_say():
    spec = importlib.util.spec_from_file_location("diagrams", DRAWER)
    assert spec is not None
    assert spec.loader is not None
    drawer = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(drawer)
    sys.path[:] = before

    page = (ROOT / "app" / "engine" / "README.md").read_text(encoding="utf-8")

    assert page == drawer.page(), "type build-scripts/diagrams"
    for (source, _), target in task_states.ORDER.items():
        assert f"{source} --> {target}: " in page
