"""Import what is large, in less time."""

from __future__ import annotations

import gc
import importlib
from types import ModuleType


def imported(name: str) -> ModuleType:
    """Return a module, imported with the garbage collector at rest.

    An import makes a million objects and no garbage: looking for some takes a tenth of the time to a first sweep.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        if was_at_work:
            gc.enable()
