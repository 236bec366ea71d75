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

CURE = "Run pytest with --install-browser to install what this test needs."

#: Chromium, and what Playwright's driver is linked to, which a bare Debian lacks.
DEBIAN_PACKAGES = ("chromium", "libatomic1")

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


def pytest_configure(config):
    """Install Chromium before any worker starts: two at once would refuse each other.

    A worker's ``config`` has ``workerinput``, whoever starts the workers has none.
    """
    if not config.getoption("--install-browser") or hasattr(config, "workerinput"):
        return
    if find_chromium() and driver_runs():
        return
    capture = config.pluginmanager.getplugin("capturemanager")
    try:
        with capture.global_and_fixture_disabled():
            install_chromium()
    except (OSError, subprocess.CalledProcessError) as error:
        raise pytest.UsageError(
            f"Chromium could not be installed ({error}). Install it yourself, or run "
            "pytest without --install-browser and --ignore=tests/browser."
        ) from None


@pytest.fixture(scope="session")
def chromium_path(request):
    """The path of a Chromium."""
    if not driver_runs():
        pytest.fail(f"Playwright's driver does not start here. {CURE}", pytrace=False)
    own = request.getfixturevalue("playwright").chromium.executable_path
    found = find_chromium() or shutil.which(own)
    if not found:
        pytest.fail(f"There is no Chromium. {CURE}", pytrace=False)
    return found


def find_chromium():
    """The path of the first Chromium of the system's own, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def driver_runs():
    """Whether Playwright's own driver starts, which needs a library of the system."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def install_chromium():
    """Install Chromium; Playwright does nothing where it has its own already."""
    if is_root_on_debian():
        # Another program that installs is waited for, and nothing is asked.
        get = ["apt-get", "-o", "DPkg::Lock::Timeout=600"]
        commands = [[*get, "update"], [*get, "install", "-y", *DEBIAN_PACKAGES]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=True, env=env)


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
