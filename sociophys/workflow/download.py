"""One file from the web to the disk: goes on where it broke off, tries again after passing faults, never too large.

What has come lies in ``target``, a name of its own, beside ``target.json``, which says what is needed to go on. Nobody
reads either as data: only what is whole and checked gets the name of a data set.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from sociophys.errors import MissingError, Mistake, StoreError

WAITS = (1.0, 3.0, 9.0)  # seconds before the next try
TIMEOUT = 30.0  # seconds without a byte
_BLOCK = 1 << 18
_PASSING = frozenset({408, 425, 429})  # and every 5xx
_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head)", re.IGNORECASE)
_BROKEN = (ConnectionError, TimeoutError, http.client.HTTPException)


class _PassingFault(Exception):
    """Something that may be over at the next try."""


class _StaysOnTheWeb(urllib.request.HTTPRedirectHandler):
    """Follows an address that moved, to http and https only and never from https back to http."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        allowed = ("https://",) if req.full_url.startswith("https://") else ("https://", "http://")
        if not newurl.lower().startswith(allowed):
            raise MissingError(_failed(req.full_url, f"leads to '{newurl}', which is not followed"))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(url: str, target: Path, *, limit: int, progress: Any) -> None:
    """Bring the bytes behind an address to ``target``, going on with what is there from an earlier try.

    Parameters
    ----------
    limit: bytes that are too many. progress: has ``begin(total)``, ``advance(bytes)``, ``note(text)``.

    Raises
    ------
    MissingError
        If the address cannot be reached, answers with an error or with a web page, has too much, or breaks off again
        and again; what came is kept then.
    OSError
        If the disk refuses.
    """
    for wait in (*WAITS, None):
        try:
            _attempt(url, target, limit, progress)
        except _PassingFault as fault:
            if wait is None:
                what = f"{fault}, {len(WAITS) + 1} times"
                advice = "What came is kept: the same command goes on from there."
                raise MissingError(_failed(url, what, advice)) from None
            progress.note(f"{url} {fault}; next try in {wait:g} s")
            time.sleep(wait)
        else:
            return


def clear(target: Path) -> None:
    """Remove what is kept of a download."""
    for path in (target, _notes(target)):
        path.unlink(missing_ok=True)


def _failed(url: str, what: str, advice: str = "") -> Mistake:
    return Mistake(url, what, "", advice)


def _notes(target: Path) -> Path:
    return target.with_name(f"{target.name}.json")


def _attempt(url: str, target: Path, limit: int, progress: Any) -> None:
    have, notes = _kept(url, target)
    if have and have == notes.get("total"):
        return
    headers = {"User-Agent": "sociophys", "Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": notes["validator"]}
    with _open(urllib.request.Request(url, headers=headers), target) as answer:
        begin = _begins_at(answer, have, target)
        if have and not begin:
            progress.note(f"{url} cannot go on where it broke off: from the start again")
        length = answer.headers.get("Content-Length")
        total = begin + int(length) if (length or "").isdigit() else None
        _check_room(url, target, total, begin, limit)
        _remember(url, target, answer.headers, total)
        progress.begin(float(total or 0))
        progress.advance(float(begin))
        _receive(answer, url, target, begin, total, limit, progress)


def _kept(url: str, target: Path) -> tuple[int, dict[str, Any]]:
    """Return how many bytes are here and may be gone on with, and what was noted beside them."""
    try:
        notes = json.loads(_notes(target).read_text(encoding="utf-8"))
        size = target.stat().st_size
        return (size, notes) if size and notes["url"] == url and notes["validator"] else (0, {})
    except (OSError, ValueError, KeyError, TypeError):
        return 0, {}


def _remember(url: str, target: Path, headers: Any, total: int | None) -> None:
    """Note what a later try needs: a strong validator, so that it never joins halves of two versions."""
    etag = headers.get("ETag") or ""
    validator = etag if etag.startswith('"') else headers.get("Last-Modified") or ""
    _notes(target).write_text(json.dumps({"url": url, "validator": validator, "total": total}), encoding="utf-8")


