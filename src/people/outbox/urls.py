from django.urls import path

from people.outbox import views

urlpatterns = [
    path("sending/", views.sending_edit, name="sending_edit"),
    path("sending/try/", views.sending_try, name="sending_try"),
    path("messages/", views.message_list, name="message_list"),
    path("messages/send/", views.messages_send, name="messages_send"),
    path("messages/drop/", views.messages_drop, name="messages_drop"),
    path("messages/<int:pk>/", views.message_detail, name="message_detail"),
    path("letters/", views.lettertext_list, name="lettertext_list"),
    path("letters/<str:kind>/<str:language>/", views.lettertext_edit, name="lettertext_edit"),
    path(
        "letters/<str:kind>/<str:language>/<int:site>/",
        views.lettertext_edit,
        name="lettertext_edit",
    ),
    path(
        "letters/<str:kind>/<str:language>/restore/",
        views.lettertext_restore,
        name="lettertext_restore",
    ),
    path(
        "letters/<str:kind>/<str:language>/<int:site>/restore/",
        views.lettertext_restore,
        name="lettertext_restore",
    ),
]
