"""SQL in the open: one small module per table family, on one thin driver.

Only this folder knows sqlite3 and psycopg. Every table's key begins with `site_id`, and every
replicated row carries `seq`, the site's sequence number when it last changed.
"""
