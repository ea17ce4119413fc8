from django.urls import path

from loans.handovers.views import items, people

urlpatterns = [
    path("requests/<int:pk>/hand-over/", items.request_hand_over, name="request_hand_over"),
    path("hand-overs/new/", items.loan_new, name="loan_new"),
    path("hand-overs/<int:pk>/", items.loan_hand_over, name="loan_hand_over"),
    path("hand-overs/<int:pk>/whom/", people.loan_recipient, name="loan_recipient"),
    path("hand-overs/<int:pk>/what/", items.loan_what, name="loan_what"),
    path("hand-overs/<int:pk>/explained/", people.loan_explained, name="loan_explained"),
    path("hand-overs/<int:pk>/more/", people.loan_more, name="loan_more"),
    path("hand-overs/<int:pk>/what/scan/", items.loan_scan, name="loan_scan"),
    path("hand-overs/<int:pk>/what/accessory/", items.loan_accessory, name="loan_accessory"),
    path("hand-overs/<int:pk>/what/voucher/", items.loan_voucher, name="loan_voucher"),
    path(
        "hand-overs/<int:pk>/whom/choose/",
        people.loan_recipient_choose,
        name="loan_recipient_choose",
    ),
    path("hand-overs/<int:pk>/whom/correct/", people.loan_person, name="loan_person"),
    path("hand-overs/<int:pk>/whom/signer/", people.loan_signer, name="loan_signer"),
    path("hand-overs/<int:pk>/whom/proof/", people.loan_proof, name="loan_proof"),
    path("hand-overs/<int:pk>/more/collector/", people.loan_collector, name="loan_collector"),
    path(
        "hand-overs/<int:pk>/more/collector/off/",
        people.loan_collector_off,
        name="loan_collector_off",
    ),
    path(
        "hand-overs/<int:pk>/more/language/",
        people.loan_second_language,
        name="loan_second_language",
    ),
    path("hand-overs/<int:pk>/more/papers/", people.loan_attach, name="loan_attach"),
    path("hand-overs/<int:pk>/what/refusals/", items.loan_refusals, name="loan_refusals"),
    path("hand-overs/<int:pk>/what/drop/", items.loan_drop, name="loan_drop"),
    path("attachments/<int:pk>/", people.attachment_file, name="attachment_file"),
    path("attachments/<int:pk>/remove/", people.attachment_remove, name="attachment_remove"),
    path("loans/<int:pk>/cancel/", items.loan_cancel, name="loan_cancel"),
    path("loan-items/<int:pk>/free/", items.loanitem_free, name="loanitem_free"),
]
