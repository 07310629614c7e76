-- After a backup was put back: boxoffice-migrate --restored. Programs that follow the shop have seen positions, and numbers of events and of
-- deliveries, that the database doesn't know of any more. None of them may come a second time, for something else. So all that is new gets
-- numbers above the microseconds since 1970: less than a million events a second were ever made. Positions stay dense: those of the
-- events that there are move up there, too, so that whoever asks for events after an old position is told that it is gone.

SET @at = FLOOR(UNIX_TIMESTAMP(NOW(6)) * 1000000);
EXECUTE IMMEDIATE CONCAT('ALTER TABLE outbox AUTO_INCREMENT = ', @at);
EXECUTE IMMEDIATE CONCAT('ALTER TABLE deliveries AUTO_INCREMENT = ', @at);

START TRANSACTION;
SET @by = (SELECT @at - purged FROM feed_head WHERE one = 1 FOR UPDATE);
UPDATE outbox SET position = position + @by WHERE position IS NOT NULL ORDER BY position DESC;
UPDATE outbox_archive SET position = position + @by ORDER BY position DESC;
UPDATE deliveries SET position = position + @by WHERE position IS NOT NULL;
UPDATE webhooks SET since = since + @by;
UPDATE consumers SET position = position + @by;
UPDATE feed_head SET position = position + @by, archived = archived + @by, purged = purged + @by, raised = raised + @by WHERE one = 1;
COMMIT;
