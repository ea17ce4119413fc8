from django.urls import path

from inventory.imports.views import import_example, import_new
from loans.pages import views

ORGANISATIONS = {"code": "organisations"}

urlpatterns = [
    path("hand-overs/<int:pk>/signed/", views.loan_signed, name="loan_signed"),
    path("loans/<int:pk>/copy/", views.loan_copy, name="loan_copy"),
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/add/", views.organisation_add, name="organisation_add"),
    path("organisations/import/", import_new, ORGANISATIONS, name="organisation_import"),
    path(
        "organisations/import/example.csv",
        import_example,
        ORGANISATIONS,
        name="organisation_example",
    ),
    path("organisations/<int:pk>/", views.organisation_detail, name="organisation_detail"),
    path("organisations/<int:pk>/edit/", views.organisation_edit, name="organisation_edit"),
    path("organisations/<int:pk>/decide/", views.organisation_decide, name="organisation_decide"),
    path("recipients/", views.recipient_list, name="recipient_list"),
    path("recipients/add/", views.recipient_add, name="recipient_add"),
    path("recipients/<int:pk>/", views.recipient_detail, name="recipient_detail"),
    path("recipients/<int:pk>/edit/", views.recipient_edit, name="recipient_edit"),
    path("loans/", views.loan_list, name="loan_list"),
    path("loans/<int:pk>/", views.loan_detail, name="loan_detail"),
    path("loans/<int:pk>/receipts/<int:document_pk>/", views.receipt_file, name="receipt_file"),
]
