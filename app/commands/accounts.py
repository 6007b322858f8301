"""Commands about users: add, password, disable."""

from argparse import Namespace

from app.commands.context import Context, say
from services import user_admin
from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Role
from services.kernel.wording import text


def add(context: Context, arguments: Namespace) -> int:
    """Add a user, whose password is asked for twice."""
    user = user_admin.NewUser(
        username=arguments.username,
        display_name=arguments.name,
        email=arguments.email,
        role=Role(arguments.role),
        customer_references=tuple(arguments.customer),
    )
    with context.database() as database:
        user_admin.add_user(database, user, password=_ask_password(context), now=context.clock())
    say(text("cli.user.added", name=user.username))
    return 0


def password(context: Context, arguments: Namespace) -> int:
    """Change a user's password, which is asked for twice."""
    with context.database() as database:
        user_admin.set_password(database, arguments.username, password=_ask_password(context))
    say(text("cli.user.password_set", name=arguments.username))
    return 0


def disable(context: Context, arguments: Namespace) -> int:
    """Keep a user from signing in."""
    with context.database() as database:
        user_admin.disable_user(database, arguments.username)
    say(text("cli.user.disabled", name=arguments.username))
    return 0


def _ask_password(context: Context) -> str:
    first = user_admin.checked_password(context.ask(text("cli.user.ask_password")))
    if context.ask(text("cli.user.ask_again")) != first:
        raise InvalidInputError(text("cli.user.differ"), field="password")
    return first
