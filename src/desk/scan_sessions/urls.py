from django.urls import path

from desk.scan_sessions import views

urlpatterns = [
    path("batch/", views.run_list, name="run_list"),
    path("batch/pick/", views.run_pick, name="run_pick"),
    path("batch/new/<str:act>/", views.run_new, name="run_new"),
    path("batch/<int:pk>/", views.run_detail, name="run_detail"),
    path("batch/<int:pk>/scan/", views.run_scan, name="run_scan"),
    path("batch/<int:pk>/change/", views.run_change, name="run_change"),
    path("batch/<int:pk>/end/", views.run_end, name="run_end"),
    path("batch/<int:pk>/go-on/", views.run_go_on, name="run_go_on"),
    path("batch/lines/<int:pk>/undo/", views.line_undo, name="line_undo"),
]
