"""Idempotent submissions: a form or a scan takes effect once, however often it is sent."""

import json
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from core import request_id
from core.models import Submission
from core.workflow.lifecycle import Refused

CSRF = "csrfmiddlewaretoken"  # differs for each submission


def was_done(form, by, content):
    """Whether this form has already been submitted, so that it is not validated again.

    A form may no longer be valid because of what its first submission created.
    """
    earlier = Submission.objects.filter(by=by, key=form.key, content=content).first()
    form.result = earlier.result if earlier else None
    return earlier is not None


def fingerprint(operation, rows, data, files):
    """Keyed hash of the operation, its URL and the submitted data: equal for a form sent again.

    The URL names the object if `rows` do not, as for a new row of some parent.
    """
    values = getattr(data, "getlist", data.get)
    sent = [[name, values(name)] for name in sorted(data) if name != CSRF]
    uploads = [[name, upload.name, upload.size] for name, upload in sorted(files.items())]
    of = [[row._meta.label, row.pk] for row in rows if isinstance(row, Model)]
    act = [operation.__module__, operation.__qualname__, request_id.address.get()]
    payload = json.dumps([*act, of, sent, uploads], default=str)
    return salted_hmac("core.submission", payload, algorithm="sha256").hexdigest()


def scan_once(request, operation, *args, **keywords):
    """Run `operation` once for the scan in `request`, however often its id is sent.

    Return the result of the operation; for a known id, the row that it returned then, or None. A
    scan without an id (a page without script) runs each time.
    """
    try:
        key = UUID(request.POST.get("scan", ""))
    except ValueError:
        key = None
    return once(
        key,
        request.user,
        lambda: operation(*args, by=request.user, **keywords),
        content=fingerprint(operation, args, request.POST, request.FILES),
    )


def once(key, by, act, *, content):
    """Run `act()` and store its result under `key`; for a known key, return the stored result.

    Raise `Refused` if the key was used for something else.
    """
    if key is None:
        return act()
    with transaction.atomic():
        submission, is_new = Submission.objects.get_or_create(
            by=by, key=key, defaults={"content": content}
        )
        if not is_new and submission.content != content:
            raise Refused(_("Something else has already been sent from this page: open it again."))
        if not is_new:
            return submission.result
        result = act()
        if getattr(result, "pk", None):
            submission.result_type = ContentType.objects.get_for_model(result)
            submission.result_id = result.pk
            submission.save(update_fields=["result_type", "result_id"])
        return result
