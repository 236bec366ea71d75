"""The command line's `app`: the web app, and to whom it is served."""

import os
import runpy
import signal
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from geo.errors import InputError
from geo.paths import APP
from geo.text.i18n import _

_HOST, _PORT = "127.0.0.1", 8501

#: Addresses that stand for all of a machine's.
_EVERY = ("0.0.0.0", "::")


@click.command(
    "app",
    help=_("""The web app; on this machine only, unless you say otherwise.

    Served to others it is read-only until it is said who its editors are:
    FRONTLODE_EDITORS holds a line for each, a name and a secret of 16 characters or
    more; --editors names a file of such lines; or a proxy names them in a header. Each
    option can be set in the environment too, by the name that stands beside it.

    \b
    Examples:
      frontlode app
      frontlode app --port 8600
      frontlode app --allowed-host minerals.example.org --read-only
      frontlode app --host 0.0.0.0 --allowed-host minerals.example.org --editors FILE
    """),
)
@click.option(
    "--host",
    default=_HOST,
    show_default=True,
    metavar="ADDRESS",
    envvar="FRONTLODE_HOST",
    show_envvar=True,
    help=_("Where to listen; 0.0.0.0 for all addresses of this machine."),
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_PORT,
    show_default=True,
    envvar="FRONTLODE_PORT",
    show_envvar=True,
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    envvar="FRONTLODE_ALLOWED_HOSTS",
    show_envvar=True,
    help=_("A name by which browsers may reach it, beside localhost; repeatable."),
)
@click.option(
    "--frame-ancestor",
    "frame_ancestors",
    multiple=True,
    metavar="ORIGIN",
    envvar="FRONTLODE_FRAME_ANCESTORS",
    show_envvar=True,
    help=_("A site that may show it in a frame, https://example.org; repeatable."),
)
@click.option(
    "--read-only",
    is_flag=True,
    envvar="FRONTLODE_READ_ONLY",
    show_envvar=True,
    help=_("No front can be accepted, undone or restored."),
)
@click.option(
    "--editors",
    "editors_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="FRONTLODE_EDITORS_FILE",
    show_envvar=True,
    help=_("A line for each editor: a name, a space, a secret."),
)
@click.option(
    "--editor-header",
    metavar="NAME",
    envvar="FRONTLODE_EDITOR_HEADER",
    show_envvar=True,
    help=_("A header in which a proxy names the editor, believed from --proxy alone."),
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    envvar="FRONTLODE_PROXIES",
    show_envvar=True,
    help=_("The address of that proxy, or its network; repeatable."),
)
@click.option(
    "--metrics",
    is_flag=True,
    envvar="FRONTLODE_METRICS",
    show_envvar=True,
    help=_("Let Streamlit’s own measurements be read at /_stcore/metrics."),
)
def app_command(
    host: str,
    port: int,
    *,
    allowed_hosts: Iterable[str],
    frame_ancestors: Iterable[str],
    read_only: bool,
    editors_file: Path | None,
    editor_header: str | None,
    proxies: Iterable[str],
    metrics: bool,
) -> None:
    """Serve the web app until it is stopped."""
    from geo.ingest.limits import MAX_BYTES, MB

    _require_free(host, port)
    settings = {
        "FRONTLODE_ALLOWED_HOSTS": " ".join(allowed_hosts),
        "FRONTLODE_FRAME_ANCESTORS": " ".join(frame_ancestors),
        "FRONTLODE_READ_ONLY": "1" if read_only else "",
        "FRONTLODE_EDITORS_FILE": str(editors_file.absolute()) if editors_file else "",
        "FRONTLODE_EDITOR_HEADER": editor_header or "",
        "FRONTLODE_PROXIES": " ".join(proxies),
        "FRONTLODE_METRICS": "1" if metrics else "",
        # Who sent a request is its sender, whatever the request says of itself.
        "FORWARDED_ALLOW_IPS": "",
    }
    os.environ.update(settings)
    click.echo(
        _("Frontlode is at {url} (stop it with Ctrl+C).").format(url=_url(host, port))
    )
    # A newcomer at a terminal gets a page opened; a service does not.
    headless = "false" if sys.stdout.isatty() else "true"
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": headless,
        "server.maxUploadSize": MAX_BYTES // MB,
        "server.showEmailPrompt": "false",
        "browser.gatherUsageStats": "false",
        "logger.hideWelcomeMessage": "true",
    }
    for ending in (signal.SIGINT, signal.SIGTERM):
        # The server ends in order, then raises the signal again.
        signal.signal(ending, lambda *_signal: sys.exit())
    flags = [f"--{name}={value}" for name, value in options.items()]
    sys.argv = ["streamlit", "run", str(APP), *flags]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)


def _url(host: str, port: int) -> str:
    """Return where a browser on this machine finds it."""
    name = "localhost" if host in _EVERY else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                _(
                    "Cannot use port {port} of {host}: {why}. Choose another with "
                    "--port, or --host."
                ).format(host=host, port=port, why=error.strerror)
            ) from error
