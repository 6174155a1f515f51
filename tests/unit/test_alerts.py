"""Who is told of what went wrong: by a webhook and by mail, and never with a secret in a log."""

from __future__ import annotations

import email
import email.policy
import socket
import traceback
from pathlib import Path

import pytest

from orchestration.alerts import Alert, AlertError, send
from orchestration.settings import Settings
from tests.fixtures.receivers import HOST, certificate, mail_server, webhook

ALERT = Alert("Stopped: publish_benchmarks", "landing, raw/figures: row 3 is −1\n.\nhttp://here")
PASSWORD = "p@ss/word"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("BENCHMARKS_")]:
        monkeypatch.delenv(name)


def tell(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"BENCHMARKS_{name}", value)
    send(Settings.from_environment(), ALERT)


def test_without_a_setting_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", never)
    assert not Settings.from_environment().has_alerts
    tell(monkeypatch)
    with pytest.raises(AssertionError, match="connection"):
        tell(monkeypatch, ALERT_MAIL="a@example.org")


def test_a_webhook_is_told_in_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with webhook() as hook:
        tell(monkeypatch, ALERT_URL=hook.url)
    assert hook.told == [{"text": f"{ALERT.subject}\n{ALERT.text}"}]


def test_mail_has_its_subject_sender_and_addressees(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as server:
        tell(
            monkeypatch,
            ALERT_MAIL="a@example.org, b@example.org",
            ALERT_FROM="warehouse@example.org",
            SMTP_URL=f"smtp://{HOST}:{server.port}",
        )
    (text,) = server.mail
    message = email.message_from_string(text.replace("\n..", "\n."), policy=email.policy.default)
    assert message["Subject"] == ALERT.subject
    assert message["From"] == "warehouse@example.org"
    assert [line.split("<")[1].split(">")[0] for line in server.addressees] == [
        "a@example.org",
        "b@example.org",
    ]
    assert message.get_content().strip() == ALERT.text
    assert server.logins == []


@pytest.mark.parametrize("from_the_start", [False, True], ids=["starttls", "smtps"])
def test_a_password_is_given_over_an_encrypted_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, from_the_start: bool
) -> None:
    secure, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    scheme = "smtps" if from_the_start else "smtp"
    with mail_server(secure, from_the_start=from_the_start) as server:
        tell(
            monkeypatch,
            ALERT_MAIL="a@example.org",
            SMTP_URL=f"{scheme}://user:p%40ss%2Fword@{HOST}:{server.port}",
        )
    assert server.logins == [f"\0user\0{PASSWORD}"]
    assert len(server.mail) == 1
    assert ("STARTTLS" in server.commands) is not from_the_start


def test_a_password_is_not_given_where_others_could_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        mail_server() as server,
        pytest.raises(AlertError, match=f"{HOST} offers no encryption") as refused,
    ):
        address = f"smtp://user:p%40ss%2Fword@{HOST}:{server.port}"
        tell(monkeypatch, ALERT_MAIL="a@example.org", SMTP_URL=address)
    assert server.mail == [] and "AUTH" not in server.commands
    assert PASSWORD not in str(refused.value)


def test_a_server_that_nobody_vouches_for_gets_no_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secure, _ = certificate(tmp_path)
    with (
        mail_server(secure) as server,
        pytest.raises(AlertError, match=f"no mail was sent through {HOST}"),
    ):
        address = f"smtp://user:p%40ss%2Fword@{HOST}:{server.port}"
        tell(monkeypatch, ALERT_MAIL="a@example.org", SMTP_URL=address)
    assert server.logins == []


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_webhook_that_refuses_is_named_by_its_host_alone(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with webhook(status) as hook, pytest.raises(AlertError, match=f"status {status}") as failed:
        tell(monkeypatch, ALERT_URL=hook.url)
    assert len(hook.told) == 1
    assert HOST in str(failed.value) and "S3CRET" not in str(failed.value)


def test_what_cannot_be_reached_is_named_without_its_secrets_and_the_other_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with webhook() as gone:
        pass
    with mail_server() as server, pytest.raises(AlertError, match="was not told") as failed:
        tell(
            monkeypatch,
            ALERT_URL=gone.url,
            ALERT_MAIL="a@example.org",
            SMTP_URL=f"smtp://{HOST}:{server.port}",
        )
    assert len(server.mail) == 1
    shown = "".join(traceback.format_exception(failed.value))
    assert "S3CRET" not in shown


def test_settings_do_not_show_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKS_ALERT_URL", "https://example.org/T0P-S3CRET")
    monkeypatch.setenv("BENCHMARKS_SMTP_URL", "smtps://user:T0P-S3CRET@example.org")
    assert "S3CRET" not in repr(Settings.from_environment())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALERT_URL", "hooks.example.org/S3CRET"),
        ("ALERT_URL", "file:///etc/S3CRET"),
        ("SMTP_URL", "smtp://user:S3CRET@"),
        ("SMTP_URL", "smtp://user:S3CRET@host:port"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BENCHMARKS_{name}", value)
    with pytest.raises(ValueError, match=f"BENCHMARKS_{name}") as refused:
        Settings.from_environment()
    assert "S3CRET" not in str(refused.value)
