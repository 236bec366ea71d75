"""The tree of our errors: every message says what was expected, what came, the cure.

FrontlodeError
├── InputError      a file or value from a user that cannot be accepted
│   ├── FormatError     bytes that are not the format they should be
│   ├── SchemaError     a well-formed file whose content is not valid
│   └── AlreadyThereError   a front that is in the ledger already
├── UnknownNameError    a scenario, preset, snapshot or column that does not exist
├── StoreError      the ledger's store cannot be read or written
│   ├── DamageError     it can be read, but is not what was written
│   └── ReadOnlyError   it may not be changed here
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


class AlreadyThereError(InputError):
    """The ledger holds this front already, as ``snapshot_id``."""

    def __init__(self, message: str, *, snapshot_id: str) -> None:
        super().__init__(message)
        self.snapshot_id = snapshot_id


class UnknownNameError(FrontlodeError):
    """No scenario, preset, snapshot or column has this name."""


class StoreError(FrontlodeError):
    """The ledger's store cannot be read or written."""


class DamageError(StoreError):
    """The store can be read, but is not what was written."""


class ReadOnlyError(StoreError):
    """The store may not be changed here, or not by whoever asks."""


class DataError(FrontlodeError):
    """A data file that Frontlode ships breaks its own schema."""
