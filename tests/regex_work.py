"""Whether a regular expression can be kept busy: decided from its parts, not by trying.

Python's engine takes back what a repetition took, one character after another, when
what follows fails. That is work in proportion to the text only where

- what is repeated without an end is a single character of some class;
- of two such repetitions the second cannot take what the first gives back: something
  that has to stand in between is of other characters; and
- where a pattern is tried at every place of a text, nothing that can fail follows a
  repetition, unless something that the repetition cannot cross stands before it. Else
  each place begins the same long run anew.
"""

import re
from re import _constants as sre
from re import _parser as parser
from typing import NamedTuple

#: All of one byte, and some of other kinds.
ALPHABET = frozenset([*map(chr, range(256)), *"іжШ’–−　٣\u2028\ufeff"])

#: A repetition of fewer is of constant work.
FEW = 40

CATEGORIES = {
    sre.CATEGORY_DIGIT: str.isdecimal,
    sre.CATEGORY_SPACE: str.isspace,
    sre.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    sre.CATEGORY_NOT_DIGIT: lambda one: not one.isdecimal(),
    sre.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    sre.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}

REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)


class Busy(Exception):
    """The pattern can be kept busy."""


class Run(NamedTuple):
    """A repetition without an end that stands before: the characters that it takes."""

    characters: frozenset[str]
    #: Whether something stands before it that it cannot cross.
    is_guarded: bool
    #: Whether what follows may take what it gives back.
    is_open: bool = True


class Path(NamedTuple):
    """What has been passed on one way through a pattern."""

    runs: frozenset[Run] = frozenset()
    needed: frozenset[frozenset[str]] = frozenset()


def is_linear(pattern, flags, *, anywhere):
    """Return whether work grows no faster than the text, at one place or all."""
    parsed = parser.parse(pattern, flags)
    walk = Walk(parsed.state.flags, anywhere=anywhere)
    try:
        walk.sequence(parsed, {Path()})
    except Busy:
        return False
    return True


class Walk:
    """All ways through a pattern, from its start to its end."""

    def __init__(self, flags, *, anywhere):
        self.ignores_case = bool(flags & re.IGNORECASE)
        self.anywhere = anywhere

    def sequence(self, parts, paths):
        for operator, argument in parts:
            paths = self.part(operator, argument, paths)
        return paths

    def part(self, operator, argument, paths):
        single = self.characters(operator, argument)
        if single is not None:
            return {self.needed(path, single) for path in paths}
        if operator in REPEATS:
            return self.repeat(*argument, paths)
        if operator == sre.SUBPATTERN:
            return self.sequence(argument[-1], paths)
        if operator == sre.BRANCH:
            return {p for one in argument[1] for p in self.sequence(one, paths)}
        if operator in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            for path in paths:
                self.may_fail(path, self.forbidden(operator, argument))
            return paths
        raise Busy

    def characters(self, operator, argument):
        """The characters that a part takes one of; None where it is more than one."""
        if operator == sre.ANY:
            return ALPHABET
        if operator == sre.LITERAL:
            return self.cased({chr(argument)})
        if operator == sre.NOT_LITERAL:
            return ALPHABET - {chr(argument)}
        if operator != sre.IN:
            return None
        found = set()
        for kind, value in argument:
            if kind == sre.LITERAL:
                found.add(chr(value))
            elif kind == sre.RANGE:
                low, high = value
                found |= {one for one in ALPHABET if low <= ord(one) <= high}
            elif kind == sre.CATEGORY:
                found |= {one for one in ALPHABET if CATEGORIES[value](one)}
        found = self.cased(found)
        return ALPHABET - found if argument[0][0] == sre.NEGATE else found

    def cased(self, found):
        if not self.ignores_case:
            return frozenset(found)
        return frozenset({*found, *map(str.lower, found), *map(str.upper, found)})

    def needed(self, path, single):
        """Pass a character that has to be there."""
        self.may_fail(path)
        runs = (
            run._replace(is_open=run.is_open and bool(run.characters & single))
            for run in path.runs
        )
        return Path(frozenset(runs), path.needed | {single})

    def may_fail(self, path, forbidden=frozenset()):
        """Pass what may not be there: then each place of a text begins a run anew.

        After a run has taken all there is, none of its own follows.
        """
        for run in path.runs:
            never_fails = forbidden and forbidden <= run.characters
            if self.anywhere and not run.is_guarded and not never_fails:
                raise Busy

    def forbidden(self, operator, argument):
        """The characters of which none may follow, where only that is asked."""
        if operator != sre.ASSERT_NOT or argument[0] != 1 or len(argument[1]) != 1:
            return frozenset()
        return self.characters(*argument[1][0]) or frozenset()

    def repeat(self, least, most, body, paths):
        if most == sre.MAXREPEAT or most > FEW:
            return {self.run(path, least, body) for path in paths}
        taken = self.sequence(body, paths)
        if most > 1:
            taken |= self.sequence(body, taken)
        return taken if least else taken | paths

    def run(self, path, least, body):
        """Pass a repetition without an end."""
        single = self.characters(*body[0]) if len(body) == 1 else None
        if single is None:
            raise Busy
        if any(run.is_open and run.characters & single for run in path.runs):
            raise Busy
        guarded = any(not one & single for one in path.needed)
        if least:
            path = self.needed(path, single)
        return path._replace(runs=path.runs | {Run(single, guarded)})
