from django.urls import path

from modules.open_data import views

urlpatterns = [
    path("open-data/", views.publication_edit, name="publication_edit"),
    path("open-data/data-inclusion.json", views.open_structures, name="open_structures"),
    path("open-data/stock.csv", views.open_stock, name="open_stock"),
    path("open-data/stock.schema.json", views.open_stock_schema, name="open_stock_schema"),
]
