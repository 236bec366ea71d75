"""What the system says of a store's file, without opening it."""

from pathlib import Path

#: Device, number, time of change in ns and size in bytes.
FileState = tuple[int, int, int, int]


def is_there(path: Path) -> bool:
    """Return whether there is a store, or something in its place."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # It may not even be looked for. Opening it says so in words.
        return True
    return True


def state_of(path: Path) -> FileState:
    """Return what changes whenever a file does; zeros where there is none."""
    try:
        about = path.stat()
    except OSError:
        return 0, 0, 0, 0
    return about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size
