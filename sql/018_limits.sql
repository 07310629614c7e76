-- How much one account may hold and have. The shop must be stopped for this step (docs/install.md).

-- Whose a claim is. What an account holds of a product, and what it has bought, are two ranges of the key `person`, whose size doesn't grow
-- with what the account ordered before. NULL: nobody's, who then is under no limit.
ALTER TABLE claims ADD COLUMN user_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER quota_id;
UPDATE claims c JOIN orders o ON o.id = c.order_id SET c.user_id = o.user_id;
ALTER TABLE claims ADD KEY person (user_id, held_until, quota_id, quantity);

-- The orders of an account are counted: of two orders that saw the same number of them, the second is refused, and read anew. NULL: placed
-- while there were no limits.
ALTER TABLE orders ADD COLUMN number INT UNSIGNED NULL AFTER user_id, ADD UNIQUE KEY turn (user_id, number);

-- How often somebody has tried to pay for an order by card.
ALTER TABLE orders ADD COLUMN attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0;

-- Accounts whose holds have run out unpaid.
CREATE TABLE buyers (
  user_id  CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  paid_off DATETIME(3) NOT NULL,                                            -- when they will be forgotten
  CONSTRAINT buyer_account FOREIGN KEY (user_id) REFERENCES users (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- An address proves itself by answering a challenge, which every message to it has until then. Those that have answered messages so far count
-- as proved. `paid_off` is when what was sent to an address that isn't proved will be forgotten. `slow`: it didn't answer quickly the last time,
-- or never.
ALTER TABLE webhooks
  ADD COLUMN challenge CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' AFTER url,
  ADD COLUMN proved_at DATETIME(3) NULL AFTER challenge,
  ADD COLUMN paid_off DATETIME(3) NULL AFTER proved_at,
  ADD COLUMN slow BOOL NOT NULL DEFAULT TRUE AFTER attempt;
UPDATE webhooks SET challenge = LOWER(HEX(RANDOM_BYTES(16))), proved_at = delivered_at, slow = delivered_at IS NULL;
