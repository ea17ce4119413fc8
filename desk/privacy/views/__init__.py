"""Pages of personal data: anonymisation, review of texts, access log, GDPR record."""
