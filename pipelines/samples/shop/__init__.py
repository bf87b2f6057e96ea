"""A small invented shop database: schema, data and the reviewed data map for gdpr-exporter."""
