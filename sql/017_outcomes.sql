-- Ways out for payments and refunds whose outcome isn't the usual one; the currency of each order; and the
-- feed after a backup was put back.

ALTER TABLE payments
  ADD COLUMN given_up BOOL NOT NULL DEFAULT FALSE,        -- it has failed because the provider never said what became of it
  ADD COLUMN dispute ENUM('open', 'won', 'lost') NULL,    -- the buyer's bank wants the money back, or has decided for the shop or the buyer
  ADD KEY disputed (dispute);

ALTER TABLE refunds
  MODIFY reason ENUM('late', 'duplicate', 'seller', 'differs', 'provider', 'dispute') NOT NULL,
  ADD COLUMN provider_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL, -- its name there, where others have made it
  ADD COLUMN failed_at DATETIME(6) NULL,                  -- the provider had said yes, and the money has come back to the shop
  ADD COLUMN by_hand BOOL NOT NULL DEFAULT FALSE,         -- somebody has paid it by other means than the provider
  ADD UNIQUE KEY provider (provider_id),
  ADD KEY failed (failed_at),
  ADD CONSTRAINT refund_failed CHECK (failed_at IS NULL OR (done AND NOT by_hand));

-- The currency that its prices were in when it was placed. NULL: it was placed before this step, and nobody has begun to pay.
ALTER TABLE orders ADD COLUMN currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL;
UPDATE orders o SET o.currency = (SELECT MAX(y.currency) FROM payments y WHERE y.order_id = o.id);

-- sql/restored.sql raises all positions and says here by how much, all times together: less that they count the events that there were.
ALTER TABLE feed_head ADD COLUMN raised BIGINT UNSIGNED NOT NULL DEFAULT 0;
