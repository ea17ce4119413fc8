from django.urls import path

from desk.privacy import views

urlpatterns = [
    path("personal-data/", views.privacy, name="privacy"),
    path("recipients/<int:pk>/keep/", views.recipient_keep, name="recipient_keep"),
    path("recipients/<int:pk>/erase/", views.recipient_erase, name="recipient_erase"),
    path("recipients/<int:pk>/erase/letter/", views.erasure_letter, name="erasure_letter"),
    path("recipients/<int:pk>/all/<slug:form>/", views.recipient_export, name="recipient_export"),
    path("donors/<int:pk>/keep/", views.donor_keep, name="donor_keep"),
    path("donors/<int:pk>/forget/", views.donor_forget, name="donor_forget"),
    path("personal-data/texts/", views.text_list, name="text_list"),
    path("personal-data/texts/blank/", views.text_blank, name="text_blank"),
    path("personal-data/texts/read/", views.texts_read, name="texts_read"),
    path("personal-data/papers/", views.keptpaper_list, name="keptpaper_list"),
    path("personal-data/papers/<int:pk>/", views.keptpaper_open, name="keptpaper_open"),
    path("personal-data/openings/", views.opening_list, name="opening_list"),
    path("personal-data/register/", views.processing_list, name="processing_list"),
    path("personal-data/register/paper/", views.processing_paper, name="processing_paper"),
    path("personal-data/register/add/", views.processing_add, name="processing_add"),
    path(
        "personal-data/register/<slug:code>/confirm/",
        views.processing_confirm,
        name="processing_confirm",
    ),
    path("personal-data/register/<slug:code>/", views.processing_edit, name="processing_edit"),
    path("personal-data/terms/", views.retention_edit, name="retention_edit"),
]
