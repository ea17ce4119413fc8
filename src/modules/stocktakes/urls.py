from django.urls import path

from modules.stocktakes import views

urlpatterns = [
    path("counts/", views.count_list, name="count_list"),
    path("counts/new/", views.count_open, name="count_open"),
    path("counts/<int:pk>/", views.count_detail, name="count_detail"),
    path("counts/<int:pk>/scan/", views.count_scan, name="count_scan"),
    path("counts/<int:pk>/leave/", views.count_clear_shelf, name="count_clear_shelf"),
    path("counts/<int:pk>/undo/<int:scan_pk>/", views.count_undo, name="count_undo"),
    path("counts/<int:pk>/tick/", views.count_tick, name="count_tick"),
    path("counts/<int:pk>/lines/<int:line_pk>/", views.count_line, name="count_line"),
    path("counts/<int:pk>/close/", views.count_close, name="count_close"),
    path("counts/<int:pk>/reopen/", views.count_reopen, name="count_reopen"),
    path("counts/<int:pk>/cancel/", views.count_cancel, name="count_cancel"),
    path("counts/<int:pk>/decide/<str:finding>/", views.count_decide, name="count_decide"),
    path("counts/<int:pk>/finalise/", views.count_finalise, name="count_finalise"),
    path(
        "counts/<int:pk>/leave-changed/",
        views.count_ignore_changed,
        name="count_ignore_changed",
    ),
    path("counts/<int:pk>/report/", views.count_report, name="count_report"),
    path("counts/<int:pk>/sheet/", views.count_sheet, name="count_sheet"),
]
