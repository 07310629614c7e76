-- Webhooks: the addresses to which users (or the shop's operator) want events sent, and each event that is sent there.

CREATE TABLE webhooks (
  id            CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  user_id       CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,         -- whose events; NULL: the operator's, everybody's
  url           VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subjects      VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, -- separated by commas; '': all
  secret        VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,  -- that signs
  old_secret    VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,      -- and the one before it, which signs along for a day
  secret_at     DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),           -- when `secret` was made
  since         BIGINT UNSIGNED NOT NULL,                                     -- events after this position of the feed
  state         ENUM('on', 'off', 'deleted') NOT NULL DEFAULT 'on',
  reason        ENUM('owner', 'gone', 'failing') NULL,                        -- why it is off
  failing_since DATETIME(3) NULL,                                             -- the first failure after the last success
  attempt       INT UNSIGNED NOT NULL DEFAULT 0,                              -- failures since then
  delivered_at  DATETIME(3) NULL,                                             -- the last success
  retry_at      DATETIME(3) NULL,                                             -- after a failure: no event before
  due_at        DATETIME(3) NULL,                                             -- when a sender is to look here; NULL: nothing to send
  planned       BIGINT UNSIGNED NOT NULL DEFAULT 0,                           -- one more with each plan, so that none is overlooked
  holder        CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,         -- the process that sends to it
  held_until    DATETIME(3) NULL,                                             -- until then; later any other may
  created_at    DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY owner (user_id, created_at, id),
  KEY due (due_at),
  CONSTRAINT webhook_owner FOREIGN KEY (user_id) REFERENCES users (id),
  CONSTRAINT webhook_reason CHECK ((state = 'off') = (reason IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The queue and the log of each webhook: `pending` deliveries are sent in the order of positions, one at a time. There is no foreign key to
-- webhooks: its shared lock on the webhook's row would deadlock with the update that wakes the sender.
CREATE TABLE deliveries (
  n           BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  webhook_id  CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position    BIGINT UNSIGNED NULL,                                           -- the event's in the feed; NULL: a ping
  subject     VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state       ENUM('pending', 'delivered', 'failed') NOT NULL DEFAULT 'pending', -- only a ping is given up
  attempts    INT UNSIGNED NOT NULL DEFAULT 0,
  status      SMALLINT UNSIGNED NULL,                                         -- of the last answer
  reason      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,        -- why the last attempt was none
  answered_at DATETIME(3) NULL,                                               -- when the last attempt ended
  created_at  DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  KEY queue (webhook_id, state, position, n),
  KEY log (webhook_id, n),
  KEY age (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
