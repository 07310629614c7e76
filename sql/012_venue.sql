-- Where it is: shown with the product, entered with it.

ALTER TABLE products ADD COLUMN venue VARCHAR(120) NULL AFTER title;
