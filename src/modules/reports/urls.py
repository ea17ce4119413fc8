from django.urls import path

from modules.reports import views

urlpatterns = [
    path("reports/", views.report, name="report"),
    path("reports/now/", views.standing, name="standing"),
    path("reports/pdf/", views.report_pdf, name="report_pdf"),
    path("reports/sheet/<slug:form>/", views.report_sheet, name="report_sheet"),
    path("reports/yearly/<int:year>/", views.report_yearly, name="report_yearly"),
    path("reports/keep/", views.report_keep, name="report_keep"),
    path("reports/<int:pk>/", views.report_run, name="report_run"),
    path("reports/<int:pk>/forget/", views.report_forget, name="report_forget"),
]
