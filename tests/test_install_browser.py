"""The README's test command where there is no Chromium: it is installed once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import conftest

CONFTEST = Path(__file__).with_name("conftest.py")

#: In place of the driver's start, and of the installer: it notes which process called
#: it, and puts a file where Chromium is looked for.
STUB = """

def driver_runs():
    return Path("called").exists() or not os.environ.get("NO_DRIVER")


def install_chromium():
    with Path("called").open("a") as file:
        file.write(os.environ.get("PYTEST_XDIST_WORKER", "controller") + "\\n")
    if os.environ.get("REFUSED"):
        raise subprocess.CalledProcessError(100, ["apt-get", "install"])
    Path("bin", "chromium").touch(0o755)
"""

TESTS = """
import pytest

@pytest.mark.parametrize("number", range(2))
def test_browser(chromium_path, number):
    assert chromium_path.endswith("chromium")
"""


@pytest.fixture
def run_pytest(tmp_path):
    """Run two tests that need Chromium, where there is none."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text() + STUB)
    (tmp_path / "test_it.py").write_text(TESTS)

    def run(*options, **environment):
        command = [sys.executable, "-m", "pytest", *options]
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={
                **inherited,
                "PATH": str(tmp_path / "bin"),
                "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none"),
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def test_two_workers_install_chromium_once_before_they_start(run_pytest, tmp_path):
    done = run_pytest("--install-browser", "-n2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "called").read_text() == "controller\n"


def test_driver_that_does_not_start_is_installed_for_too(run_pytest, tmp_path):
    (tmp_path / "bin" / "chromium").touch(0o755)
    done = run_pytest("--install-browser", NO_DRIVER="yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "called").read_text() == "controller\n"


def test_debian_installs_chromium_and_what_the_driver_needs(monkeypatch):
    commands = []
    monkeypatch.setattr(conftest, "is_root_on_debian", lambda: True)
    monkeypatch.setattr(subprocess, "run", lambda c, **_: commands.append(c))
    conftest.install_chromium()
    assert [command[3] for command in commands] == ["update", "install"]
    assert commands[1][-2:] == ["chromium", "libatomic1"]


def test_chromium_that_is_there_is_not_installed_again(run_pytest, tmp_path):
    (tmp_path / "bin" / "chromium").touch(0o755)
    assert run_pytest("--install-browser").returncode == 0
    assert not (tmp_path / "called").exists()


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({}, "There is no Chromium. Run pytest with --install-browser"),
        ({"NO_DRIVER": "yes"}, "driver does not start here. Run pytest with"),
    ],
)
def test_no_browser_and_no_option_fails_in_a_sentence(
    run_pytest, tmp_path, lacking, sentence
):
    done = run_pytest(**lacking)
    assert done.returncode == 1
    assert sentence in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "called").exists()


def test_installer_that_is_refused_ends_in_a_sentence(run_pytest, tmp_path):
    done = run_pytest("--install-browser", REFUSED="yes")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Chromium could not be installed" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert (tmp_path / "called").read_text() == "controller\n"
