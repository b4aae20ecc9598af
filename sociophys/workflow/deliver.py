"""Write several files all or none: into a folder beside, compared with what is there, then given their names."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from sociophys.errors import Mistake, StoreError
from sociophys.store.seal import storing

Write = Callable[[Path], object]


def deliver(folder: Path, writers: Mapping[str, Write], *, force: bool = False) -> list[Path]:
    """Write files into a folder, by name, and return their paths.

    A file that is there already with the same bytes stays; with other bytes it is refused, and then nothing at all
    is written, unless ``force`` replaces it.

    Raises
    ------
    StoreError
        With every file that stands in the way, or why the folder cannot be written.
    """
    made = not folder.exists()
    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
        try:
            for name, write in writers.items():
                write(staged / name)
            _require_free(folder, staged, writers, force=force)
            for name in writers:
                (staged / name).replace(folder / name)
            made = False
        finally:
            shutil.rmtree(staged, ignore_errors=True)
            if made:
                with suppress(OSError):
                    folder.rmdir()
    return [folder / name for name in writers]


def _require_free(folder: Path, staged: Path, names: Mapping[str, Write], *, force: bool) -> None:
    advice = "Choose another folder with --out, or replace it with --force."
    taken = [folder / name for name in names if _is_other(folder / name, staged / name, force=force)]
    if taken:
        what = "is there already with other content and stays as it is; nothing was written"
        raise StoreError(*(Mistake(str(path), what, "", advice) for path in taken))


def _is_other(there: Path, new: Path, *, force: bool) -> bool:
    """Return whether something stands in the way of a new file."""
    if not there.is_file():
        return there.exists() or there.is_symlink()
    return not force and not filecmp.cmp(there, new, shallow=False)
