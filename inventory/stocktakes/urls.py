from django.urls import path

from inventory.stocktakes import views

urlpatterns = [
    path("places/", views.place_list, name="place_list"),
    path("places/add/", views.place_add, name="place_add"),
    path("places/<int:pk>/edit/", views.place_edit, name="place_edit"),
    path("counts/", views.count_list, name="count_list"),
    path("counts/new/", views.count_open, name="count_open"),
    path("counts/<int:pk>/", views.count_detail, name="count_detail"),
    path("counts/<int:pk>/scan/", views.count_scan, name="count_scan"),
    path("counts/<int:pk>/leave/", views.count_leave, name="count_leave"),
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
        views.count_leave_changed,
        name="count_leave_changed",
    ),
    path("counts/<int:pk>/report/", views.count_report, name="count_report"),
    path("counts/<int:pk>/sheet/", views.count_sheet, name="count_sheet"),
]
