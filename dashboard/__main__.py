"""The commands: `python -m dashboard --help`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from dashboard.commands import releases, serve, sources
from dashboard.commands.console import stderr
from dashboard.errors import UserFacingError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command()(serve.serve)
app.command()(sources.demo)
app.command("import")(sources.import_source)
app.command()(releases.releases)
app.command()(releases.check)


@app.callback()
def options(debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False) -> None:
    """GTOP Explorer: import a multi-tissue QTL atlas, and explore it in the browser."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 for an error, 2 for wrong usage. `--debug` may stand anywhere."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        app([word for word in words if word != "--debug"], prog_name="python -m dashboard")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except UserFacingError as error:
        if debug:
            raise
        stderr().print(str(error), markup=False)
        return 1
    except Exception as error:
        if debug:
            raise
        stderr().print(f"Something unforeseen went wrong ({type(error).__name__}: {error}). See where with --debug.", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
