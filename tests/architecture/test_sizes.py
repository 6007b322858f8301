"""Files and functions stay short enough to be read at once."""

from tools.sizes import ROOMS, Size, find_modules, measure_functions, measure_modules

MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 45
EVERYWHERE = find_modules(*ROOMS, "tests", "tools")


def too_long(sizes: tuple[Size, ...], limit: int) -> list[Size]:
    return [size for size in sizes if size.lines > limit]


def test_no_module_is_too_long() -> None:
    assert too_long(measure_modules(EVERYWHERE), MAX_MODULE_LINES) == []


def test_no_function_is_too_long() -> None:
    assert too_long(measure_functions(EVERYWHERE), MAX_FUNCTION_LINES) == []


def test_the_measure_finds_this_function() -> None:
    sizes = {size.name: size.lines for size in measure_functions(EVERYWHERE)}

    assert sizes["tests/architecture/test_sizes.py:too_long"] == 2
