from django.urls import path

from desk.privacy.views import access_log, retention, terms, texts

urlpatterns = [
    path("personal-data/", retention.privacy, name="privacy"),
    path("recipients/<int:pk>/keep/", retention.recipient_keep, name="recipient_keep"),
    path("recipients/<int:pk>/erase/", retention.recipient_erase, name="recipient_erase"),
    path("recipients/<int:pk>/erase/letter/", retention.erasure_letter, name="erasure_letter"),
    path(
        "recipients/<int:pk>/all/<slug:form>/", retention.recipient_export, name="recipient_export"
    ),
    path("donors/<int:pk>/keep/", retention.donor_keep, name="donor_keep"),
    path("donors/<int:pk>/forget/", retention.donor_forget, name="donor_forget"),
    path("personal-data/texts/", texts.text_list, name="text_list"),
    path("personal-data/texts/blank/", texts.text_blank, name="text_blank"),
    path("personal-data/texts/read/", texts.texts_read, name="texts_read"),
    path("personal-data/papers/", access_log.keptpaper_list, name="keptpaper_list"),
    path("personal-data/papers/<int:pk>/", access_log.keptpaper_open, name="keptpaper_open"),
    path("personal-data/openings/", access_log.opening_list, name="opening_list"),
    path("personal-data/register/", terms.processing_list, name="processing_list"),
    path("personal-data/register/paper/", terms.processing_paper, name="processing_paper"),
    path("personal-data/register/add/", terms.processing_add, name="processing_add"),
    path(
        "personal-data/register/<slug:code>/confirm/",
        terms.processing_confirm,
        name="processing_confirm",
    ),
    path("personal-data/register/<slug:code>/", terms.processing_edit, name="processing_edit"),
    path("personal-data/terms/", terms.retention_edit, name="retention_edit"),
]
