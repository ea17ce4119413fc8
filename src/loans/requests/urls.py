from django.urls import path

from loans.requests.views import answers, messages, requests

urlpatterns = [
    path("requests/", requests.request_list, name="request_list"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/queue/", answers.answer_queue, name="answer_queue"),
    path("priorities/", answers.weights_edit, name="weights_edit"),
    path("requests/<int:pk>/", requests.request_detail, name="request_detail"),
    path("requests/<int:pk>/edit/", requests.request_edit, name="request_edit"),
    path("requests/<int:pk>/send/", requests.request_send, name="request_send"),
    path("requests/<int:pk>/cancel/", requests.request_cancel, name="request_cancel"),
    path("requests/<int:pk>/accept/", answers.request_accept, name="request_accept"),
    path("requests/<int:pk>/serve/", answers.request_serve, name="request_serve"),
    path("requests/<int:pk>/refuse/", answers.request_refuse, name="request_refuse"),
    path("requests/<int:pk>/first/", answers.request_put_first, name="request_put_first"),
    path("requests/<int:pk>/in-turn/", answers.request_put_in_turn, name="request_put_in_turn"),
    path("requests/<int:pk>/close/", requests.request_close, name="request_close"),
    path("requests/<int:pk>/prepare/", requests.request_prepare, name="request_prepare"),
    path("requests/<int:pk>/announce/", messages.request_announce, name="request_announce"),
    path("requests/<int:pk>/messages/", messages.message_write, name="requestmessage_write"),
    path(
        "requests/messages/<int:pk>/withdraw/",
        messages.message_withdraw,
        name="requestmessage_withdraw",
    ),
    path("requests/groups/<int:pk>/", requests.requestgroup_detail, name="requestgroup_detail"),
]
