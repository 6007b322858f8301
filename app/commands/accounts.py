"""Commands about users: add, list, role, password, disable, enable."""

from argparse import Namespace

from app.commands.context import Context, say
from services.kernel.errors import InvalidInputError
from services.kernel.viewer import Role
from services.kernel.wording import text
from services.office import user_admin
from services.sign_in.password_policy import checked_password


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
        chosen = _ask_password(context)
        user_admin.set_password(database, arguments.username, password=chosen, now=context.clock())
    say(text("cli.user.password_set", name=arguments.username))
    return 0


def disable(context: Context, arguments: Namespace) -> int:
    """Keep a user from signing in."""
    with context.database() as database:
        user_admin.disable_user(database, arguments.username, now=context.clock())
    say(text("cli.user.disabled", name=arguments.username))
    return 0


def enable(context: Context, arguments: Namespace) -> int:
    """Let a user sign in again."""
    with context.database() as database:
        user_admin.enable_user(database, arguments.username, now=context.clock())
    say(text("cli.user.enabled", name=arguments.username))
    return 0


def role(context: Context, arguments: Namespace) -> int:
    """Give a user another role."""
    wanted = Role(arguments.role)
    with context.database() as database:
        user_admin.change_role(database, arguments.username, role=wanted, now=context.clock())
    say(text("cli.user.role_changed", name=arguments.username, role=text(f"role.{wanted}")))
    return 0


def list_all(context: Context, arguments: Namespace) -> int:
    """List the users, or those of one role."""
    wanted = Role(arguments.role) if arguments.role else None
    with context.database() as database:
        found = user_admin.list_users(database, role=wanted)
    for user in found:
        state = text("cli.user.is_active" if user.is_active else "cli.user.is_disabled")
        say(f"{user.username}\t{user.display_name}\t{text(f'role.{user.role}')}\t{state}")
    return 0


def _ask_password(context: Context) -> str:
    first = checked_password(context.ask(text("cli.user.ask_password")))
    if context.ask(text("cli.user.ask_again")) != first:
        raise InvalidInputError(text("cli.user.differ"), field="password")
    return first
