"""Plotly's script in two parts: what draws the figures that pages open with, and what a few are drawn with later.

The script of Plotly's package draws some fifty kinds of traces, of which pages need few, and compiling it is the largest part of a first
load. Plotly's own way to a smaller one (its "custom bundles") takes its sources and Node. But esbuild, which wrote the script, puts each
module in a statement of its own, `var name = wrap((exports, module) => {…});`, and gives no two of them the same name: what a trace needs
can be read from the script itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

_BEGIN = "var Plotly=(()=>{"
_NAME = r"[A-Za-z_$][\w$]*"
_TEXT = r'"(?:[^"\\\n]|\\[\s\S])*"|\'(?:[^\'\\\n]|\\[\s\S])*\''
_TOKEN = re.compile(_TEXT + r"|`|//[^\n]*|/\*[\s\S]*?\*/|[{}()\[\];]|/")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(`|\$\{)")
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = re.compile(r"(?:[(,=:\[!&|?{};+\-*%~^<>]|(?<![\w$.])(?:return|typeof|case|in|of|void|delete|do|else)\s?)\Z")
_LONGEST_WORD = 12
"""Letters before a slash that tell whether it begins a pattern or divides."""
_WRAPPER = re.compile(rf"(?:var |,)({_NAME})=\((?:{_NAME},?)+\)=>\(\)=>[{{(]")
_FUNCTION = re.compile(rf"(?:async )?function\*? ?({_NAME})\(")
_VARIABLE = re.compile(rf"var ((?:{_NAME},)*)({_NAME})=({_NAME})?(\(|\{{\}};\Z)")
_EXPORTS = re.compile(rf"{_NAME}\(({_NAME}),\{{")
_WORD = re.compile(rf"(?<![\w$.]){_NAME}")
_CALL = re.compile(rf"(?<![\w$.])({_NAME})\(\)")
_LAST = re.compile(rf"return ({_NAME}\(\));\Z")
_REGISTER = re.compile(rf"var ({_NAME})=({_NAME}\(\));\1\.register\(\[([^\]]*)\]\)")
_TRACE = re.compile(r'moduleType:"trace",name:"(\w+)"')
_OF_CORE = "scatter"
_SHA256 = "1779033703"
_HASH = re.compile(rf"(function {_NAME}\(({_NAME})\)\{{return ){_NAME}\({_NAME}\({_NAME}\(\2\)\)\)\}}")
_NEAR = 10_000
"""Letters between the function that takes the hash and the constant by which it is known."""
_FURTHEST_TRACE = 3
"""Modules between what is registered and what says its name."""


@dataclass(frozen=True)
class Parts:
    """`first` is a script as Plotly's own, which makes a Plotly that `lacks` some traces until its function `complete` is given `later`."""

    first: str
    later: str


@dataclass(frozen=True)
class _Statement:
    """`code` is its text without what stands in quotes; `names` are those it declares, and None where it does more than that; `module` is
    the one that others call for a module."""

    text: str
    code: str
    names: frozenset[str] | None
    module: str | None

    @classmethod
    def read(cls, text: str, code: str, wrappers: Collection[str]) -> _Statement:
        if found := _FUNCTION.match(text) or _EXPORTS.match(text):
            return cls(text, code, frozenset({found[1]}), None)
        if (found := _VARIABLE.match(text)) and (found[3] in wrappers if found[4] == "(" else not found[3]):
            return cls(text, code, frozenset(filter(None, found[1].split(","))) | {found[2]}, found[2] if found[3] else None)
        return cls(text, code, None, None)

    def but(self, old: str, new: str) -> _Statement:
        return replace(self, text=self.text.replace(old, new), code=self.code.replace(old, new))


@dataclass(frozen=True)
class _Registration:
    """Which statement registers traces, with what, all that it registers, as it is written, and modules by the names of their traces."""

    index: int
    core: str
    listed: str
    modules: dict[str, str]

    def calls(self, traces: Collection[str]) -> str:
        """What to register for these traces; some are registered with the core itself."""
        return ",".join(f"{module}()" for name, module in self.modules.items() if name in traces)


def part(script: str, first: Collection[str], later: Collection[str]) -> Parts:
    """The script for the traces `first`, and what those of `later` need more, each by Plotly's name for it, such as "scatter".

    ValueError, with what was looked for, for a script that is not written as described above.
    """
    script = _without_hashing(script)
    begin = script.find(_BEGIN) + len(_BEGIN)
    if begin < len(_BEGIN):
        raise ValueError(f"it has no {_BEGIN!r}")
    written = list(_statements(script, begin))
    end = begin + sum(len(text) for text, _ in written)
    if not (made := _LAST.match(written[-1][0])):
        raise ValueError("it does not end by returning what it made")
    wrappers = {name for text, _ in written if text.startswith("var ") for name in _WRAPPER.findall(text)}
    statements = [_Statement.read(text, code, wrappers) for text, code in written]
    modules = _Modules(statements)
    registration = modules.registration()
    if missing := sorted({*first, *later} - registration.modules.keys() - {_OF_CORE}):
        raise ValueError(f"it does not register {', '.join(missing)}")

    lacks = json.dumps(sorted(later))
    statements[-1] = statements[-1].but(made[0], f"return Object.assign({made[1]},{{lacks:{lacks},complete:e=>{{eval(e)}}}});")
    statements[registration.index] = statements[registration.index].but(registration.listed, registration.calls(first))
    always = [index for index, statement in enumerate(statements) if statement.names is None]
    needed = modules.needed([registration.index, *always])
    more = modules.needed(modules.index(registration.modules[name]) for name in later) - needed
    return Parts(
        script[:begin] + "".join(statements[index].text for index in sorted(needed)) + script[end:],
        '"use strict";' + "".join(statements[index].text for index in sorted(more)) + f"{registration.core}.register([{registration.calls(later)}]);",
    )


