"""The texts of letters: what each kind says, in each language, at each site."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import run_action
from core.forms import attempt
from core.models import Event
from core.modules import is_letter_on
from people.forms.letters import LetterForm
from people.letter_kinds import LETTERS
from people.models import LetterText, Site
from people.operations import outbox as operations
from people.outbox.rendering import Words, inherited_texts, sample_words
from people.outbox.sms.length import measure

may_write = permission_required(operations.write_letter.permission, raise_exception=True)


@may_write
def lettertext_list(request):
    """Each kind of letter, and where its words are no longer the usual ones."""
    changed = {}
    for text in LetterText.objects.exclude(subject="", body="", sms="").select_related("site"):
        changed.setdefault(text.kind, []).append(text)
    letters = [(kind, changed.get(kind.code, ())) for kind in LETTERS.in_use()]
    context = {"letters": letters, "languages": settings.LANGUAGES}
    return render(request, "people/lettertext_list.html", context)


@may_write
def lettertext_edit(request, kind, language, site=None):
    text = _find(kind, language, site)
    letter = LETTERS(kind)
    with translation.override(language):
        inherited = inherited_texts(letter, text.site)
    form = LetterForm(request.POST or None, instance=text, kind=letter, inherited=inherited)
    if "preview" not in request.POST and attempt(form, operations.write_letter, by=request.user):
        messages.success(request, _("The text is in use."))
        return redirect(form.instance)
    return render(request, "people/lettertext_edit.html", _shown(request, text, letter, form))


def _shown(request, text, letter, form):
    """The form, with what a letter of these words would look like and its length as an SMS."""
    with translation.override(text.language):
        texts = [form[part].value() if part in form.fields else "" for part in Words._fields]
        sample = sample_words(letter, texts)
        blanks = [(name, str(b.example)) for name, b in letter.all_blanks.items()]
    return {
        "text": text,
        "kind": letter,
        "form": form,
        "sample": sample,
        "length": measure(sample.sms) if sample.sms else None,
        "blanks": [
            (name, letter.all_blanks[name].description, example) for name, example in blanks
        ],
        "sites": Site.objects.filter(is_active=True),
        "events": Event.objects.about(text).select_related("by")[:20] if text.pk else [],
        "is_changed": any(getattr(text, part) for part in Words._fields) and text.pk,
    }


@may_write
@require_POST
def lettertext_restore(request, kind, language, site=None):
    text = _find(kind, language, site)
    if text.pk:
        run_action(request, operations.restore_letter, text, done=_("The usual text is back."))
    return redirect(text)


def _find(kind, language, site):
    """The text of a letter, unsaved if nobody wrote one; a 404 for what is no letter of ours."""
    if kind not in LETTERS.values or not is_letter_on(kind):
        raise Http404
    if language not in dict(settings.LANGUAGES):
        raise Http404
    where = get_object_or_404(Site, pk=site) if site else None
    lookup = {"kind": kind, "language": language, "site": where}
    return LetterText.objects.filter(**lookup).first() or LetterText(**lookup)
