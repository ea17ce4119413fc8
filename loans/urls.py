from django.urls import path

from loans.views import agreements, hand_over, loans

urlpatterns = [
    path("loans/", loans.loan_list, name="loan_list"),
    path("loans/new/", hand_over.loan_new, name="loan_new"),
    path("loans/<int:pk>/", loans.loan_detail, name="loan_detail"),
    path("loans/<int:pk>/hand-over/", hand_over.loan_hand_over, name="loan_hand_over"),
    path("loans/<int:pk>/scan/", hand_over.loan_scan, name="loan_scan"),
    path("loans/<int:pk>/terms/", hand_over.loan_terms, name="loan_terms"),
    path("loans/<int:pk>/accessory/", hand_over.loan_accessory, name="loan_accessory"),
    path("loans/<int:pk>/voucher/", hand_over.loan_voucher, name="loan_voucher"),
    path("loans/<int:pk>/person/", hand_over.loan_recipient, name="loan_recipient"),
    path(
        "loans/<int:pk>/person/choose/",
        hand_over.loan_recipient_choose,
        name="loan_recipient_choose",
    ),
    path("loans/<int:pk>/cancel/", hand_over.loan_cancel, name="loan_cancel"),
    path("loans/<int:pk>/agreement/", agreements.agreement_issue, name="agreement_issue"),
    path("loans/<int:pk>/return/", loans.loan_return, name="loan_return"),
    path("loans/<int:pk>/receipts/<int:document_pk>/", loans.receipt_file, name="receipt_file"),
    path("loans/<int:pk>/keep/", loans.loan_keep, name="loan_keep"),
    path("loans/<int:pk>/transfer/", loans.loan_transfer, name="loan_transfer"),
    path("loan-items/<int:pk>/free/", hand_over.loanitem_free, name="loanitem_free"),
    path("loan-items/<int:pk>/lost/", loans.loanitem_lost, name="loanitem_lost"),
    path("loan-items/<int:pk>/found/", loans.loanitem_found, name="loanitem_found"),
    path("loan-items/<int:pk>/swap/", loans.loanitem_swap, name="loanitem_swap"),
    path("agreements/<int:pk>/sign/", agreements.agreement_sign, name="agreement_sign"),
    path("agreements/<int:pk>/scan/", agreements.agreement_scan, name="agreement_scan"),
    path("agreements/<int:pk>/decline/", agreements.agreement_decline, name="agreement_decline"),
    path("agreements/<int:pk>/file/", agreements.agreement_file, name="agreement_file"),
    path("agreement-texts/", agreements.agreementtext_list, name="agreementtext_list"),
    path(
        "agreement-texts/<slug:kind>/<slug:audience>/<slug:language>/",
        agreements.agreementtext_edit,
        name="agreementtext_edit",
    ),
    path("returns/", loans.return_scan, name="return_scan"),
]
