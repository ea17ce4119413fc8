from django.urls import path

from modules.outcomes import views

urlpatterns = [
    path("donors/<int:pk>/outcome/", views.donor_outcome, name="donor_outcome"),
    path("donors/<int:pk>/outcome/pdf/", views.donor_outcome_pdf, name="donor_outcome_pdf"),
    path("donations/<int:pk>/outcome/", views.donation_outcome, name="donation_outcome"),
    path(
        "donations/<int:pk>/outcome/pdf/", views.donation_outcome_pdf, name="donation_outcome_pdf"
    ),
    path("outcome-addresses/<int:pk>/revoke/", views.outcome_revoke, name="outcome_revoke"),
    path("outcome/<str:token>/", views.outcome, name="outcome"),
    path("outcome/<str:token>/pdf/", views.outcome_pdf, name="outcome_pdf"),
    path("key-figures/", views.key_figures, name="key_figures"),
]
