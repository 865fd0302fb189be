import time

import pytest

from scrapers.blocking import block_name

HTML = {"content-type": "text/html"}
STORY = b"<p>" + b"El ayuntamiento firma un acuerdo de hermanamiento con Matsue. " * 30 + b"</p>"


@pytest.mark.parametrize(
    ("status", "url", "body", "redirected", "name"),
    [
        (403, "http://a/", b"<script src=/cdn-cgi/challenge-platform/x>", False, "Cloudflare challenge"),
        (503, "http://a/", b"<script src='/_Incapsula_Resource?x'></script>", False, "Imperva challenge"),
        (200, "http://a/", b"<script src='/_Incapsula_Resource?x'></script>", False, "Imperva challenge"),
        (200, "http://a/", b"<p>No eres un robot</p><div class='g-recaptcha'></div>", False, "captcha"),
        (401, "http://a/", b"<form><input name=p type='password'></form>", False, "login"),
        (200, "http://a/login?next=/x", b"<form><input type=password></form>", True, "login"),
        (429, "http://a/", b"", False, "too many requests"),
        (403, "http://a/", b"<h1>Forbidden</h1>", False, None),
        (503, "http://a/", b"<h1>En mantenimiento</h1>", False, None),
        (404, "http://a/", b"<h1>No existe</h1><div class=g-recaptcha></div>", False, None),
        (200, "http://a/", b"<h1>Intranet</h1><input type=password>", False, None),
        (200, "http://a/", STORY + b"<div class='g-recaptcha'></div><input type=password>", False, None),
        (200, "http://a/", STORY + b"<script src=/cdn-cgi/challenge-platform/x></script>", False, None),
    ],
)  # fmt: skip
def test_pages_that_keep_out_have_a_name_and_no_other_has(
    status: int, url: str, body: bytes, redirected: bool, name: str | None
) -> None:
    assert block_name(status, HTML, url, body, redirected) == name


def test_a_story_in_a_script_without_blanks_is_a_story() -> None:
    story = "松江市はコリマ市と姉妹都市提携の協定に調印した。".encode() * 30
    assert block_name(200, HTML, "http://a/", story + b"<div class=g-recaptcha></div>", redirected=False) is None


def test_only_pages_are_looked_at_for_words() -> None:
    pdf = {"content-type": "application/pdf"}
    assert block_name(200, pdf, "http://a/", b"%PDF captcha-delivery.com", redirected=False) is None


@pytest.mark.parametrize("piece", [b"<script ", b"<", b"<input ", b"<!--", b"<a><p>"])
def test_a_page_made_to_keep_us_busy_does_not(piece: bytes) -> None:
    hostile = b"captcha-delivery.com " + piece * (200_000 // len(piece))
    started = time.process_time()
    block_name(200, HTML, "http://a/", hostile, redirected=False)
    assert time.process_time() - started < 2
