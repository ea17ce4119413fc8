from django.urls import path

from loans.handovers import views

urlpatterns = [
    path("requests/<int:pk>/hand-over/", views.request_hand_over, name="request_hand_over"),
    path("hand-overs/new/", views.loan_new, name="loan_new"),
    path("hand-overs/<int:pk>/", views.loan_hand_over, name="loan_hand_over"),
    path("hand-overs/<int:pk>/whom/", views.loan_recipient, name="loan_recipient"),
    path("hand-overs/<int:pk>/what/", views.loan_what, name="loan_what"),
    path("hand-overs/<int:pk>/explained/", views.loan_explained, name="loan_explained"),
    path("hand-overs/<int:pk>/more/", views.loan_more, name="loan_more"),
    path("hand-overs/<int:pk>/scan/", views.loan_scan, name="loan_scan"),
    path("hand-overs/<int:pk>/accessory/", views.loan_accessory, name="loan_accessory"),
    path("hand-overs/<int:pk>/voucher/", views.loan_voucher, name="loan_voucher"),
    path(
        "hand-overs/<int:pk>/person/choose/",
        views.loan_recipient_choose,
        name="loan_recipient_choose",
    ),
    path("hand-overs/<int:pk>/signer/", views.loan_signer, name="loan_signer"),
    path("hand-overs/<int:pk>/proof/", views.loan_proof, name="loan_proof"),
    path("hand-overs/<int:pk>/collector/", views.loan_collector, name="loan_collector"),
    path("hand-overs/<int:pk>/collector/off/", views.loan_collector_off, name="loan_collector_off"),
    path("hand-overs/<int:pk>/language/", views.loan_second_language, name="loan_second_language"),
    path("hand-overs/<int:pk>/papers/", views.loan_attach, name="loan_attach"),
    path("hand-overs/<int:pk>/refusals/", views.loan_refusals, name="loan_refusals"),
    path("hand-overs/<int:pk>/drop/", views.loan_drop, name="loan_drop"),
    path("attachments/<int:pk>/", views.attachment_file, name="attachment_file"),
    path("attachments/<int:pk>/remove/", views.attachment_remove, name="attachment_remove"),
    path("loans/<int:pk>/cancel/", views.loan_cancel, name="loan_cancel"),
    path("loan-items/<int:pk>/free/", views.loanitem_free, name="loanitem_free"),
]
