"""Pages for agreement texts, their languages, and usual loan terms."""

from difflib import ndiff

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.models import Category
from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.modules.registry import is_offered, is_on
from core.pdf.render import pdf_response
from loans.agreements import papers
from loans.agreements.forms import AgreementTextForm, DurationsForm, LanguageForm
from loans.agreements.operations import texts as text_operations
from loans.base import papers as base_papers
from loans.base import text_values
from loans.base.clauses import (
    BLANKS,
    blanks_in_use,
    conditions_in_use,
    named,
    terms_of,
    unknown_blanks,
)
from loans.base.lifecycle.agreements import TextFor, TextKind
from loans.models import AgreementText
from people.models import Language, Site

may_write = allowed("loans.change_agreementtext")


@may_write
def agreementtext_list(request):
    """Every current text, and the kinds without a text yet."""
    texts = AgreementText.objects.filter(is_current=True, kind__in=_kinds())
    texts = texts.select_related("by", "category")
    texts = list(texts.defer("body"))
    context = {"texts": texts, "missing": _missing(texts), "languages": Language.objects.all()}
    return render(request, "loans/agreements/agreementtext_list.html", context)


def _kinds():
    """The kinds of text of enabled modules."""
    is_used = {TextKind.SALE: is_offered("sale"), TextKind.CONVENTION: is_on("conventions")}
    return [kind for kind in TextKind if is_used.get(kind, True)]


def _missing(texts):
    """The unsaved texts still to write: each kind in each language, categories only in French."""
    written = {(text.kind, text.about, text.language) for text in texts}
    kinds = [kind for kind in _kinds() if kind != TextKind.CATEGORY]
    wanted = [
        AgreementText(kind=kind, audience=who, language=language)
        for kind in kinds
        for who in (TextFor.FAMILY, TextFor.STAFF, TextFor.STRUCTURE)
        for language in _languages()
        if not (kind in {TextKind.THREE_PARTY, TextKind.CONVENTION} and who == TextFor.FAMILY)
        and not (kind == TextKind.CONVENTION and language not in dict(settings.LANGUAGES))
        and not (kind == TextKind.SALE and who != TextFor.FAMILY)
        and not (kind == TextKind.CONVENTION and who == TextFor.STRUCTURE)
    ]
    wanted += [
        AgreementText(
            kind=TextKind.CATEGORY, audience=TextFor.ANYBODY, category=category, language=language
        )
        for category in Category.objects.all()
        for language in _languages()
    ]
    return [text for text in wanted if (text.kind, text.about, text.language) not in written]


def _languages():
    active = Language.objects.filter(is_active=True).values_list("code", flat=True)
    return [*dict(settings.LANGUAGES), *active]


@may_write
def agreementtext_edit(request, kind, audience, language):
    """Write the next version of a text, or its first; `audience` may be the code of a category."""
    base = _text_or_404(kind, audience, language)
    other = Language.objects.filter(code=language).first()
    direction = other.direction if other else "ltr"
    versions = AgreementText.objects.like(base).select_related("by").order_by("-version")
    wanted = versions.filter(version=_number(request.GET.get("version")), is_current=False)
    former = wanted.first()
    now = {"body": (former or base).body, "version": base.version if base.pk else None}
    form = AgreementTextForm(request.POST or None, initial=now, base=base, direction=direction)
    if request.POST.get("preview") == "paper" and form.is_valid():
        return pdf_response(papers.render_specimen(_as_typed(form)), "example")
    if "preview" not in request.POST and attempt(form, text_operations.write_text, by=request.user):
        return redirect_saying(request, _("The new version is in use."), "agreementtext_list")
    conditions = conditions_in_use(now["body"])
    context = {
        "text": base,
        "form": form,
        "versions": versions.defer("body"),
        "former": former,
        "changes": former and _changes(base.body, former.body),
        "direction": direction,
        "blanks": blanks_in_use(),
        "words": {
            "blanks": {name: str(label) for name, label in BLANKS.items()},
            "conditions": {name: str(label) for name, label in conditions.items()},
        },
        "conditions": conditions,
        "has_annex": kind not in {TextKind.CATEGORY, TextKind.CONVENTION},
    }
    # as in a loan of a device with its charger, unless other conditions are ticked
    context["met"] = request.POST.getlist("met") if "preview" in request.POST else ["charger"]
    typed = AgreementText(kind=kind, body=form["body"].value() or "")
    with translation.override(language if other is None else base_papers.BINDS):
        values = text_values.in_direction(text_values.sample_values(), direction)
        values |= {name[1:-1]: f"⚠ {name} ⚠" for name in unknown_blanks(typed.body)}
        context["terms"] = terms_of(typed, [], values, context["met"])
    return render(request, "loans/agreements/agreementtext_edit.html", context)


