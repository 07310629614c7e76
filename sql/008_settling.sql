-- Additions for settling payments and refunds.

ALTER TABLE payments ADD COLUMN elsewhere BOOL NOT NULL DEFAULT FALSE; -- made on a page of the provider's: the order doesn't await it

ALTER TABLE refunds
  ADD COLUMN attempt INT UNSIGNED NOT NULL DEFAULT 1,  -- with the id, the provider's idempotency key
  ADD COLUMN refusals INT UNSIGNED NOT NULL DEFAULT 0, -- how often the provider hasn't said yes
  ADD COLUMN due_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), -- when it is to be asked (again)
  DROP KEY due, ADD KEY due (done, due_at);

ALTER TABLE test_charges ADD KEY created (created_at);
ALTER TABLE test_refunds ADD COLUMN created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), ADD KEY created (created_at);
