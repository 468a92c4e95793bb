"""What is said when an article has come in: new, known, or with another text than before."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.services.intake import BroughtIn


def tell_arrival(request: HttpRequest, brought: BroughtIn) -> None:
    """Say what became of the article that was brought in."""
    article, attached = brought.article, brought.attached
    if brought.new:
        messages.success(request, "The article is stored.")
        _tell_of_outlet(request, brought)
        return
    if not attached.new:
        messages.info(request, "This article is known already, with this very text: here it is.")
        return
    kept = "Its title, outlet and day stay as they were."
    if attached.text.version == 1:
        messages.success(request, f"This article was known without a text: yours is it now. {kept}")
    else:
        what = (
            f"known already, with another text: yours is stored as version {attached.text.version}"
        )
        messages.warning(request, f"“{article.title}” is {what}. {kept}")
    found, total = len(attached.anchored), len(attached.anchored)
    total += len(attached.not_found) + len(attached.ambiguous)
    if total:
        messages.info(
            request, f"{found} of {total} quotes that waited for a text found their place."
        )


def _tell_of_outlet(request: HttpRequest, brought: BroughtIn) -> None:
    """A new outlet's days are UTC's until somebody says where it is."""
    outlet = brought.article.outlet
    if outlet.created_at != brought.article.created_at:
        return
    address = reverse("admin:claims_outlet_change", args=[outlet.pk])
    link = format_html('<a href="{}">set its time zone</a>', address)
    messages.info(
        request, format_html("{} is a new outlet: {}, its deadlines count in UTC.", outlet, link)
    )
