from django.urls import path

from modules.data_rights import own_page, views

urlpatterns = [
    path("personal-data/requests/", views.datarequest_list, name="datarequest_list"),
    path("recipients/<int:pk>/data-request/", views.datarequest_new, name="datarequest_new"),
    path("recipients/<int:pk>/freeze/", views.freeze_new, name="freeze_new"),
    path("freezes/<int:pk>/end/", views.freeze_end, name="freeze_end"),
    path("data-requests/<int:pk>/", views.datarequest_detail, name="datarequest_detail"),
    path("data-requests/<int:pk>/done/", views.datarequest_grant, name="datarequest_grant"),
    path("data-requests/<int:pk>/extend/", views.datarequest_extend, name="datarequest_extend"),
    path("data-requests/<int:pk>/refuse/", views.datarequest_refuse, name="datarequest_refuse"),
    path("m/<str:token>/data/", own_page.own_data, name="own_data"),
]
