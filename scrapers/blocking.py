"""Pages that keep visitors out: recognised by name, so that none is ever stored as a document."""

import re
from collections.abc import Mapping

from lxml import etree, html

_REFUSALS = {401, 403, 429, 503}
# What such services write into the pages with which they refuse or test a visitor.
_MARKS = {
    "Cloudflare challenge": re.compile(rb"/cdn-cgi/challenge-platform/|cf-chl-|cf_chl_opt|<title>Just a moment", re.I),
    "Cloudflare block": re.compile(rb"cf-error-details|Attention Required! \| Cloudflare", re.I),
    "Akamai block": re.compile(rb"errors\.edgesuite\.net|Reference&#32;&#35;", re.I),
    "Imperva challenge": re.compile(rb"_Incapsula_Resource|Incapsula incident", re.I),
    "Sucuri block": re.compile(rb"sucuri website firewall|sucuri_cloudproxy_js", re.I),
    "DDoS-Guard challenge": re.compile(rb"ddos-guard\.net|__ddg", re.I),
    "AWS WAF challenge": re.compile(rb"awsWafCookieDomainList|token\.awswaf\.com", re.I),
    "DataDome challenge": re.compile(rb"captcha-delivery\.com", re.I),
    "Anubis challenge": re.compile(rb"anubis_challenge|/\.within\.website/", re.I),
    "captcha": re.compile(
        rb"g-recaptcha|hcaptcha\.com|h-captcha|cf-turnstile|are you (?:a )?human|no (?:eres|soy|sou) un? rob", re.I
    ),
}
_PASSWORD = re.compile(rb"<input[^>]{1,300}?type=[\"']?password", re.I)
_LOGIN_PATH = re.compile(
    r"/(?:login|signin|sign-in|acl_users|wp-login\.php|iniciar-sesion|entrar|require_login)\b", re.I
)
_FEW_WORDS = 120
_LOOK = 200_000  # bytes; a page that keeps out says so early


def block_name(status: int, headers: Mapping[str, str], url: str, body: bytes, redirected: bool) -> str | None:
    """The name of the block, challenge, captcha or login page that a response is; None for any other page.

    `headers` have names in lower case; `body` is decoded of its content coding. A contact form with a
    captcha, or a page with a login box, that says anything else besides is no such page.
    """
    if status == 429:
        return "too many requests"
    if "html" not in headers.get("content-type", "html"):
        return None
    head = body[:_LOOK]
    if headers.get("cf-mitigated") == "challenge":
        return "Cloudflare challenge"
    name = next((name for name, marks in _MARKS.items() if marks.search(head)), None)
    if name is not None:
        return name if status in _REFUSALS or (status < 400 and _words(head) < _FEW_WORDS) else None
    if _PASSWORD.search(head) and (status in _REFUSALS or (redirected and _LOGIN_PATH.search(url))):
        return "login"
    return None


def _words(page: bytes) -> int:
    """How much a page says, in words; in scripts that write no blanks, eight bytes count as one."""
    try:
        root = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return 0
    etree.strip_elements(root, "script", "style", "noscript", etree.Comment, with_tail=False)
    text = " ".join(str(piece) for piece in root.itertext()).split()
    return max(len(text), len("".join(text).encode()) // 8)
