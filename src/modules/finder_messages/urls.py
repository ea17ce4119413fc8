urlpatterns = []  # the public page of a label, of the kernel, shows and takes the form
