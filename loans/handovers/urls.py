from django.urls import path

from loans.handovers import views

urlpatterns = [
    path("requests/<int:pk>/hand-over/", views.request_hand_over, name="request_hand_over"),
    path("loans/new/", views.loan_new, name="loan_new"),
    path("loans/<int:pk>/hand-over/", views.loan_hand_over, name="loan_hand_over"),
    path("loans/<int:pk>/hand-over/whom/", views.loan_recipient, name="loan_recipient"),
    path("loans/<int:pk>/hand-over/what/", views.loan_what, name="loan_what"),
    path("loans/<int:pk>/hand-over/explained/", views.loan_explained, name="loan_explained"),
    path("loans/<int:pk>/hand-over/more/", views.loan_more, name="loan_more"),
    path("loans/<int:pk>/scan/", views.loan_scan, name="loan_scan"),
    path("loans/<int:pk>/accessory/", views.loan_accessory, name="loan_accessory"),
    path("loans/<int:pk>/voucher/", views.loan_voucher, name="loan_voucher"),
    path(
        "loans/<int:pk>/person/choose/",
        views.loan_recipient_choose,
        name="loan_recipient_choose",
    ),
    path("loans/<int:pk>/signer/", views.loan_signer, name="loan_signer"),
    path("loans/<int:pk>/proof/", views.loan_proof, name="loan_proof"),
    path("loans/<int:pk>/collector/", views.loan_collector, name="loan_collector"),
    path("loans/<int:pk>/collector/off/", views.loan_collector_off, name="loan_collector_off"),
    path("loans/<int:pk>/language/", views.loan_second_language, name="loan_second_language"),
    path("loans/<int:pk>/papers/", views.loan_attach, name="loan_attach"),
    path("loans/<int:pk>/refusals/", views.loan_refusals, name="loan_refusals"),
    path("loans/<int:pk>/drop/", views.loan_drop, name="loan_drop"),
    path("attachments/<int:pk>/", views.attachment_file, name="attachment_file"),
    path("attachments/<int:pk>/remove/", views.attachment_remove, name="attachment_remove"),
    path("loans/<int:pk>/cancel/", views.loan_cancel, name="loan_cancel"),
    path("loan-items/<int:pk>/free/", views.loanitem_free, name="loanitem_free"),
]
