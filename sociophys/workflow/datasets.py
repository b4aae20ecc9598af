"""Data sets listed, described and fetched; the only place of the package that uses the network, and only on request."""

from __future__ import annotations

import datetime
import errno
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sociophys import manifests as _manifests
from sociophys.errors import GraphError, Mistake, SociophysError, StoreError
from sociophys.manifests import Part, manifest
from sociophys.reading import packed
from sociophys.store.lock import locked
from sociophys.store.seal import seal
from sociophys.workflow.download import clear, download
from sociophys.workflow.silence import Silence

__all__ = ["fetch", "fetch_all", "info", "list_datasets", "manifest", "manifests"]
LIMIT = 2 << 30  # bytes of a download whose length nobody has checked


def manifests() -> list[dict[str, Any]]:
    """Return all manifests, in alphabetical order of their names."""
    return [manifest(name) for name in _manifests.names()]


def list_datasets() -> list[str]:
    """Return the names of all data sets."""
    return list(_manifests.names())


def info(name: str) -> dict[str, Any]:
    """Return a manifest with two more keys.

    ``here``: where its bytes lie on this machine ('' if they do not). ``checked``: what they are compared with.
    """
    entry, places = _manifests.record(name), _manifests.locate(name)
    here = "shipped with networkx" if entry.shipped else str(places.get("ties", ""))
    return manifest(name) | {"here": here, "checked": _state(name)}


def _state(name: str) -> str:
    """Say in words what vouches for the bytes of a data set."""
    entry = _manifests.record(name)
    if entry.shipped:
        return "with networkx's own tests"
    if not entry.unchecked:
        return "against the sha256 of the manifest"
    first = [_manifests.first_seen(name, part) for part in entry.parts]
    if all(first):
        dates = ", ".join(sorted({str(seen.get("date", "")) for seen in first}))
        return f"against the sha256 of your first download ({dates}); nobody else has vouched for it"
    return "not yet: nobody has looked at the bytes behind the address; your first download records their sha256"


def fetch_all(names: list[str], progress: Any = None) -> dict[str, Path | None]:
    """Fetch several data sets; what fails does not keep the others, and all failures are raised at the end."""
    fetched: dict[str, Path | None] = {}
    failures: list[SociophysError] = []
    for name in dict.fromkeys(names):
        try:
            fetched[name] = fetch(name, progress)
        except SociophysError as error:
            failures.append(error)
    if failures:
        raise type(failures[0])(*(mistake for error in failures for mistake in error.mistakes))
    return fetched


def fetch(name: str, progress: Any = None) -> Path | None:
    """Bring a data set into the user's cache and return the path of its ties; None if a dependency ships it.

    The order is: the cache, the folder named by ``SOCIOPHYS_DATA_MIRROR``, the network. What arrives is unpacked and
    compared with the manifest's sha256 (or that of the first download) before it takes its name, so a broken
    file never stays. A download that broke off goes on where it was.

    Parameters
    ----------
    progress: an object with ``begin``, ``advance`` and ``note``, told of bytes; silence by default.

    Raises
    ------
    MissingError
        If the network cannot be reached or the address answers with an error.
    GraphError
        If what arrived is not what the manifest says.
    StoreError
        If the cache cannot be written (full, read-only, in use).
    """
    entry = _manifests.record(name)
    places = [_bring(name, part, progress or Silence()) for part in entry.parts]
    return places[0] if places else None


def _bring(name: str, part: Part, progress: Any) -> Path:
    place = _manifests.cached(name, part)
    if _manifests.is_kept(name, part):
        return place
    with _caching(place), locked(place.with_name(f".{part.file}.lock")):
        in_mirror = _manifests.in_mirror(name, part)
        if in_mirror:
            source = in_mirror[0]
            _keep(name, part, source, part.member if packed.is_archive(source) else "", str(source))
        else:
            _from_the_network(name, part, place.with_name(f".{part.file}.part"), progress)
    return place


def _from_the_network(name: str, part: Part, target: Path, progress: Any) -> None:
    progress.note(f"{name}: fetching {part.url}")
    is_packed = bool(part.member) or part.in_archive() != part.file
    limit = LIMIT if is_packed or part.bytes is None else part.bytes
    try:
        download(part.url, target, limit=limit, progress=progress)
        _keep(name, part, target, part.member, part.url)
    except (GraphError, OSError):  # it came whole and is wrong, or the disk is full: neither is gone on with
        clear(target)
        raise
    clear(target)


def _keep(name: str, part: Part, source: Path, member: str, origin: str) -> None:
    """Unpack a file to its name in the cache, whole and right or not at all."""
    seal(_manifests.cached(name, part), _vouched(name, part, packed.blocks(source, member), origin))


def _vouched(name: str, part: Part, blocks: Iterator[bytes], origin: str) -> Iterator[bytes]:
    """Yield the blocks of a file; before its end say that it is wrong, or note it if it is the first that came."""
    total, count = hashlib.sha256(), 0
    for block in blocks:
        total.update(block)
        count += len(block)
        yield block
    known, found = _manifests.promised(name, part), total.hexdigest()
    if known is None and count:
        _note_first(name, part, {"sha256": found, "bytes": count, "origin": part.url})
    elif found != known:
        raise GraphError(_wrong(name, part, origin, found, count))


def _note_first(name: str, part: Part, seen: dict[str, Any]) -> None:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    seal(_manifests.first_path(name, part), json.dumps({**seen, "date": today}, indent=1).encode())


def _wrong(name: str, part: Part, origin: str, found: str, count: int) -> Mistake:
    what = f"{count:,} bytes with sha256 {found[:12]}... are not what the manifest says"
    first = _manifests.first_seen(name, part)
    size, known = (part.bytes, part.sha256) if part.sha256 else (first.get("bytes"), first.get("sha256"))
    if not known or size is None:
        return Mistake(origin, "the file is empty", "one byte or more", "Nothing was stored.")
    allowed = f"{size:,} bytes with sha256 {known[:12]}..."
    advice = "Nothing was stored. Fetch it again later, or use a mirror."
    if not part.sha256:
        what = f"{count:,} bytes with sha256 {found[:12]}... are not those of the first download, {first.get('date')}"
        advice = f"Nothing was stored. If its source was renewed and you trust it, remove {part.file}.first.json."
    return Mistake(origin, what, allowed, advice)


@contextmanager
def _caching(place: Path) -> Iterator[None]:
    """Turn the refusals of the disk into what to do about the cache."""
    try:
        yield
    except OSError as error:
        cause = error.__cause__ if isinstance(error, StoreError) else error
        if cause is None:  # it says already what to do
            raise
        raise StoreError(_refused(place, cause)) from None


def _refused(place: Path, cause: BaseException) -> Mistake:
    code = getattr(cause, "errno", None)
    advice = "Name another folder in SOCIOPHYS_CACHE_DIR."
    if isinstance(cause, TimeoutError):
        return Mistake(str(place), "is being fetched by another process", "", "Wait for it, then run this again.")
    if code in (errno.ENOSPC, errno.EDQUOT):
        return Mistake(str(place), "the disk is full", "", f"Make room. Or: {advice}")
    return Mistake(str(place.parent), f"cannot be written ({getattr(cause, 'strerror', None) or cause})", "", advice)
