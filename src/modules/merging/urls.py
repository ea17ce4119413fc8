from django.urls import path

from modules.merging import views

urlpatterns = [
    path("merge/", views.merge_list, name="merge_list"),
    path("merge/<slug:noun>/<int:pk>/", views.row_merge, name="row_merge"),
    path("merge/apart/<slug:noun>/<int:pk>/<int:other>/", views.row_apart, name="row_apart"),
    path("merge/undo/<slug:noun>/<int:pk>/", views.row_unmerge, name="row_unmerge"),
]
