"""Import what is large, in less time."""

from __future__ import annotations

import gc
import importlib
from types import ModuleType


def imported(name: str, *, for_good: bool = False) -> ModuleType:
    """Return a module, imported with the garbage collector at rest.

    An import makes a million objects and no garbage: looking for some takes a tenth of the time to a first sweep.
    ``for_good``: nor will what is there now be looked through later, which takes as long again; for a program that
    begins with this import. A session may hold garbage by then.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        module = importlib.import_module(name)
        if for_good:
            gc.freeze()
        return module
    finally:
        if was_at_work:
            gc.enable()
