"""What all tests share: Chromium, and the real fronts that lie beside the checkout."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHARED_FRONTS = Path(__file__).parents[2] / "shared" / "fronts"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

#: Quiet, sandbox-free for containers, and deaf to every host but this one.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_addoption(parser):
    parser.addoption(
        "--install-browser",
        action="store_true",
        help="install Chromium if there is none (Debian's as root, else Playwright's)",
    )


@pytest.fixture(scope="session")
def chromium_path(request, playwright):
    """The path of a Chromium, installed first if --install-browser allows it."""
    own = playwright.chromium.executable_path
    if not find_chromium(own) and request.config.getoption("--install-browser"):
        install_chromium()
    found = find_chromium(own)
    if not found:
        pytest.fail(
            "This test needs Chromium, and there is none. Run pytest with "
            "--install-browser to install it.",
            pytrace=False,
        )
    return found


def find_chromium(playwrights_own):
    """The path of the first Chromium there is, or None."""
    candidates = (*CHROMIUM_NAMES, playwrights_own)
    return next(filter(None, map(shutil.which, candidates)), None)


def install_chromium():
    if is_root_on_debian():
        commands = [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        subprocess.run(command, check=True)


def is_root_on_debian():
    return (
        shutil.which("apt-get") is not None
        and os.geteuid() == 0
        and platform.freedesktop_os_release()["ID"] == "debian"
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, chromium_path):
    """How pytest-playwright starts its browser; never with a download of its own."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium_path,
        "args": CHROMIUM_ARGS,
    }


@pytest.fixture(scope="session")
def shared_fronts():
    """The folder of published fronts, which is no part of the repository."""
    if not SHARED_FRONTS.is_dir():
        pytest.skip("no ../shared/fronts beside the checkout")
    return SHARED_FRONTS
