"""Metrics imported late: their library takes time, and few installations need it."""


def counted(get_response):
    from modules.prometheus import metrics

    return metrics.counted(get_response)


def exposition(request):
    from modules.prometheus import metrics

    return metrics.exposition(request)
