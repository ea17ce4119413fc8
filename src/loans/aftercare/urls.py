from django.urls import path

from loans.aftercare import views

urlpatterns = [
    path("loans/<int:pk>/keep/", views.loan_keep, name="loan_keep"),
    path("loans/<int:pk>/transfer/", views.loan_transfer, name="loan_transfer"),
    path("loans/<int:pk>/renew/", views.loan_renew, name="loan_renew"),
    path("loans/<int:pk>/report/", views.loan_report, name="loan_report"),
    path("overdue/", views.overdue_list, name="overdue_list"),
    path("renewals/", views.renewal_list, name="renewal_list"),
    path("renewals/<int:pk>/", views.renewal_answer, name="renewal_answer"),
    path("renewals/<int:pk>/refuse/", views.renewal_refuse, name="renewal_refuse"),
    path("renewals/<int:pk>/withdraw/", views.renewal_withdraw, name="renewal_withdraw"),
    path("incidents/", views.incident_list, name="incident_list"),
    path("incidents/<int:pk>/", views.incident_detail, name="incident_detail"),
    path("incidents/<int:pk>/lost/", views.incident_lose, name="incident_lose"),
    path("incidents/<int:pk>/settle/", views.incident_settle, name="incident_settle"),
    path("incidents/<int:pk>/cancel/", views.incident_cancel, name="incident_cancel"),
    path("incidents/<int:pk>/complaint/", views.incident_complaint, name="incident_complaint"),
    path("incidents/<int:pk>/file/", views.incident_file, name="incident_file"),
    path("loan-items/<int:pk>/report/", views.incident_new, name="incident_new"),
    path("loan-items/<int:pk>/found/", views.loanitem_found, name="loanitem_found"),
    path("loan-items/<int:pk>/swap/", views.loanitem_swap, name="loanitem_swap"),
    path("follow-ups/", views.followup_list, name="followup_list"),
    path("follow-ups/record/", views.followup_record, name="followup_record"),
    path("loans/<int:pk>/remind/", views.loan_remind, name="loan_remind"),
]
