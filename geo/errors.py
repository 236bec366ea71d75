"""The tree of our errors: every message says what was expected, what came, the cure.

FrontlodeError
├── InputError      a file or value from a user that cannot be accepted
│   ├── FormatError     bytes that are not the format they should be
│   └── SchemaError     a well-formed file whose content is not valid
├── UnknownNameError    a scenario, preset, snapshot or column that does not exist
└── DataError       a shipped data file that breaks its own schema
"""


class FrontlodeError(Exception):
    """Base of every error that Frontlode raises on purpose."""


class InputError(FrontlodeError):
    """A user's file or value cannot be accepted."""


class FormatError(InputError):
    """The bytes are not what their format says."""


class SchemaError(InputError):
    """The file is well formed, but its content is not valid here."""


class UnknownNameError(FrontlodeError):
    """No scenario, preset, snapshot or column has this name."""


class DataError(FrontlodeError):
    """A data file that Frontlode ships breaks its own schema."""