def _changes(now, former):
    """The lines that a former version changes, as (mark, line): "-" goes, "+" comes back."""
    lines = ndiff(named(now).splitlines(), named(former).splitlines())
    return [(line[0], line[2:]) for line in lines if line[0] in "+-" and line[2:].strip()]


def _as_typed(form):
    """The text as typed, unsaved."""
    text = form.first_of()
    text.body = form.cleaned_data["body"]
    return text


def _text_or_404(kind, audience, language):
    """The current text, or an unsaved one that may be written."""
    if kind not in TextKind.values or language not in _languages():
        raise Http404
    facts = {"kind": kind, "language": language, "audience": audience, "category": None}
    if kind == TextKind.CATEGORY:
        category = get_object_or_404(Category, code=audience)
        facts |= {"audience": TextFor.ANYBODY, "category": category}
    elif audience not in {TextFor.FAMILY, TextFor.STAFF, TextFor.STRUCTURE}:
        raise Http404
    current = AgreementText.objects.filter(**facts, is_current=True).first()
    return current or AgreementText(**facts)


@may_write
def language_edit(request, pk=None):
    language = get_object_or_404(Language, pk=pk) if pk else Language()
    form = LanguageForm(request.POST or None, instance=language)
    if attempt(form, text_operations.save_language, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "agreementtext_list")
    context = {"form": form, "row": language, "heading": language._meta.verbose_name}
    return render(request, "loans/agreements/wording_edit.html", context)


@allowed("loans.change_rules")
def durations_edit(request):
    form = DurationsForm(request.POST or None)
    if attempt(form, text_operations.save_durations, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "rules_edit")
    return render(request, "loans/agreements/durations_edit.html", {"form": form})


# --- The text of an agreement, read aloud by the browser. ---


@login_not_required
@require_safe
def agreementtext_listen(request, kind, audience, language):
    """Read the current text aloud in one language; only the day and the site of a loan are used."""
    texts = AgreementText.objects.filter(kind=kind, audience=audience, is_current=True)
    text = get_object_or_404(texts, language=language)
    other = Language.objects.filter(code=language).first()
    names = dict(Language.objects.values_list("code", "name"))
    names |= {code: get_language_info(code)["name_local"] for code in dict(settings.LANGUAGES)}
    direction = other.direction if other else "ltr"
    site = Site.objects.filter(pk=_number(request.GET.get("site")), is_active=True).first()
    days = {"date": _day(request.GET.get("from")), "due_date": _day(request.GET.get("until"))}
    with translation.override(language if other is None else base_papers.BINDS):
        values = text_values.values_to_listen(site, days, direction)
        context = {
            "text": text,
            "language": other,
            "direction": direction,
            "terms": terms_of(text, [], values, request.GET.get("if", "charger").split(".")),
            "languages": [(row.language, names[row.language]) for row in texts],
            "query": request.GET.urlencode(),
        }
        return render(request, "loans/agreements/agreementtext_listen.html", context)


def _number(text):
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _day(text):
    try:
        return parse_date(text or "")
    except ValueError:
        return None
