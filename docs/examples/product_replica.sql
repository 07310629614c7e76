-- The table that replicate_products(8) keeps, in a database of your own.
CREATE TABLE product_replica (
  id        CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  version   INT UNSIGNED NOT NULL,
  title     VARCHAR(200) NOT NULL,
  price     DECIMAL(11, 2) NOT NULL,
  user_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity  INT UNSIGNED NOT NULL,
  available INT UNSIGNED NOT NULL,
  order_id  CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
