-- A payment on a page of the provider's is called what the field calls it: a hosted checkout. The order doesn't await such a payment.

ALTER TABLE payments CHANGE elsewhere hosted_checkout BOOL NOT NULL DEFAULT FALSE;