def _open(request: urllib.request.Request, target: Path) -> Any:
    url = request.full_url
    try:
        return urllib.request.build_opener(_StaysOnTheWeb).open(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416:  # what is kept is not a beginning of what is there now
            clear(target)
        if error.code in _PASSING or error.code == 416 or error.code >= 500:
            raise _PassingFault(f"answers {error.code} {error.reason}") from None
        advice = "The file has moved or is not public; put it into a folder that SOCIOPHYS_DATA_MIRROR names."
        raise MissingError(_failed(url, f"answers {error.code} {error.reason}", advice)) from None
    except urllib.error.URLError as error:
        reason = error.reason
        if isinstance(reason, (ConnectionResetError, ConnectionAbortedError)):
            raise _PassingFault(f"hangs up ({_why(reason)})") from None
        raise MissingError(_unreached(url, _why(reason))) from None
    except (ConnectionResetError, ConnectionAbortedError, http.client.HTTPException) as error:
        raise _PassingFault(f"hangs up ({_why(error)})") from None
    except (OSError, ValueError) as error:
        raise MissingError(_unreached(url, _why(error))) from None


def _why(error: Any) -> str:
    """Return what an error says, without its number."""
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _unreached(url: str, reason: object) -> Mistake:
    advice = (
        "Is there a network, or does it need a proxy (HTTPS_PROXY)? "
        "Without one, put the file into a folder and name the folder in SOCIOPHYS_DATA_MIRROR."
    )
    return _failed(url, f"cannot be reached ({reason})", advice)


def _begins_at(answer: Any, have: int, target: Path) -> int:
    """Return the byte at which the answer begins: where the last try broke off if the server agrees, else 0."""
    if answer.status != 206:
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range") or "")
    if not have or not found or int(found[1]) != have:
        clear(target)
        raise _PassingFault("answers with another piece than was asked for")
    return have


def _check_room(url: str, target: Path, total: int | None, begin: int, limit: int) -> None:
    if total is None:
        return
    if total > limit:
        raise MissingError(_too_large(url, total, limit))
    free = shutil.disk_usage(target.parent).free
    if free < total - begin:
        advice = "Make room, or name another folder in SOCIOPHYS_CACHE_DIR."
        what = f"the disk is full ({free:,} bytes left)"
        raise StoreError(Mistake(str(target.parent), what, f"{total - begin:,} bytes", advice))


def _too_large(url: str, size: int, limit: int) -> Mistake:
    advice = "Nothing was stored: this is not the file that the manifest means."
    return Mistake(url, f"has {size:,} bytes or more", f"at most {limit:,}", advice)


def _receive(answer: Any, url: str, target: Path, begin: int, total: int | None, limit: int, progress: Any) -> None:
    """Write the body behind the first ``begin`` bytes; what has come stays when it breaks off."""
    done = begin
    with target.open("ab" if begin else "wb") as file:
        while block := _block(answer):
            if not done:
                _refuse_page(answer, url, block)
            done += len(block)
            if done > limit:
                file.close()
                clear(target)
                raise MissingError(_too_large(url, done, limit))
            file.write(block)
            progress.advance(float(len(block)))
        file.flush()
        os.fsync(file.fileno())
    if total is not None and done < total:
        raise _PassingFault(f"breaks off after {done:,} of {total:,} bytes")


def _block(answer: Any) -> bytes:
    """Return the next bytes, as they come; b'' at the end."""
    try:
        return bytes(answer.read1(_BLOCK))
    except _BROKEN as error:
        raise _PassingFault(f"breaks off ({_why(error)})") from None


def _refuse_page(answer: Any, url: str, block: bytes) -> None:
    if answer.headers.get_content_type() == "text/html" or _PAGE.match(block):
        advice = "Perhaps the network asks you to sign in first: open any page in a browser, then run this again."
        raise MissingError(_failed(url, "answers with a web page, not with data", advice))
