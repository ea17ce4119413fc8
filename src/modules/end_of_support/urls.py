from django.urls import path

from modules.end_of_support.views import supportend_list

urlpatterns = [
    path("ends-of-updates/", supportend_list, name="supportend_list"),
    path("ends-of-updates/<int:pk>/", supportend_list, name="supportend_edit"),
]
