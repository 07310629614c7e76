-- Payments and refunds. One row for each payment at the provider. An order has several payments if a buyer has given up one attempt and
-- begun another; at most one of them pays for the order.

ALTER TABLE order_items ADD COLUMN refunded INT UNSIGNED NOT NULL DEFAULT 0, -- tickets of this line given back by the seller
  ADD CONSTRAINT item_refunded CHECK (refunded <= quantity);

ALTER TABLE orders ADD COLUMN pay_until DATETIME(3) NULL,                    -- while `awaiting:payment`: then the provider is asked
  ADD KEY paying (status, pay_until);

CREATE TABLE payments (
  id          CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  order_id    CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider    VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- `test` or `stripe`
  provider_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,       -- its name for this payment, once it has one
  amount      BIGINT UNSIGNED NOT NULL,                                       -- minor units
  currency    CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  attempt     INT UNSIGNED NOT NULL DEFAULT 1,                                -- of confirming it; with the id, the provider's idempotency key
  status      ENUM('pending', 'succeeded', 'failed') NOT NULL DEFAULT 'pending',
  failure     VARCHAR(255) NULL,                                              -- the provider's words for the buyer
  created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  begun_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),              -- the attempt
  asked_at    DATETIME(6) NULL,                                               -- when the provider was last asked what became of it
  paid_order  CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,            -- succeeded, and the order has its tickets for it: the order
  UNIQUE KEY charged_once (paid_order),                                       -- at most one payment pays for an order
  UNIQUE KEY provider (provider, provider_id),
  KEY of_order (order_id),
  KEY unsettled (status, begun_at),
  CONSTRAINT payment_order FOREIGN KEY (order_id) REFERENCES orders (id),
  CONSTRAINT payment_honoured CHECK (paid_order IS NULL OR (status = 'succeeded' AND paid_order = order_id))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- Refunds. A row is written in the transaction that decides on the refund. Afterwards whichever process comes first has the provider pay
-- it.
CREATE TABLE refunds (
  id         CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- and the provider's idempotency key
  payment_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount     BIGINT UNSIGNED NOT NULL,                                        -- minor units
  reason     ENUM('late', 'duplicate', 'seller') NOT NULL,
  done       BOOL NOT NULL DEFAULT FALSE,                                     -- the provider has said yes
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY due (done, created_at),
  CONSTRAINT refund_payment FOREIGN KEY (payment_id) REFERENCES payments (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The provider's events that have had their effect, so that an event which is sent again has none.
CREATE TABLE provider_events (
  id         VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The ledger of the `test` provider, which exists only in this database. It keeps what an outside provider would keep.
CREATE TABLE test_charges (
  id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  made_for   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,     -- idempotency key: our payment's id
  amount     BIGINT UNSIGNED NOT NULL,
  currency   CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state      ENUM('open', 'action', 'succeeded', 'cancelled') NOT NULL DEFAULT 'open',
  refunded   BIGINT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  UNIQUE KEY made_for (made_for),
  CONSTRAINT test_refund CHECK (refunded <= amount)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE TABLE test_refunds (
  id        VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY, -- idempotency key: our refund's id
  charge_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount    BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
