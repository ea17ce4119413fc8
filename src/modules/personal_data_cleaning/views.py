from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from core.forms.actions import run_action
from core.http.access import allowed
from modules.personal_data_cleaning.operations import keep_text
from modules.personal_data_cleaning.suspicions import Suspicion, by_key, search

may_review = allowed(keep_text.permission)


@may_review
@require_GET
def suspicion_list(request):
    """Texts of devices and lists that look like personal data, a part at a time."""
    suspicions, more = search(request.GET.get("after", ""))
    context = {"suspicions": suspicions, "more": more, "is_first": "after" not in request.GET}
    return render(request, "personal_data_cleaning/suspicion_list.html", context)


@may_review.by_post
def suspicion_decide(request):
    """Blank or keep the ticked texts, each by its own operation."""
    texts = [suspicion for key in request.POST.getlist("text") if (suspicion := by_key(key))]
    act, done = (Suspicion.keep, kept) if "keep" in request.POST else (Suspicion.erase, erased)
    count = sum(run_action(request, lambda one, *, by: act(one, by=by), text) for text in texts)
    if count:
        messages.success(request, done(count))
    elif not texts:
        messages.error(request, _("Tick the texts to erase or to keep."))
    return redirect("suspicion_list")


def erased(count):
    return ngettext("%(count)s text erased.", "%(count)s texts erased.", count) % {"count": count}


def kept(count):
    return ngettext(
        "%(count)s text kept: it is not shown here again unless it changes.",
        "%(count)s texts kept: they are not shown here again unless they change.",
        count,
    ) % {"count": count}
