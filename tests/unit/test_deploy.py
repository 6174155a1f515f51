"""What deploy/ starts is the program as it is: its commands, its codes, its folders, its user."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration import cli
from orchestration.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [path for path in UNITS if path.suffix == ".service" and "failed" not in path.name]


def _understood(arguments: list[str]) -> str:
    """The command, where the program takes these arguments."""
    return str(cli._parser().parse_args(arguments).command)


# The image.


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [
        (word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in lines)
    ]


def _last(instructions: list[tuple[str, str]], word: str) -> str:
    return [rest for found, rest in instructions if found == word][-1]


def test_the_image_runs_the_program_as_a_user_without_rights(
    instructions: list[tuple[str, str]],
) -> None:
    user = _last(instructions, "USER")
    assert user not in ("0", "root")
    assert f"--uid {user}" in _last(instructions, "RUN")
    assert yaml.safe_load(_last(instructions, "ENTRYPOINT")) == ["benchmarks"]
    assert _understood(yaml.safe_load(_last(instructions, "CMD"))) == "ui"
    words = [word for word, _ in instructions]
    assert words.index("ENTRYPOINT") > words.index("USER")
    assert "ADD" not in words


def test_the_image_is_set_up_from_the_lock_file_on_one_python(
    instructions: list[tuple[str, str]],
) -> None:
    assert ("RUN", "make setup") in instructions
    bases = [re.split("[:=]", rest) for word, rest in instructions if word == "ARG"]
    assert len(bases) == 2
    assert {base[-1].replace("-slim", "") for base in bases} == {"3.11-bookworm"}


def test_what_the_image_writes_is_in_its_volume(instructions: list[tuple[str, str]]) -> None:
    environment = dict(pair.split("=", 1) for pair in _last(instructions, "ENV").split())
    volume = _last(instructions, "VOLUME")
    assert environment["BENCHMARKS_DATA"] == volume
    assert environment["DAGSTER_HOME"] == f"{volume}/dagster"


def test_the_image_has_what_a_run_reads_and_not_what_runs_wrote(tmp_path: Path) -> None:
    kept = (PROJECT_ROOT / ".dockerignore").read_text("utf-8").splitlines()
    ignored = [line for line in kept if line and not line.startswith("#")]
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    lost = {
        name.split("/")[0] for name in tracked if any(name.startswith(f"{i}/") for i in ignored)
    }
    assert lost == {"tests"}
    for folder in ("landing", "build", "publications", "published", "dagster"):
        assert f"data/{folder}" in ignored


class _Pages(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/server_info" else 404)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.mark.parametrize(("status", "code"), [(200, 0), (500, 1), (None, 1)])
def test_the_health_check_knows_whether_the_pages_answer(
    tmp_path: Path, status: int | None, code: int
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = tmp_path / "is_up.py"
    text = (DEPLOY / "is_up.py").read_text("utf-8")
    assert "127.0.0.1:3000/" in text
    script.write_text(text.replace(":3000/", f":{port}/"), "utf-8")
    if status:
        pages = type("Pages", (_Pages,), {"status": status})
        server = HTTPServer(("127.0.0.1", port), pages)
        threading.Thread(target=server.handle_request, daemon=True).start()
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    if status:
        server.server_close()


def test_the_health_check_of_the_image_is_there(instructions: list[tuple[str, str]]) -> None:
    _, check = _last(instructions, "HEALTHCHECK").split(" CMD ")
    program, script = yaml.safe_load(check)
    assert program == "python"
    assert (PROJECT_ROOT / script).is_file()


# The compose file.


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    return found


def test_the_services_are_the_pages_and_the_daemon(compose: dict[str, Any]) -> None:
    commands = {name: _understood(s["command"]) for name, s in compose["services"].items()}
    assert commands == {"ui": "ui", "daemon": "daemon"}
    assert "--no-daemon" in compose["services"]["ui"]["command"]
    assert compose["services"]["ui"]["ports"] == ["127.0.0.1:3000:3000"]
    assert "ports" not in compose["services"]["daemon"]
    test = compose["services"]["daemon"]["healthcheck"]["test"]
    assert test == ["CMD", "dagster-daemon", "liveness-check"]


def test_the_services_share_the_volume_and_may_write_nowhere_else(
    compose: dict[str, Any], instructions: list[tuple[str, str]]
) -> None:
    for service in compose["services"].values():
        (volume,) = service["volumes"]
        assert volume.split(":") == ["data", _last(instructions, "VOLUME")]
        assert "data" in compose["volumes"]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        build = service["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).resolve().is_file()


def test_the_image_is_tried_as_the_services_run_it(compose: dict[str, Any]) -> None:
    """The script that tries it, for who has podman, says in podman's words what compose says."""
    script = (DEPLOY / "try_image.sh").read_text("utf-8")
    subprocess.run(["sh", "-n", DEPLOY / "try_image.sh"], check=True)
    (run,) = re.findall(r'^run="podman run (.*?)"$', script.replace("\\\n", " "), re.MULTILINE)
    given = shlex.split(run)
    options = dict(zip(given, [*given[1:], ""], strict=True))
    for service in compose["services"].values():
        assert [options["--tmpfs"]] == service["tmpfs"]
        assert [options["--cap-drop"]] == service["cap_drop"]
        assert [options["--security-opt"]] == service["security_opt"]
        assert ("--read-only" in given, "--init" in given) == (
            service["read_only"],
            service["init"],
        )
        assert options["--volume"].split(":")[1] == service["volumes"][0].split(":")[1]
    # A run on the snapshot needs no network once the image is there.
    assert options["--network"] == "none"
    commands = re.findall(r"^\$run --rm benchmarks (.*)$", script, re.MULTILINE)
    assert [_understood(command.split()) for command in commands] == ["run", "status"]


# The units of systemd.


def _unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text("utf-8"))
    return unit


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_runs_the_program_as_a_user_without_rights_and_tells_of_failure(
    path: Path,
) -> None:
    unit = _unit(path)
    service = unit["Service"]
    assert service["User"] not in ("", "root")
    assert service["NoNewPrivileges"] == "yes"
    program, *arguments = shlex.split(service["ExecStart"])
    assert program == f"{service['WorkingDirectory']}/.venv/bin/benchmarks"
    assert _understood(arguments) == {"benchmarks.service": "run"}.get(path.name, "ui")
    template, instance = unit["Unit"]["OnFailure"].split("@")
    assert instance == "%n.service"
    assert (DEPLOY / f"{template}@.service").is_file()
    # With the whole system read-only, the data must be where the unit may write.
    assert service["ProtectSystem"] == "strict"
    assert service["Environment"] == f"BENCHMARKS_DATA=/var/lib/{service['StateDirectory']}"


def test_a_publication_that_lacks_something_is_no_failure() -> None:
    unit = _unit(DEPLOY / "benchmarks.service")
    assert int(unit["Service"]["SuccessExitStatus"]) == cli.LACKING


def test_the_timer_starts_a_service_that_is_there() -> None:
    timer = DEPLOY / "benchmarks.timer"
    assert timer.with_suffix(".service").is_file()
    assert _unit(timer)["Timer"]["Persistent"] == "true"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The units with a program that is there."""
    folder = tmp_path_factory.mktemp("units")
    for path in UNITS:
        program = re.sub(
            r"/srv/benchmarks/\.venv/bin/benchmarks", "/bin/true", path.read_text("utf-8")
        )
        (folder / path.name).write_text(program, "utf-8")
    yield sorted(folder.iterdir())


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_every_line(installed: list[Path]) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *installed], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
