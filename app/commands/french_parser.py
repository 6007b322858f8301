"""An argument parser that speaks the reader's language."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING, NoReturn

from app.commands.context import complain
from services.kernel.wording import text

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction["FrenchParser"]


class FrenchParser(ArgumentParser):
    """``argparse`` with its own words taken from the catalogue; the rest is its caller's."""

    def __init__(self, *, prog: str | None = None, description: str = "") -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self._positionals.title = text("cli.help.arguments")
        self._optionals.title = text("cli.help.options")
        self.add_argument("-h", "--help", action="help", help=text("cli.help.help"))

    def add_commands(self) -> "Commands":
        """Return where to add commands, one of which has to be given."""
        return self.add_subparsers(
            title=text("cli.help.commands"), metavar=text("cli.help.command"), required=True
        )

    def format_usage(self) -> str:
        """Return the usage line."""
        return _translated(super().format_usage())

    def format_help(self) -> str:
        """Return the whole help."""
        return _translated(super().format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and end with code 2."""
        complain(self.format_usage().rstrip(), text("cli.help.wrong", detail=message))
        raise SystemExit(2)


def _translated(help_text: str) -> str:
    return help_text.replace("usage: ", text("cli.help.usage"), 1)
