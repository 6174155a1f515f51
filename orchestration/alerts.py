"""What is told to people who do not watch: by a webhook, by mail, or by neither.

The address of a webhook is often its only key, and that of a mail server may hold a password:
neither is in a message, a log or an error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from orchestration.settings import Settings

SECONDS = 30


@dataclass(frozen=True)
class Alert:
    """A subject of one line, and what there is to say."""

    subject: str
    text: str


class AlertError(Exception):
    """An alert did not reach everybody; says whom, and nothing that is secret."""


def send(settings: Settings, alert: Alert) -> None:
    """Tell everybody who is to be told, each of them whether or not the others could be.

    Raises:
        AlertError: Somebody could not be told.
    """
    ways: list[Callable[[Settings, Alert], None]] = []
    ways += [_call] if settings.alert_url else []
    ways += [_mail] if settings.alert_mail else []
    problems = []
    for way in ways:
        try:
            way(settings, alert)
        except AlertError as error:
            problems.append(str(error))
    if problems:
        raise AlertError("; ".join(problems))


def _call(settings: Settings, alert: Alert) -> None:
    """Post `{"text": ...}`, which Slack, Teams, Mattermost and Google Chat understand."""
    # Imported when there is something to say: every start would pay for it.
    import requests

    url = settings.alert_url or ""
    try:
        answer = requests.post(
            url,
            json={"text": f"{alert.subject}\n{alert.text}"},
            timeout=SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        reason = type(error).__name__
    else:
        reason = "" if answer.ok and not answer.is_redirect else f"status {answer.status_code}"
    if reason:
        # Not the error itself, which has the address in it.
        raise AlertError(f"the webhook at {urlsplit(url).hostname} was not told: {reason}")


def _mail(settings: Settings, alert: Alert) -> None:
    import smtplib
    import ssl
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = alert.subject
    message["From"] = settings.alert_from or settings.alert_mail[0]
    message["To"] = ", ".join(settings.alert_mail)
    # Letters beyond ASCII in a form that every server takes.
    message.set_content(alert.text, cte="quoted-printable")
    address, secure = urlsplit(settings.smtp_url), ssl.create_default_context()
    host, is_secret = address.hostname or "", address.scheme == "smtps"
    try:
        server = (
            smtplib.SMTP_SSL(host, address.port or 465, timeout=SECONDS, context=secure)
            if is_secret
            else smtplib.SMTP(host, address.port or 25, timeout=SECONDS)
        )
        with server:
            server.ehlo()
            if not is_secret and server.has_extn("starttls"):
                server.starttls(context=secure)
                is_secret = True
            if address.username:
                if not is_secret:
                    raise AlertError(
                        f"no mail was sent: {host} offers no encryption for the password"
                    )
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise AlertError(f"no mail was sent through {host}: {type(error).__name__}") from None
