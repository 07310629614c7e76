-- Mails: what is sent to whom, and what became of it. Rows are planned from events, in the transaction that moves the position of the
-- consumer `mail`. They are never deleted: the primary key allows one mail for each kind and thing, ever.

CREATE TABLE mails (
  subject_id  CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- the order; of a refund's mail the refund; of a notice the occasion
  kind        ENUM('confirmation', 'receipt', 'refund', 'cancelled', 'reminder', 'webhook_off') NOT NULL,
  user_id     CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,      -- to whom: the address is looked up when it is sent
  order_id    CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,          -- that it tells of; NULL for a notice
  detail      VARCHAR(2048) NULL,                                           -- of a notice: what it is about, shown as it is
  state       ENUM('pending', 'sending', 'sent', 'failed', 'dropped') NOT NULL DEFAULT 'pending', -- dropped: no longer true, so not sent
  due_at      DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),            -- pending: not before; sending: another may take it from then on
  attempts    INT UNSIGNED NOT NULL DEFAULT 0,                              -- times that the server was asked to take it and didn't
  claims      INT UNSIGNED NOT NULL DEFAULT 0,                              -- times that a process took it in hand: guards the outcome
  answer      VARCHAR(64) NULL,                                             -- the last refusal: SMTP's code, or in words
  created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),            -- also the mail's Date, so that a repeat is the same mail
  sent_at     DATETIME(6) NULL,                                             -- when the server took it
  request_id  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,       -- of the request that made the change
  traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL,          -- and its trace
  PRIMARY KEY (subject_id, kind),
  KEY due (state, due_at),
  CONSTRAINT mail_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
