"""Wrong usage of the command line, said as kmdesk says everything."""

import re

import click

_GIVEN = re.compile(r"'?(.*?)'? is not ")
_NEEDS = re.compile(r"requires (?:an|(\d+)) argument")
_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)")


def in_words(error: click.UsageError) -> str:
    """Return what is wrong, that nothing was done, and where to read how it is meant."""
    command = error.ctx.command_path if error.ctx else "kmdesk"
    return f"{_sentence(error, command)} Nothing was done; “{command} --help” says how it is used."


def _sentence(error: click.UsageError, command: str) -> str:
    match error:
        case click.exceptions.NoSuchCommand():
            near = _near(error.possibilities)
            return f"kmdesk has no command “{error.command_name}”{near}."
        case click.NoSuchOption():
            near = _near(error.possibilities)
            return f"“{command}” has no option {error.option_name}{near}."
        case click.MissingParameter():
            return f"“{command}” needs {_name(error)}."
        case click.BadParameter():
            return _refused(error)
        case click.BadOptionUsage():
            return _option(error)
    if extra := _EXTRA.fullmatch(error.message):
        return f"“{command}” does not take “{extra[1]}” as well."
    return error.message if error.message.endswith(".") else f"{error.message}."


def _near(possibilities: list[str] | None) -> str:
    return f" (perhaps {' or '.join(possibilities)})" if possibilities else ""


def _name(error: click.BadParameter) -> str:
    """Return how the help calls an argument or option."""
    if error.param is None:
        return str(error.param_hint or "one more argument")
    if isinstance(error.param, click.Option):
        return str(error.param.opts[-1])
    return str(error.param.human_readable_name)


def _refused(error: click.BadParameter) -> str:
    given = _GIVEN.match(error.message)
    instead = f", and not “{given[1]}”" if given else ""
    match error.param.type if error.param else None:
        case click.Choice(choices=choices):
            return f"{_name(error)} is one of {', '.join(map(str, choices))}{instead}."
        case click.IntRange(min=least, max=most):
            return f"{_name(error)} is a whole number from {least} to {most:,}{instead}."
        case click.types.IntParamType():
            return f"{_name(error)} is a whole number{instead}."
    return f"{_name(error)} cannot be that: {error.message.rstrip('.')}."


def _option(error: click.BadOptionUsage) -> str:
    if needs := _NEEDS.search(error.message):
        many = f"{needs[1]} values" if needs[1] else "a value"
        return f"{error.option_name} needs {many} after it."
    return f"{error.option_name} takes no value."
