from django.urls import path

from modules.equipment_features import views

urlpatterns = [
    path("adapted-equipment/", views.feature_list, name="feature_list"),
    path("adapted-equipment/<int:pk>/remove/", views.feature_remove, name="feature_remove"),
    path("recipients/<int:pk>/features/", views.feature_person, name="feature_person"),
    path("devices/<int:pk>/features/", views.feature_device, name="feature_device"),
    path("requests/<int:pk>/features/accessory/", views.feature_take, name="feature_take"),
    path("loans/<int:pk>/large-print/", views.feature_print, name="feature_print"),
    path("loans/<int:pk>/aloud/", views.feature_aloud, name="feature_aloud"),
    path("m/<str:token>/features/", views.own_features, name="own_features"),
    path("m/<str:token>/large-print/", views.own_feature_print, name="own_feature_print"),
    path("m/<str:token>/aloud/", views.own_feature_aloud, name="own_feature_aloud"),
]
