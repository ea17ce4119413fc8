"""The page on which a person signs a paper, at the counter or on their own phone."""

from dataclasses import dataclass

from django.http import JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.functional import cached_property

from loans.agreements import papers
from loans.agreements.forms import AmendmentSignatureForm
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.base import papers as base_papers
from loans.handovers.signature_forms import SignatureForm
from loans.models import Agreement, Amendment


def page_of(paper):
    """The `SigningPage` of an agreement or of an amendment."""
    return (AgreementPage if isinstance(paper, Agreement) else AmendmentPage)(paper)


@dataclass
class SigningPage:
    """Context of the page on which `paper` is signed, in the signatory's language."""

    paper: Agreement | Amendment

    @property
    def after(self):
        """The page of the counter that follows the signature."""
        return resolve_url("loan_signed", self.paper.loan_id)

    def screen(self, request, form, **more):
        """Signing page in the active language, without a menu or data about other people."""
        return render(request, self.screen_template, self.facts | more | {"form": form})


class AgreementPage(SigningPage):
    template = "loans/agreements/agreement_sign.html"
    screen_template = "loans/agreements/agreement_kiosk.html"
    operation = staticmethod(agreement_operations.sign_on_screen)
    note_reading = staticmethod(agreement_operations.note_reading)

    @cached_property
    def changes(self):
        """Changes since the agreement was issued, which is then made again before it is signed."""
        return base_papers.changes_since(self.paper)

    @property
    def language(self):
        return self.paper.text.language

    @cached_property
    def content(self):
        paper = self.paper
        return base_papers.facts_of(paper.loan, paper.text, paper.second_text)

    @property
    def facts(self):
        return self.content | base_papers.notice_for(self.paper.loan) | {"agreement": self.paper}

    def form(self, data, *, by, link=None):
        return SignatureForm(data, agreement=self.paper, by=by, facts=self.content, link=link)


class AmendmentPage(SigningPage):
    template = "loans/agreements/amendment_sign.html"
    screen_template = "loans/agreements/amendment_kiosk.html"
    operation = staticmethod(amendment_operations.sign_amendment)
    note_reading = staticmethod(amendment_operations.note_amendment_reading)
    changes = ()

    @property
    def language(self):
        return self.paper.language

    @cached_property
    def facts(self):
        return papers.facts_of_amendment(self.paper)

    def form(self, data, *, by, link=None):
        return AmendmentSignatureForm(
            data, amendment=self.paper, by=by, facts=self.facts, link=link
        )


# --- Responses to a signature form: to the script that sent it, or to a browser. ---------------

SENT_BY_SCRIPT = "X-Sent-By-Script"


def go(request, url):
    """Redirect the person to this URL; a script that sent the form gets the URL as text."""
    return JsonResponse({"go": url}) if SENT_BY_SCRIPT in request.headers else redirect(url)


def script_response(request, form):
    """Return a 422 response with the form's errors as JSON to a script; None for a browser."""
    if SENT_BY_SCRIPT not in request.headers:
        return None
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"errors": errors}, status=422)


def redirect_to_amendment(request, loan):
    """Render the new amendment and redirect to it, to be signed at once or just printed."""
    amendment = amendment_operations.draw_amendment(loan.amendments.latest("pk"), by=request.user)
    if amendment.is_to_sign and request.user.has_perm("loans.hand_over"):
        return redirect("amendment_sign", amendment.pk)
    return redirect(loan)