def _without_hashing(script: str) -> str:
    """The library that draws by WebGL takes the SHA-256 of the code that it writes for each way of drawing, to find what it compiled
    already: half of the time until a figure is drawn first. The code itself is found as well."""
    constant = script.find(_SHA256)
    functions = list(_HASH.finditer(script, max(0, constant - _NEAR), constant)) if constant > 0 else []
    if len(functions) != 1:
        return script
    [found] = functions
    return f"{script[:found.start()]}{found[1]}{found[2]}}}{script[found.end():]}"


class _Modules:
    """Which of the statements need which; they may be changed in their list."""

    def __init__(self, statements: list[_Statement]) -> None:
        self._statements = statements
        self._modules = {statement.module: index for index, statement in enumerate(statements) if statement.module}
        self._others: dict[str, list[int]] = {}
        for index, statement in enumerate(statements):
            # What stands beside a module is set when the module is called for.
            for name in () if statement.module else statement.names or ():
                self._others.setdefault(name, []).append(index)

    def index(self, module: str) -> int:
        return self._modules[module]

    def needed(self, roots: Iterable[int]) -> set[int]:
        """The statements that these need, and they."""
        needed: set[int] = set()
        waiting = list(roots)
        while waiting:
            index = waiting.pop()
            if index not in needed:
                needed.add(index)
                waiting += self._references(self._statements[index].code)
        return needed

    def registration(self) -> _Registration:
        for index, statement in enumerate(self._statements):
            if found := _REGISTER.search(statement.text):
                modules = [call.removesuffix("()") for call in found[3].split(",")]
                return _Registration(index, found[2], found[3], {name: module for module in modules if (name := self._trace(module))})
        raise ValueError("it does not register its traces in one place")

    def _references(self, code: str) -> Iterator[int]:
        for name in set(_CALL.findall(code)):
            if name in self._modules:
                yield self._modules[name]
        for name in set(_WORD.findall(code)):
            yield from self._others.get(name, ())

    def _trace(self, module: str, steps: int = 0) -> str | None:
        """The trace that a module defines, or one that it calls for."""
        if module not in self._modules:
            return None
        statement = self._statements[self._modules[module]]
        if found := _TRACE.search(statement.text):
            return found[1]
        further = _CALL.findall(statement.code) if steps < _FURTHEST_TRACE else []
        return next((name for other in further if (name := self._trace(other, steps + 1))), None)


def _statements(script: str, position: int) -> Iterator[tuple[str, str]]:
    """Each statement from there to the end of their block, as it is and without what stands in quotes; ValueError where brackets do not match."""
    opened: list[str] = []
    begin = copied = position
    code: list[str] = []
    while found := _TOKEN.search(script, position):
        token = found[0]
        if token in ")]}" and not opened:
            return
        position = _end_of(found, script, opened)
        if token[0] in "\"'":
            code += script[copied:found.start()], '""'
            copied = position
        elif not opened and (token == ";" or (token == "}" and _FUNCTION.match(script, begin))):
            yield script[begin:position], "".join((*code, script[copied:position]))
            begin = copied = position
            code = []
    raise ValueError("its brackets are not closed")


def _end_of(found: re.Match[str], script: str, opened: list[str]) -> int:
    """Where the token ends, with the template or pattern that it begins; a bracket is noted in `opened`, or goes from there."""
    token = found[0]
    if token == "`":
        return _skip_template(script, found.end(), opened)
    if token == "/" and _BEFORE_PATTERN.search(script, max(0, found.start() - _LONGEST_WORD), found.start()):
        return _skip(_PATTERN, script, found.start()).end()
    if token in "([{":
        opened.append(token)
    elif token in ")]}":
        if (opener := opened.pop()) == "`":
            return _skip_template(script, found.end(), opened)
        if opener + token not in ("()", "[]", "{}"):
            raise ValueError(f"brackets do not match: {script[max(0, found.start() - 40):found.end()]!r}")
    return found.end()


def _skip_template(script: str, position: int, opened: list[str]) -> int:
    """Behind the template, or where an expression begins in it, which is noted as opened."""
    found = _skip(_TEMPLATE, script, position)
    if found[1] == "${":
        opened.append("`")
    return found.end()


def _skip(pattern: re.Pattern[str], script: str, position: int) -> re.Match[str]:
    if not (found := pattern.match(script, position)):
        raise ValueError(f"this cannot be read: {script[position:position + 40]!r}")
    return found
