"""What gdpr-exporter knows of its subject: the data map, the live schema, the rows and the package made of them."""
