"""The program: its commands, and what each end of it means to a shell.

Exit codes: 0 done, 2 the user's mistake (a message), 1 ours (one line, all of it with ``--debug``), 130 interrupted.
"""

from __future__ import annotations

import errno
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from sociophys.cli import (
    analyze,
    bench,
    check_plugin,
    compare,
    datasets,
    export,
    info,
    init,
    report,
    run,
    validate,
    verify,
)
from sociophys.cli import list as list_
from sociophys.cli.console import mute, say, tell
from sociophys.errors import EXIT_BUG, EXIT_INTERRUPTED, EXIT_OK, EXIT_USER, SociophysError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A laboratory for opinion dynamics on real social networks.",
    epilog="Start here: sociophys init, then run.",
)
for name, command in (
    ("init", init.init),
    ("info", info.info),
    ("analyze", analyze.analyze),
    ("run", run.run),
    ("compare", compare.compare),
    ("report", report.report),
    ("export", export.export),
    ("validate", validate.validate),
    ("check-plugin", check_plugin.check_plugin),
    ("list", list_.list_members),
    ("bench", bench.bench),
    ("verify", verify.verify),
):
    app.command(name)(command)
app.add_typer(datasets.app, name="datasets")


def _version(wanted: bool) -> None:
    if wanted:
        from sociophys import __version__

        tell(f"sociophys {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="On an error of ours, say where it happened.")] = False,
) -> None:
    """Take the options that stand before a command (``--debug`` may stand anywhere)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; nothing but the command itself raises."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = app(args=words, prog_name="sociophys", standalone_mode=False)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except SystemExit:  # typer's answer to a closed pipe under --help
        mute()
        return EXIT_OK
    except Exception as error:
        return _explain(error, debug)
    if code == EXIT_INTERRUPTED:
        say("Interrupted. What was done up to the last checkpoint is saved; the same command goes on from there.")
    return code if isinstance(code, int) else EXIT_OK


def _interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


_SURROUNDINGS = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EROFS, errno.ENOSPC}
_SURROUNDINGS |= {errno.ENAMETOOLONG, errno.ELOOP, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENXIO, errno.EMFILE}


def _explain(error: Exception, debug: bool) -> int:
    """Say an error as its reader needs it and return the exit code."""
    if debug:
        say("".join(traceback.format_exception(error)).rstrip())
    if isinstance(error, SociophysError):
        say(str(error))
        return EXIT_USER
    if hasattr(error, "exit_code") and hasattr(error, "show"):  # a wrong option or argument
        error.show()
        return int(error.exit_code)
    if isinstance(error, OSError) and error.errno in _SURROUNDINGS:
        say(f"{error.filename or 'file system'}: {error.strerror}. Name a path that can be used.")
        return EXIT_USER
    first = next(iter(str(error).splitlines()), "").rstrip(".")
    said = f"{type(error).__name__}: {first}" if first else type(error).__name__
    say(f"sociophys failed with {said}. This is our mistake, not yours; run again with --debug.")
    return EXIT_BUG
