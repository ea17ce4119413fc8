from django.urls import path

from catalogue import views

urlpatterns = [
    path("catalogue/", views.reference_index, name="reference_index"),
    path("proposals/", views.proposal_list, name="proposal_list"),
    path("proposals/<slug:noun>/<int:pk>/", views.proposal_settle, name="proposal_settle"),
    path("kits/", views.kit_list, name="kit_list"),
    path("kits/add/", views.kit_add, name="kit_add"),
    path("kits/<int:pk>/", views.kit_edit, name="kit_edit"),
    path("catalogue/<slug:noun>/", views.reference_list, name="reference_list"),
    path("catalogue/<slug:noun>/add/", views.reference_add, name="reference_add"),
    path("catalogue/<slug:noun>/<int:pk>/", views.reference_edit, name="reference_edit"),
]
