"""What gdpr-exporter knows of its subject: the data map, the live schema, the rows and the package made of them.

data_map/ is the reviewed map of personal data, catalog.py the schema that the database really has, export/ the rows on
their way into the package; register.py and expiry.py keep account of exports and delete them when their time is over.
"""
