-- A payment that the buyer makes on a page of the provider's is now called a hosted checkout. The order doesn't await such a payment.

ALTER TABLE payments CHANGE elsewhere hosted_checkout BOOL NOT NULL DEFAULT FALSE;
