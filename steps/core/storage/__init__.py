"""Documents by reference: a local folder or S3."""
