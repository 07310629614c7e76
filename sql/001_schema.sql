-- The shop's tables. Conventions: an id is 24 hex digits made by the program; money is minor units (cents); every time
-- is UTC; `version` counts a row's changes from 0; a row's `created_at` orders it.

CREATE TABLE users (
  id         CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  email      VARCHAR(254) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL, -- unique without regard to case
  password   VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,        -- scrypt$ln$r$p$salt$hash
  version    INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY email (email)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Products on sale. The CHECK makes overselling impossible, whatever the programs do: available = quantity - held - sold.
CREATE TABLE products (
  id         CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  user_id    CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- the seller
  title      VARCHAR(200) NOT NULL,
  price      BIGINT UNSIGNED NOT NULL,                                      -- minor units; 0 is a free ticket
  quantity   INT UNSIGNED NOT NULL,                                         -- capacity
  held       INT UNSIGNED NOT NULL DEFAULT 0,                               -- by orders that are `created`, overdue ones too
  sold       INT UNSIGNED NOT NULL DEFAULT 0,                               -- by orders that are `complete`
  order_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,          -- quantity 1: the order that holds or bought it
  version    INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY created (created_at, id),
  CONSTRAINT product_seller FOREIGN KEY (user_id) REFERENCES users (id),
  CONSTRAINT product_price CHECK (price <= 99999999999),
  CONSTRAINT product_quantity CHECK (quantity BETWEEN 1 AND 100000),
  CONSTRAINT product_not_oversold CHECK (held + sold <= quantity)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The words of each title, for the search. The products with a word are one range of the primary key, in order of creation.
CREATE TABLE product_words (
  word       VARCHAR(64) NOT NULL,
  created_at DATETIME(6) NOT NULL,                                          -- the product's
  product_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (word, created_at, product_id),
  KEY product (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE orders (
  id         CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  user_id    CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- the buyer
  status     ENUM('created', 'awaiting:payment', 'complete', 'cancelled') NOT NULL,
  expires_at DATETIME(3) NOT NULL,                                          -- from here on a `created` order reads `cancelled`
  cancelled_by ENUM('buyer', 'expiry') NULL,                                -- why it is `cancelled`
  total      BIGINT UNSIGNED NOT NULL,                                      -- sum of the items, minor units
  version    INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY buyer (user_id, created_at, id),
  KEY overdue (status, expires_at),
  CONSTRAINT order_buyer FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The lines of an order, with titles and prices as they were when it was placed. There is no foreign key to products: its shared lock on
-- the product's row would deadlock with the update of the stock that follows. Products are never deleted, and `verify` looks for lines
-- without a product.
CREATE TABLE order_items (
  order_id   CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line       TINYINT UNSIGNED NOT NULL,                                     -- position in the order, from 0
  product_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title      VARCHAR(200) NOT NULL,                                         -- snapshot
  price      BIGINT UNSIGNED NOT NULL,                                      -- snapshot, minor units
  quantity   INT UNSIGNED NOT NULL,
  held_until DATETIME(3) NULL,                                              -- the order's expires_at while it holds stock
  PRIMARY KEY (order_id, line),
  UNIQUE KEY once (order_id, product_id),
  KEY holds (product_id, held_until, quantity),                             -- overdue holds of a product: one range
  CONSTRAINT item_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT item_quantity CHECK (quantity >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Every change as an event, written in the transaction that makes the change. Other programs may read id, subject, data, created_at.
CREATE TABLE outbox (
  id           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,         -- ascending, but not in order of commit
  subject      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  data         JSON NOT NULL,
  created_at   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  aggregate_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- the product or order
  version      INT UNSIGNED NOT NULL,                                       -- that it has after the change
  UNIQUE KEY once (aggregate_id, version, subject)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Answers kept under their idempotency key for 24 hours. A row without a status is a request that is still running.
CREATE TABLE idempotency (
  owner       CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- user's id; '' for who isn't signed in
  name        VARBINARY(255) NOT NULL,                                      -- the key
  fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- SHA-256 of method, address and body
  status      SMALLINT UNSIGNED NULL,
  location    VARCHAR(1024) NULL,
  type        VARCHAR(64) NULL,
  body        MEDIUMTEXT NULL,
  signs_in    CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,         -- the user that the answer signs in
  created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (owner, name),
  KEY created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Limits on the rate of requests, by the generic cell rate algorithm: a name (a digest of what is limited), and the time at which its
-- requests so far will have been paid off.
CREATE TABLE throttle (
  name     CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  paid_off DATETIME(3) NOT NULL,
  KEY paid_off (paid_off)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
