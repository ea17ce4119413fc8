from django.urls import path, re_path

from loans.agreements import remote_views, text_views, views

urlpatterns = [
    path("hand-overs/<int:pk>/terms/", views.loan_terms, name="loan_terms"),
    path("hand-overs/<int:pk>/sign/", views.agreement_issue, name="agreement_issue"),
    path("hand-overs/<int:pk>/allow/", views.loan_allow, name="loan_allow"),
    path("loans/<int:pk>/correct/", views.loan_correct, name="loan_correct"),
    path("amendments/<int:pk>/sign/", views.amendment_sign, name="amendment_sign"),
    path("amendments/<int:pk>/scan/", views.amendment_scan, name="amendment_scan"),
    path("amendments/<int:pk>/decline/", views.amendment_decline, name="amendment_decline"),
    path("amendments/<int:pk>/file/", views.amendment_file, name="amendment_file"),
    path("agreements/<int:pk>/sign/", views.agreement_sign, name="agreement_sign"),
    path("agreements/", views.signing_list, name="signing_list"),
    path("s/<str:token>/copy/", remote_views.signature_copy, name="signature_copy"),
    path("s/<str:token>/", remote_views.signature_remote, name="signature_remote"),
    path(
        "signature-links/<int:pk>/remind/", views.signaturelink_remind, name="signaturelink_remind"
    ),
    path("signature-links/<int:pk>/close/", views.signaturelink_close, name="signaturelink_close"),
    path("agreements/<int:pk>/scan/", views.agreement_scan, name="agreement_scan"),
    path("agreements/<int:pk>/decline/", views.agreement_decline, name="agreement_decline"),
    path("agreements/<int:pk>/file/", views.agreement_file, name="agreement_file"),
    path("agreement-texts/", text_views.agreementtext_list, name="agreementtext_list"),
    path(
        "agreement-texts/<slug:kind>/<slug:audience>/<slug:language>/",
        text_views.agreementtext_edit,
        name="agreementtext_edit",
    ),
    path(
        "listen/<slug:kind>/<slug:audience>/<slug:language>/",
        text_views.agreementtext_listen,
        name="agreementtext_listen",
    ),
    path("agreement-texts/languages/add/", text_views.language_edit, name="language_add"),
    path("agreement-texts/languages/<int:pk>/", text_views.language_edit, name="language_edit"),
    path("rules/durations/", text_views.durations_edit, name="durations_edit"),
    re_path(r"^[Vv]/(?P<token>[^/]{1,64})/?$", views.agreement_check, name="agreement_check"),
]
