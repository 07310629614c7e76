-- Everything of which there is a limited number is a quota. The stock of the products moves here: a product's own quota has its id.
-- The shop must be stopped for this step (docs/install.md).

CREATE TABLE quotas (
  id       CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- of a product's own stock: the product's
  event_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,                 -- of a shared capacity: whose
  name     VARCHAR(200) NULL,                                                   -- and how people call it
  size     INT UNSIGNED NOT NULL,
  held     INT UNSIGNED NOT NULL DEFAULT 0,                                     -- by claims with an end, overdue ones too
  sold     INT UNSIGNED NOT NULL DEFAULT 0,                                     -- by claims without an end
  version  INT UNSIGNED NOT NULL DEFAULT 0,                                     -- one more whenever something is taken or given back
  CONSTRAINT quota_not_oversold CHECK (held + sold <= size)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The shared quotas that a product takes from, and how much each of its units takes. No foreign key to quotas: see claims.
CREATE TABLE product_quotas (
  product_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quota_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  takes      TINYINT UNSIGNED NOT NULL DEFAULT 1,
  PRIMARY KEY (product_id, quota_id),
  KEY quota (quota_id),
  CONSTRAINT product_quota_takes CHECK (takes >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- What an order holds or has bought of a quota. Rows of units that are given back are deleted. There is no foreign key to quotas: its
-- shared lock on the quota's row would deadlock with the guarded update that follows; `verify` looks for claims without a quota.
CREATE TABLE claims (
  order_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quota_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  quantity   INT UNSIGNED NOT NULL,
  held_until DATETIME(3) NULL,                                                  -- the order's expires_at while it holds; NULL: sold
  PRIMARY KEY (order_id, quota_id),
  KEY overdue (quota_id, held_until, quantity),                                 -- overdue claims of a quota: one range
  CONSTRAINT claim_quantity CHECK (quantity >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- A product's version is the sum of its revision and of its quota's version. The versions so far become those of the quotas.
INSERT INTO quotas (id, size, held, sold, version) SELECT id, quantity, held, sold, version FROM products;

INSERT INTO claims (order_id, quota_id, quantity, held_until)
  SELECT i.order_id, i.product_id, i.quantity - IF(o.status = 'complete', i.refunded, 0), IF(o.status = 'complete', NULL, i.held_until)
  FROM order_items i JOIN orders o ON o.id = i.order_id
  WHERE o.status <> 'cancelled' AND i.quantity > IF(o.status = 'complete', i.refunded, 0);

ALTER TABLE order_items DROP KEY holds, DROP COLUMN held_until;

ALTER TABLE products
  DROP CONSTRAINT product_not_oversold, DROP CONSTRAINT product_quantity,
  DROP COLUMN held, DROP COLUMN sold, DROP COLUMN order_id, DROP COLUMN quantity, DROP COLUMN version,
  ADD COLUMN revision INT UNSIGNED NOT NULL DEFAULT 0 AFTER price;              -- one more with each edit
